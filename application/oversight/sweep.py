"""What time does to gates, orders and targets: sweeps that record what became due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.use_cases.organisation.oversight.settle_bound import (
    RecalculateGate,
    SettleBound,
)
from application.use_cases.request import SYSTEM_CALLER
from domain.kernel import ConcurrentChange

if TYPE_CHECKING:
    from application.ports import Clock
    from application.read_models.oversight_list import Matter
    from application.use_cases.organisation.command import OrganisationCommand
    from application.use_cases.organisation.desk import OrganisationDesk

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One whose bound has passed."""

    settles_at: datetime
    aggregate_id: UUID
    kind: Matter
    code: str


class OversightIndex(Protocol):
    """Knows whose bound has passed; lags behind the log, never ahead of it."""

    def unsettled(
        self, jurisdiction: str, now: datetime, after: Unsettled | None, limit: int
    ) -> Sequence[Unsettled]:
        """The next of them, the earliest bound first."""
        ...

    def waiting_gates(self, jurisdiction: str, after: str | None, limit: int) -> Sequence[str]:
        """Codes of the gates that wait for an answer with a bound, by code."""
        ...


class CalendarsSeen:
    """By jurisdiction the calendar that this process saw the gates under last. Safe to lose."""

    def __init__(self) -> None:
        self._versions: dict[str, str] = {}

    def has_seen(self, jurisdiction: str, version: str) -> bool:
        """Whether every waiting gate was recomputed under that calendar."""
        return self._versions.get(jurisdiction) == version

    def saw(self, jurisdiction: str, version: str) -> None:
        """Remember it."""
        self._versions[jurisdiction] = version


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightSweep:
    """Sweeps over one jurisdiction; each command is idempotent, so two sweeps do no harm."""

    desk: OrganisationDesk
    index: OversightIndex
    clock: Clock
    seen: CalendarsSeen = field(default_factory=CalendarsSeen)

    def recalculate(
        self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False
    ) -> int:
        """Recompute the waiting gates after the calendar was amended (CAL-08); gates changed.

        Once for each calendar. A gate that is not in the index yet, and one that another process
        asked for under the calendar of before, recomputes itself when its bound is reached.
        """
        version = self.desk.calendars.current(jurisdiction).version
        if self.seen.has_seen(jurisdiction, version):
            return 0
        changed, after = 0, None
        while codes := self.index.waiting_gates(jurisdiction, after, _BATCH):
            for code in codes:
                if stopping():
                    return changed
                changed += self._done(jurisdiction, RecalculateGate(code=code))
            after = codes[-1]
        self.seen.saw(jurisdiction, version)
        return changed

    def sweep(self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Record every bound that has passed, in batches; returns how many changed.

        ``stopping`` is asked before each, so that a leader that lost its lock records nothing more.
        A missed sweep loses nothing: the bound is the fact's own time (ENV-06).
        """
        changed, now, last = 0, self.clock(), None
        while found := self.index.unsettled(jurisdiction, now, last, _BATCH):
            for one in found:
                if stopping():
                    return changed
                command = SettleBound(kind=one.kind, code=one.code)
                changed += self._done(jurisdiction, command)
            last = found[-1]
        return changed

    def _done(self, jurisdiction: str, command: OrganisationCommand) -> bool:
        try:
            receipt = self.desk.execute(jurisdiction, SYSTEM_CALLER, command, key=None)
        except ConcurrentChange:
            return False  # somebody was faster; the next sweep looks again
        return receipt.position is not None
