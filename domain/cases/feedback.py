"""Chapter: what units owe while a case runs (CAS-DG-08, CAS-DG-09)."""

from __future__ import annotations

from domain.act import Act
from domain.calendar.clocks import Deadline, is_late
from domain.calendar.local_time import start_of
from domain.cases import events
from domain.cases.errors import (
    CaseNotInHandling,
    CaseNotRouted,
    FeedbackSettled,
    NotTheLead,
    ObligationNotFound,
    UnitNotAssigned,
)
from domain.cases.meetings import Meetings
from domain.cases.record import FeedbackObligation, ObligationStatus
from domain.reminders import ObligationReminderSent
from domain.required import provided
from domain.vocabulary import CaseState, RouteMode, VaultRef


class Feedback(Meetings):
    """Progress reports, follow-up, urging, and the claim that it is done."""

    def give_feedback(
        self, unit: str, *, content: str, result: str | None, obligation_id: str | None, act: Act
    ) -> None:
        """Report progress on what the unit owes; after the bound it is late, the miss stays.

        Without ``obligation_id``: the oldest one that runs, else the oldest one missed.

        Raises:
            PolicySilent: the pack has no feedback clocks (B-45).
            UnitNotAssigned: the unit never owed any.
            ObligationNotFound: the id is not one of the unit's.
            FeedbackSettled: it was given or cancelled; use a follow-up note.
        """
        provided(act.pack.cases.feedback, "feedback")
        self.require_open()
        self.settle_bounds(act)
        obligation = self._obligation_of(unit, obligation_id)
        late = obligation.status is ObligationStatus.MISSED
        self.record(
            events.FeedbackGivenLate if late else events.FeedbackGiven,
            act,
            obligation_id=obligation.obligation_id,
            unit_id=unit,
            content=content,
            result=result,
        )

    def note_follow_up(self, note: str, act: Act) -> None:
        """Write down how the case stands."""
        self.require_open()
        self.record(events.FollowUpNoted, act, note=note)

    def remind_follow_up(self, act: Act) -> None:
        """Remind of a case that nobody has followed up for as long as the pack's clock runs.

        True since the clock ran out (ENV-06); of several that did, the last one. It runs again from
        the last day of that clock, while the case is open and until somebody follows it up. Before
        its end, and where the pack sets no such clock, nothing happens (CAS-DG-09).

        Raises:
            CaseIsClosed, CaseIsEnded: there is nothing to follow up any more.
            CalendarMissing: no table says when it runs out (CAL-03).
        """
        self.require_open()
        name, since = act.pack.cases.tracking, self.tracked_at
        passed: Deadline | None = None
        while name is not None and since is not None:
            due = self.clock_bound(act, name, since)
            if due is None or not is_late(act.at, due):
                break
            passed, since = due, start_of(due.due_on)
        if passed is not None:
            self.record_bound(
                ObligationReminderSent, act, passed.due_at, lead=None, clock=name, due=passed
            )

    def on_reminded(self, reminder: ObligationReminderSent) -> None:
        """For ``ObligationReminderSent``."""
        if reminder.due is not None:
            self.tracked_at = start_of(reminder.due.due_on)

    def issue_urge(self, unit: str, act: Act) -> None:
        """Urge a unit that has the case.

        Raises:
            CaseNotRouted, UnitNotAssigned.
        """
        self.require(CaseNotRouted, CaseState.ROUTED, CaseState.IN_HANDLING, CaseState.RESOLVED)
        if unit not in self.units:
            raise UnitNotAssigned(unit)
        self.record(events.UrgeIssued, act, unit_id=unit, no=self.urges + 1)

    def report_result_to_head(self, result: str, act: Act) -> None:
        """Tell the head how it ended, before the case is closed."""
        self.require(CaseNotInHandling, CaseState.ROUTED, CaseState.IN_HANDLING, CaseState.RESOLVED)
        self.record(events.ResultReportedToHead, act, result=result)

    def inform_reporter(self, result: VaultRef | None, channel: str | None, act: Act) -> None:
        """Give the public an answer; also after the closing."""
        self.record(events.ReporterInformed, act, result=result, channel=channel)

    def report_resolution(self, unit: str, measures: str, act: Act) -> None:
        """Claim that it is done. Of several units the lead speaks, where one is named.

        Raises:
            CaseNotInHandling: nobody accepted it (2.5).
            UnitNotAssigned, NotTheLead.
        """
        self.require(CaseNotInHandling, CaseState.IN_HANDLING)
        if unit not in self.units:
            raise UnitNotAssigned(unit)
        if self.mode in {RouteMode.MULTI, RouteMode.HANDOVER} and self.lead not in {None, unit}:
            raise NotTheLead(self.lead or "")
        self.record(
            events.ResolutionReported,
            act,
            unit_id=unit,
            measures=measures,
            claim_no=self.claims + 1,
        )

    def _obligation_of(self, unit: str, obligation_id: str | None) -> FeedbackObligation:
        own = [o for o in self.obligations.values() if o.unit_id == unit]
        if not own:
            raise UnitNotAssigned(unit)
        if obligation_id is not None:
            own = [o for o in own if o.obligation_id == obligation_id]
            if not own:
                raise ObligationNotFound(obligation_id)
        for wanted in (ObligationStatus.OPEN, ObligationStatus.MISSED):
            for obligation in own:
                if obligation.status is wanted:
                    return obligation
        raise FeedbackSettled
