"""What time does: sweeps that record what has become due. A missed sweep loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from application.use_cases.cases.mark_due import MarkDue
from application.use_cases.cases.recalculate_deadlines import RecalculateDeadlines
from application.use_cases.cases.remind_follow_up import RemindFollowUp
from application.use_cases.desk import SYSTEM_CALLER, CaseDesk
from domain.calendar.clocks import deadline, is_late
from domain.calendar.errors import CalendarMissing
from domain.calendar.local_time import local_date, start_of
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

    def remind(self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Remind of every open case that nobody has followed up in time (CAS-DG-09).

        Returns how many cases were reminded of. The candidates come from lines that follow the
        log; each case decides by its own pack, so one that is looked at twice is reminded of once.
        ``stopping`` as for ``sweep``.
        """
        try:
            before = self._tracked_before(jurisdiction)
        except CalendarMissing as missing:
            LOGGER.warning("nobody is reminded of follow-ups: %s", missing)
            return 0
        changed, after = 0, None
        while before is not None and (
            found := self.due.cases_tracked_before(jurisdiction, before, after, _BATCH)
        ):
            for one in found:
                if stopping():
                    return changed
                changed += self._done(jurisdiction, RemindFollowUp(case_id=one.case_id))
            after = found[-1]
        return changed

    def _tracked_before(self, jurisdiction: str) -> datetime | None:
        """What was tracked before it may be due for a reminder; None: no pack has that clock.

        By the shortest clock of the versions of the pack: each case has one of them.

        Raises:
            CalendarMissing: no table says when such a clock ran out (CAL-03).
        """
        now, calendar = self.clock(), self.desk.calendars.current(jurisdiction)
        found: datetime | None = None
        for pack in self.desk.packs.versions(jurisdiction):
            name = pack.cases.tracking
            if name is None:
                continue
            day = local_date(now)
            while (due := deadline(pack.cases.clocks[name], start_of(day), calendar)) is None or (
                not is_late(now, due)
            ):
                day -= timedelta(days=1)
            found = max(start_of(day + timedelta(days=1)), found or start_of(day))
        return found

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
