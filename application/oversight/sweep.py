"""What time does to gates, orders and targets: sweeps that record what became due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.use_cases.organisation.oversight.settle_bound import SettleBound
from application.use_cases.request import SYSTEM_CALLER
from domain.kernel import ConcurrentChange

if TYPE_CHECKING:
    from application.ports import Clock
    from application.read_models.oversight_list import Matter
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightSweep:
    """Sweeps over one jurisdiction; each command is idempotent, so two sweeps do no harm."""

    desk: OrganisationDesk
    index: OversightIndex
    clock: Clock

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
                changed += self._settled(jurisdiction, one)
            last = found[-1]
        return changed

    def _settled(self, jurisdiction: str, one: Unsettled) -> bool:
        command = SettleBound(kind=one.kind, code=one.code)
        try:
            receipt = self.desk.execute(jurisdiction, SYSTEM_CALLER, command, key=None)
        except ConcurrentChange:
            return False  # somebody was faster; the next sweep looks again
        return receipt.position is not None
