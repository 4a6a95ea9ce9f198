"""Bodies of commands to services around a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SERVICES: Final[Mapping[str, Mapping[str, Any]]] = {
    "register_volunteer": {
        "account": "household-12",
        "kind": "HOUSEHOLD",
        "body": "c1",
        "members": ["lin", "mo"],
    },
    "train_volunteer": {"training": "First aid.", "on": "2021-04-12"},
    "record_service": {
        "service_field": "SAFETY",
        "activity": "patrol",
        "hours": "2.5",
        "on": "2021-04-12",
    },
    "redeem_volunteer_points": {"goods": "soap", "points": "25"},
    "reverse_volunteer_points": {"service": 3, "reason": "Nobody was there."},
}
"""By command."""
