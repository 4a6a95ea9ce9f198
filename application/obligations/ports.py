"""What the sweep of obligations needs from the outside world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from application.ports import Change, Opened, Receipt
from application.read_models.obligation_calendar import CalendarCursor
from domain.kernel import Event


class SweptLog(Protocol):
    """The log, many aggregates at a time, remembering none of them."""

    def open(self, jurisdiction: str, aggregate_ids: Sequence[UUID]) -> Opened: ...

    def append(self, change: Change) -> Receipt: ...

    def begun(self, jurisdiction: str, aggregate_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Which of these aggregates exist."""
        ...

    def histories(
        self, jurisdiction: str, aggregate_ids: Sequence[UUID]
    ) -> Mapping[UUID, Sequence[Event]]:
        """Whole histories, in version order; an unknown id has none."""
        ...


class ObligationIndex(Protocol):
    """Which obligations are to be looked at. May lag behind the log, never decides."""

    def due(
        self, jurisdiction: str, now: datetime, after: CalendarCursor | None, limit: int
    ) -> Sequence[CalendarCursor]:
        """Open ones whose bound is at or before ``now``, the oldest bound first."""
        ...

    def to_remind(
        self, jurisdiction: str, now: datetime, after: CalendarCursor | None, limit: int
    ) -> Sequence[CalendarCursor]:
        """Open ones with a reminder that is to go out; ``due_at`` of the place is its time."""
        ...

    def marks(self, jurisdiction: str) -> Mapping[str, date]:
        """By code the first day of the last window that was opened for everybody."""
        ...

    def mark(self, jurisdiction: str, code: str, opened_on: date) -> None:
        """Note that a window was opened for everybody; an older one changes nothing."""
        ...
