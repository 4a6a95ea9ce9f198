"""Chapter: the clocks of a case. Bounds, what passes by itself, stopping and resuming."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from domain.act import Act
from domain.calendar.clocks import ClockRule, DayKind, Deadline, Stops, deadline, fixed_deadline
from domain.calendar.local_time import local_date, start_of
from domain.cases import events
from domain.cases.appraisal import EXCLUSION
from domain.cases.errors import (
    ApproverNotAllowed,
    BoundStands,
    ClockAlreadyStopped,
    ClockNotStopped,
    DueDateInPast,
    DueDateMissing,
    OwnRequest,
    StopNotRequested,
    UnknownGround,
)
from domain.cases.record import CaseRecord, FeedbackObligation
from domain.gates import GateBlocked, GateOpinionGiven, GatePassed, GateRequested
from domain.required import ReasonMissing, provided
from domain.vocabulary import CaseState

STOP_CLOCK = "STOP_CLOCK"
"""Gate code of putting a case on the books (挂账)."""

_RECOMPUTED = {"CALENDAR", "PACK"}
"""Causes that may leave a bound where it was; then nothing happened."""


class Bounds(CaseRecord):
    """What the passing of time does to a case."""

    # --- What passes by itself. ---

    def settle_bounds(self, act: Act) -> None:
        """Record every bound that has passed by ``act.at``: feedback missed, case overdue.

        Each is true since its bound (``occurred_at``) and recorded now (ENV-06). Safe to repeat:
        what is recorded once is not recorded again. Every command settles first, so that a late
        sweep changes nothing.
        """
        while (bound := self.next_bound()) is not None and bound <= act.at:
            for obligation in self.open_obligations():
                if obligation.deadline and obligation.deadline.due_at == bound:
                    self.record_bound(
                        events.FeedbackMissed,
                        act,
                        bound,
                        obligation_id=obligation.obligation_id,
                        unit_id=obligation.unit_id,
                        clock=obligation.clock,
                        due_at=bound,
                    )
            if self.due and self.due.due_at == bound:
                self.record_bound(events.Overdue, act, bound, due_at=bound)

    # --- Setting bounds. ---

    def bound_for_route(
        self, act: Act, due_on: date | None
    ) -> tuple[Deadline | None, str | None, datetime]:
        """The bound a new route gives the case.

        The bound of a returned case stands. Else in order: the date given; the one that the
        whistle or the lists stated since the last route; the bound it has; the clock of its
        category.

        Returns the bound, the clock that gave it (None: by hand) and the instant it counts from.

        Raises:
            BoundStands: another date was given for a returned case (CAS-KD-03).
            DueDateMissing: nothing gives one (2.5).
            DueDateInPast: the date given has passed.
        """
        if self.state is CaseState.TRIAGED and self.due and self.due_started_at:
            if due_on not in {None, self.due.due_on}:
                raise BoundStands(self.due.due_on)
            return self.due, self.due_clock, self.due_started_at
        if due_on is not None:
            return fixed_bound(act, due_on), None, act.at
        if self.stated_due:
            return self.stated_due, None, act.at
        if self.due and self.due_started_at:
            return self.due, self.due_clock, self.due_started_at
        category = act.pack.cases.categories.get(self.category or "")
        if category is None or category.clock is None:
            raise DueDateMissing
        started_at = self.steps.get(act.pack.cases.clocks[category.clock].start, act.at)
        return self.clock_bound(act, category.clock, started_at), category.clock, started_at

    def clock_bound(self, act: Act, clock: str, started_at: datetime) -> Deadline | None:
        """When a clock of the pack ends that started then; None while the case is stopped."""
        rule = act.pack.cases.clocks[clock]
        return deadline(rule, started_at, act.calendar, stopped=self.stops)

    # --- A changed calendar. ---

    def recalculate(self, act: Act) -> None:
        """Recompute the running clocks under ``act.calendar``; settled ones never (CAL-08).

        A clock that stands still has no bound to move; the calendar of its resumption decides.
        """
        self.require_open()
        self.settle_bounds(act)
        self.recompute_running(act, "CALENDAR")

    def recompute_running(self, act: Act, cause: Literal["CALENDAR", "PACK"]) -> None:
        """Move each running bound to where the act's pack and calendar have it, if elsewhere."""
        if self.is_stopped:
            return
        for obligation in self.open_obligations():
            self._move_obligation(act, obligation, cause)
        if self.due_runs and self.due_clock and self.due_started_at:
            new = self.clock_bound(act, self.due_clock, self.due_started_at)
            self._move_due(act, new, cause)

    # --- Stopping the clock (挂账). ---

    def request_stop_clock(self, ground: str, act: Act) -> None:
        """Ask to put the case on the books: its clocks are to stand still.

        Raises:
            PolicySilent: the pack allows no stopping (B-45).
            UnknownGround: the ground is not one of the pack's.
            ReasonMissing: no reason was given.
            ClockAlreadyStopped: it is stopped, or a request is pending.
        """
        stop = provided(act.pack.cases.stop_clock, "stop_clock")
        self.require_open()
        if ground not in stop.grounds:
            raise UnknownGround(ground)
        if not act.reason:
            raise ReasonMissing("Stopping the clock")
        if self.is_stopped or self.stop_requested_by:
            raise ClockAlreadyStopped
        self.record(
            GateRequested,
            act,
            gate_code=STOP_CLOCK,
            subject=ground,
            requested_from=tuple(sorted(stop.approvers)),
        )

    def decide_stop_clock(self, *, approved: bool, opinion: str, act: Act) -> None:
        """Approve or refuse the request; approval stops every clock of the case at once.

        Raises:
            StopNotRequested: there is no request.
            ApproverNotAllowed: the pack does not let this actor approve.
            OwnRequest: the approver asked for it.
            ReasonMissing: no opinion was given.
        """
        stop = provided(act.pack.cases.stop_clock, "stop_clock")
        self.require_open()
        if self.stop_requested_by is None:
            raise StopNotRequested
        if self.stop_requested_by == act.actor.id:
            raise OwnRequest
        if not act.actor.roles & stop.approvers:
            raise ApproverNotAllowed
        if not opinion.strip():
            raise ReasonMissing("A decision on a request")
        self.settle_bounds(act)
        self.record(GateOpinionGiven, act, gate_code=STOP_CLOCK, approved=approved, opinion=opinion)
        if not approved:
            self.record(GateBlocked, act, gate_code=STOP_CLOCK, why=opinion)
            return
        self.record(GatePassed, act, gate_code=STOP_CLOCK)
        for obligation in self.open_obligations():
            self._move_obligation(act, obligation, "STOPPED")
        if self.due_runs:
            self._move_due(act, None, "STOPPED")

    def resume_clock(self, act: Act) -> None:
        """Let the clocks run on; each bound moves by the days it stood still.

        A bound that had passed before the stop stays where it was.

        Raises:
            ClockNotStopped: it is running.
        """
        stop = provided(act.pack.cases.stop_clock, "stop_clock")
        self.require_open()
        if not self.is_stopped:
            raise ClockNotStopped
        since = self.stops[-1][0]
        over = [*self.stops[:-1], (since, act.at)]
        for obligation in self.open_obligations():
            self._move_obligation(act, obligation, "RESUMED", stops=over)
        due = self._resumed_due(act, since, DayKind(stop.fixed_dates), over)
        self._move_due(act, due, "RESUMED")

    # --- Gate answers, told by the events of ``domain.gates``. ---

    def on_gate_requested(self, gate_code: str, _subject: str, actor_id: str) -> None:
        if gate_code == STOP_CLOCK:
            self.stop_requested_by = actor_id
        elif gate_code == EXCLUSION:
            self.exclusion_requested_by = actor_id

    def on_gate_opinion(self, gate_code: str) -> None:
        """In a case the passing or blocking that follows says it all."""

    def on_gate_passed(self, gate_code: str, at: datetime) -> None:
        if gate_code == STOP_CLOCK:
            self.stop_requested_by = None
            self.stopped_due = self.due
            self.stops.append((at, None))
        elif gate_code == EXCLUSION:
            self.exclusion_requested_by = None
            self.is_excluded = True

    def on_gate_blocked(self, gate_code: str) -> None:
        if gate_code == STOP_CLOCK:
            self.stop_requested_by = None
        elif gate_code == EXCLUSION:
            self.exclusion_requested_by = None

    # --- Moving bounds. ---

    @property
    def due_runs(self) -> bool:
        """Whether the case has a bound that has not been recorded as passed."""
        return self.due is not None and self.due.due_at != self.overdue_at

    def _resumed_due(
        self, act: Act, since: datetime, kind: DayKind, over: Stops
    ) -> Deadline | None:
        if self.stopped_due is None or self.stopped_due.due_at <= since:
            return self.stopped_due
        if self.due_clock and self.due_started_at:
            rule = act.pack.cases.clocks[self.due_clock]
            return deadline(rule, self.due_started_at, act.calendar, stopped=over)
        stood = _days_stood(act, since, kind)
        if stood == 0:
            return self.stopped_due
        last_day = start_of(self.stopped_due.due_on)
        moved = deadline(ClockRule(n=stood, kind=kind), last_day, act.calendar)
        return fixed_deadline(moved.due_on, act.calendar) if moved else None

    def _move_obligation(
        self,
        act: Act,
        obligation: FeedbackObligation,
        cause: str,
        *,
        stops: Stops | None = None,
    ) -> None:
        rule = act.pack.cases.clocks[obligation.clock]
        stopped = self.stops if stops is None else stops
        new = deadline(rule, obligation.opened_at, act.calendar, stopped=stopped)
        old = obligation.deadline
        if cause in _RECOMPUTED and old and new and old.due_at == new.due_at:
            return
        self.record(
            events.DeadlineRecalculated,
            act,
            obligation_id=obligation.obligation_id,
            clock=obligation.clock,
            started_at=obligation.opened_at,
            old_due=old.due_at if old else None,
            new_due=new.due_at if new else None,
            deadline=new,
            calendar_version=act.calendar.version,
            cause=cause,
        )

    def _move_due(self, act: Act, new: Deadline | None, cause: str) -> None:
        old = self.due
        if cause in _RECOMPUTED and old and new and old.due_at == new.due_at:
            return
        self.record(
            events.DeadlineRecalculated,
            act,
            obligation_id=None,
            clock=self.due_clock,
            started_at=self.due_started_at,
            old_due=old.due_at if old else None,
            new_due=new.due_at if new else None,
            deadline=new,
            calendar_version=act.calendar.version,
            cause=cause,
        )


def fixed_bound(act: Act, due_on: date) -> Deadline:
    """The bound of a date given by hand.

    Raises:
        DueDateInPast: it lies before the local day of the act.
    """
    if due_on < local_date(act.at):
        raise DueDateInPast(due_on)
    return fixed_deadline(due_on, act.calendar)


def _days_stood(act: Act, since: datetime, kind: DayKind) -> int:
    """Days of that kind at whose 24:00 the clock stood, from a stop until the act."""
    day, stood = local_date(since), 0
    while day < local_date(act.at):
        stood += kind is DayKind.CALENDAR_DAY or act.calendar.is_working_day(day)
        day += timedelta(days=1)
    return stood
