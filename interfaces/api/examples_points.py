"""Bodies of commands to points of units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

POINTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "exclude_case": {
        "unit": "u2",
        "points_case": "0f6f3e52-7a51-5d0e-9a55-3a1f0c2b84d1",
        "approver": "lin",
        "reason": "Entered twice by mistake.",
    },
    "reward_rank": {"unit": "u2", "reason": "Third of three, and well above the base."},
    "settle_points": {},
    "withhold_base_points": {"unit": "u2", "reason": "Absent from every meeting of the year."},
}
"""By command."""
