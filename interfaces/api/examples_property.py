"""Bodies of commands about estates and their companies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PROPERTY: Final[Mapping[str, Mapping[str, Any]]] = {
    "file_estate": {
        "estate": "e1",
        "body": "c1",
        "company": "sunny-homes",
        "secretary_ref": "lin",
        "head_ref": "ma",
        "buildings": 12,
        "households": 960,
        "owner_data_ref": "owners-e1",
        "staff": [
            {"kind": "GUARD", "count": 6},
            {"kind": "CLEANER", "count": 4},
            {"kind": "TECHNICIAN", "count": 2},
            {"kind": "ACCOUNTANT", "count": 1},
        ],
    },
    "set_management_mode": {"mode": "TRUSTEESHIP"},
    "measure_premises": {
        "gfa": "40000",
        "area": "119.9",
        "order": "order-2021-9",
        "due_on": "2021-10-20",
    },
    "list_room": {
        "room": "room-7",
        "kind": "COMMUNITY_ROOM",
        "status": "OUTSIDE_CONTROL",
        "proposal": "RECOVER",
    },
    "rate_property": {"period": "2021Q1", "grade": "GOOD"},
    "post_grade": {"period": "2021Q1"},
    "apply_veto": {"period": "2021Q2", "file": "petition-2021-6"},
    "inspect_property": {
        "period": "2021Q1",
        "score": "82.5",
        "inspectors": ["RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE"],
    },
    "list_for_replacement": {
        "among": "street",
        "year": 2021,
        "reason": "Complaints in every quarter.",
    },
}
"""By command to an estate."""
