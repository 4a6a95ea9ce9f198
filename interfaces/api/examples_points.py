"""Bodies of commands to points of units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

POINTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "reward_rank": {"unit": "u2", "reason": "Third of three, and well above the base."},
    "settle_points": {},
    "withhold_base_points": {"unit": "u2", "reason": "Absent from every meeting of the year."},
}
"""By command."""
