"""Chapter: meetings about a case, on the spot or on a sudden event (CAS-DG-07, CAS-DG-11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.act import Act
from domain.calendar.clocks import deadline
from domain.cases import events
from domain.cases.errors import (
    AttendanceMissing,
    CaseNotOnAgenda,
    CaseNotRouted,
    CaseNotTriaged,
    ChairNotAllowed,
    MeetingAlreadyConvened,
    MeetingAlreadyHeld,
    MeetingNotConvened,
    MeetingOutcomeMissing,
    MinutesMissing,
)
from domain.cases.escalation import Escalation
from domain.cases.record import FeedbackObligation, UnitFacts
from domain.required import provided
from domain.vocabulary import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOutcome:
    """What a site meeting settled; an absent part is None."""

    ways: str | None
    methods: str | None
    guarantees: str | None
    minutes_ref: str | None


class Meetings(Escalation):
    """Meetings bind units; a site meeting starts the feedback clock of each unit."""

    def convene_site_meeting(
        self,
        *,
        meeting_id: str,
        case_ids: Sequence[UUID],
        place: str,
        at: datetime,
        invited: Sequence[str],
        act: Act,
    ) -> None:
        """Call those concerned together; one meeting may serve several cases.

        Raises:
            PolicySilent: the pack has no site meeting (B-45).
            ChairNotAllowed: the convener may not chair it.
            MeetingAlreadyConvened, CaseNotRouted.
            CaseNotOnAgenda: ``case_ids`` lacks this case.
        """
        rule = provided(act.pack.cases.site_meeting, "site_meeting")
        self.require(CaseNotRouted, CaseState.ROUTED, CaseState.IN_HANDLING)
        if not act.actor.roles & rule.chairs:
            raise ChairNotAllowed
        if meeting_id in self.meetings:
            raise MeetingAlreadyConvened(meeting_id)
        if self.id not in case_ids:
            raise CaseNotOnAgenda(meeting_id)
        self.record(
            events.SiteMeetingConvened,
            act,
            meeting_id=meeting_id,
            case_ids=tuple(case_ids),
            place=place,
            at=at,
            invited_units=tuple(invited),
        )

    def hold_site_meeting(
        self, meeting_id: str, outcome: MeetingOutcome, attended: Sequence[UnitFacts], act: Act
    ) -> None:
        """Record a held meeting: its clock binds every unit called from above, present or not.

        A body that handles a case of its own level owes no feedback. A unit whose feedback still
        runs gets the new bound; a unit that owes nothing gets a new obligation.

        Raises:
            MeetingNotConvened, MeetingAlreadyHeld, ChairNotAllowed, MinutesMissing,
            MeetingOutcomeMissing, AttendanceMissing, CaseNotRouted.
        """
        rule = provided(act.pack.cases.site_meeting, "site_meeting")
        self.require(CaseNotRouted, CaseState.ROUTED, CaseState.IN_HANDLING)
        meeting = self.meetings.get(meeting_id)
        if meeting is None:
            raise MeetingNotConvened(meeting_id)
        if meeting.held:
            raise MeetingAlreadyHeld(meeting_id)
        if not act.actor.roles & rule.chairs:
            raise ChairNotAllowed
        _require_complete(outcome)
        present = {unit.level for unit in attended}
        for level in rule.must_attend:
            if level not in present:
                raise AttendanceMissing(level)
        codes = tuple(unit.code for unit in attended)
        self.settle_bounds(act)
        self.record(
            events.SiteMeetingHeld,
            act,
            meeting_id=meeting_id,
            chair=act.actor.id,
            attended_units=codes,
            ways=outcome.ways,
            methods=outcome.methods,
            guarantees=outcome.guarantees,
            minutes_ref=outcome.minutes_ref,
        )
        for unit in meeting.invited_units:
            if unit not in codes:
                self.record(events.SiteMeetingAbsence, act, meeting_id=meeting_id, unit_id=unit)
        self._bind_units(act)

    def hold_special_meeting(self, *, matter: str, plan: str, act: Act) -> None:
        """Record a meeting on a sudden event; routing may go ahead, the lists follow.

        Raises:
            PolicySilent: the pack has no special meeting (B-45).
            ChairNotAllowed.
        """
        rule = provided(act.pack.cases.special_meeting, "special_meeting")
        self.require(CaseNotTriaged, CaseState.TRIAGED, CaseState.ROUTED, CaseState.IN_HANDLING)
        if not act.actor.roles & rule.chairs:
            raise ChairNotAllowed
        held_at = act.occurred_at or act.at
        self.record(
            events.SpecialMeetingHeld,
            act,
            matter=matter,
            plan=plan,
            lists_due=deadline(act.pack.cases.clocks[rule.lists_follow], held_at, act.calendar),
        )

    def _bind_units(self, act: Act) -> None:
        feedback = act.pack.cases.feedback
        if feedback is None or self.mode is None or not act.pack.cases.routes[self.mode].upward:
            return
        running = {o.unit_id: o for o in self.open_obligations()}
        for unit in self.units:
            if unit in running:
                self._replace_clock(act, running[unit], feedback.on_site_meeting)
            else:
                self.open_obligation(act, unit, feedback.on_site_meeting)

    def _replace_clock(self, act: Act, obligation: FeedbackObligation, clock: str) -> None:
        if act.pack.cases.clocks[clock].replaces != obligation.clock:
            return
        started_at = act.occurred_at or act.at
        new = self.clock_bound(act, clock, started_at)
        self.record(
            events.DeadlineRecalculated,
            act,
            obligation_id=obligation.obligation_id,
            clock=clock,
            started_at=started_at,
            old_due=obligation.deadline.due_at if obligation.deadline else None,
            new_due=new.due_at if new else None,
            deadline=new,
            calendar_version=act.calendar.version,
            cause="SITE_MEETING",
        )


def _require_complete(outcome: MeetingOutcome) -> None:
    if not outcome.minutes_ref:
        raise MinutesMissing
    parts = {
        "ways": outcome.ways,
        "methods": outcome.methods,
        "guarantees": outcome.guarantees,
    }
    if missing := [name for name, text in parts.items() if not (text and text.strip())]:
        raise MeetingOutcomeMissing(", ".join(missing))
