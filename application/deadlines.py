"""What time does: sweeps that record what has become due. A missed sweep loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from application.use_cases.cases.mark_due import MarkDue
from application.use_cases.cases.recalculate_deadlines import RecalculateDeadlines
from application.use_cases.desk import SYSTEM_CALLER, CaseDesk
from domain.calendar.errors import CalendarMissing
from domain.cases.errors import CaseIsClosed, CaseIsEnded
from domain.kernel import ConcurrentChange

if TYPE_CHECKING:
    from application.ports import Clock
    from application.read_models.case_index import CaseIndex
    from application.use_cases.command import CaseCommand

LOGGER = logging.getLogger(__name__)

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Sweeps over the cases of a jurisdiction; each command is idempotent, so two do no harm."""

    desk: CaseDesk
    due: CaseIndex
    clock: Clock

    def sweep(self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Record everything that is due by now: feedback missed, cases overdue (ENV-06).

        Reads candidates in batches, oldest bound first, until none is left; ``stopping`` is asked
        before each case, so that a leader that lost its lock issues nothing more. Returns how many
        cases changed.
        """
        changed, now = 0, self.clock()
        while due := self.due.due_cases(jurisdiction, now, _BATCH):
            before = changed
            for case_id in due:
                if stopping():
                    return changed
                changed += self._done(jurisdiction, MarkDue(case_id=case_id))
            if changed == before:
                return changed
        return changed

    def recalculate(
        self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False
    ) -> int:
        """Recompute the open clocks that another calendar decided (CAL-08); cases changed.

        A clock whose new end lies in a year that nobody has judged keeps the end it has, until the
        notice for that year is there (CAL-03). ``stopping`` as for ``sweep``.
        """
        version = self.desk.calendars.current(jurisdiction).version
        changed, after = 0, None
        while ids := self.due.cases_under_other_calendar(jurisdiction, version, after, _BATCH):
            for case_id in ids:
                if stopping():
                    return changed
                changed += self._done(jurisdiction, RecalculateDeadlines(case_id=case_id))
            after = ids[-1]
        return changed

    def _done(self, jurisdiction: str, command: CaseCommand) -> bool:
        try:
            receipt = self.desk.execute(jurisdiction, SYSTEM_CALLER, command, key=None)
        except (ConcurrentChange, CaseIsClosed, CaseIsEnded):
            return False  # somebody was faster; the next sweep looks again
        except CalendarMissing as missing:
            LOGGER.warning("case %s keeps its bound: %s", command.case_id, missing)
            return False
        return receipt.position is not None
