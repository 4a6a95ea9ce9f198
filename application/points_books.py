"""What a settlement must know besides the ledgers: whether all that was due is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PointsStanding:
    """How far the books of a span of time are.

    Attributes:
        undecided: feedback obligations due by the bound that are neither given nor missed.
        unread: events of the span that were not booked yet, or are not in the read models.
        feedback: by unit how much feedback due in the span was given in time, and how much was
            settled.
    """

    undecided: int
    unread: int
    feedback: Mapping[str, tuple[int, int]]


class PointsBooks(Protocol):
    """Tells whether a year can be settled, and does what is missing for it."""

    def standing(self, jurisdiction: str, since: datetime, bound: datetime) -> PointsStanding:
        """How far the books are for what was due after ``since`` and at or before ``bound``."""
        ...

    def catch_up(self, jurisdiction: str) -> None:
        """Evaluate what is due by now, and book everything that was recorded."""
        ...
