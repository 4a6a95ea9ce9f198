"""Meetings, feedback clocks, following up (rulebook 2.3)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.act import Actor
from domain.cases.case import Case
from domain.cases.meetings import MeetingOutcome
from domain.cases.record import UnitFacts
from domain.vocabulary import CaseState, RouteMode
from tests.samples import (
    ANNA,
    BO,
    C1,
    IN_TRIAGE,
    KUNDULUN,
    OUTCOME,
    PHOTO,
    STREET,
    SU,
    U1,
    U2,
    UMA,
    WHISTLED,
    accepted,
    act,
    at,
    case,
    claimed,
    clock,
    closed,
    convened,
    escalated,
    gave_feedback,
    missed,
    obligation,
    on,
    owed,
    routed,
)
from tests.spec import ID, fact, news, refused, then

CALLED = (*WHISTLED, *escalated("u1", "u2"))
ALL = (STREET, C1, U1, U2)


def hold(
    meeting: Case,
    when: str = "2021-09-30 10:00",
    *,
    by: Actor = BO,
    outcome: MeetingOutcome = OUTCOME,
    attended: tuple[UnitFacts, ...] = ALL,
    **further: Any,
) -> None:
    meeting.hold_site_meeting("m1", outcome, attended, act(by, when, **further))


def held(attended: tuple[str, ...] = ("street", "c1", "u1", "u2"), chair: str = "bo") -> Any:
    return fact(
        Case.SiteMeetingHeld,
        meeting_id="m1",
        chair=chair,
        attended_units=attended,
        ways="jointly",
        methods="new pipe",
        guarantees="funds set aside",
        minutes_ref="doc-1",
    )


def feed_back(to: Case, unit: str, when: str, obligation_id: str | None = None) -> None:
    to.give_feedback(
        unit, content="on it", result=None, obligation_id=obligation_id, act=act(UMA, when)
    )


# --- Site meetings ---


def convene(to: Case, **changes: Any) -> None:
    fields: dict[str, Any] = {
        "meeting_id": "m1",
        "case_ids": (ID,),
        "place": "at the drain",
        "at": at("2021-09-30 10:00"),
        "invited": ("u1", "u2"),
        "act": act(BO, "2021-09-28 09:00"),
    }
    to.convene_site_meeting(**fields | changes)


def test_the_head_or_deputy_convenes_a_site_meeting_once() -> None:
    """CAS-DG-07"""
    needed = case(*CALLED)

    convene(needed, act=act(BO, "2021-09-17 09:00"))

    then(needed, convened())
    with refused("meeting-already-convened", "CAS-DG-07"):
        convene(needed)


def test_a_meeting_is_convened_for_the_cases_it_names() -> None:
    """CAS-DG-07"""
    with refused("case-not-on-agenda", "CAS-DG-07"):
        convene(case(*CALLED), case_ids=(UUID(int=5),))


@pytest.mark.parametrize("chair", [SU, UMA], ids=["community clerk", "unit"])
def test_a_community_clerk_does_not_chair(chair: Actor) -> None:
    """CAS-DG-07 G"""
    with refused("chair-not-allowed", "CAS-DG-07"):
        convene(case(*CALLED), act=act(chair, "2021-09-28 09:00"))
    with refused("chair-not-allowed", "CAS-DG-07"):
        hold(case(*CALLED, convened()), by=chair)


def test_no_meeting_is_held_before_it_is_convened() -> None:
    """2.5"""
    with refused("meeting-not-convened", "2.5"):
        hold(case(*CALLED))


def test_a_meeting_is_held_once() -> None:
    """CAS-DG-07"""
    with refused("meeting-already-held", "CAS-DG-07"):
        hold(case(*CALLED, convened(), held()))


@pytest.mark.parametrize("part", ["ways", "methods", "guarantees"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_ways_methods_and_guarantees_are_all_stated(part: str, value: str | None) -> None:
    """CAS-DG-07"""
    stated = {"ways": "a", "methods": "b", "guarantees": "c", "minutes_ref": "doc-1"}

    with refused("meeting-outcome-missing", "CAS-DG-07"):
        hold(case(*CALLED, convened()), outcome=MeetingOutcome(**stated | {part: value}))


def test_no_meeting_is_recorded_without_minutes() -> None:
    """2.5"""
    bare = MeetingOutcome(ways="a", methods="b", guarantees="c", minutes_ref=None)

    with refused("minutes-missing", "2.5"):
        hold(case(*CALLED, convened()), outcome=bare)


@pytest.mark.parametrize("absent", [STREET, C1])
def test_street_and_community_attend(absent: UnitFacts) -> None:
    """CAS-DG-07"""
    present = tuple(body for body in ALL if body != absent)

    with refused("attendance-missing", "CAS-DG-07"):
        hold(case(*CALLED, convened()), attended=present)


def test_an_absent_unit_is_on_record_and_bound_all_the_same() -> None:
    """CAS-DG-07: 3 working days after Thu 2021-09-30 are 8, Sat 9 and Mon 11 October"""
    settled = (gave_feedback(1, "u1"), missed(2, "u2", "2021-09-23 00:00"))
    meeting = case(*CALLED, *settled, convened())

    hold(meeting, attended=(STREET, C1, U1))

    then(
        meeting,
        held(("street", "c1", "u1")),
        fact(Case.SiteMeetingAbsence, meeting_id="m1", unit_id="u2"),
        owed(3, "u1", "2021-09-30 10:00", "CLK-DG-A"),
        owed(4, "u2", "2021-09-30 10:00", "CLK-DG-A"),
    )
    for owing in meeting.open_obligations():
        assert owing.deadline is not None
        assert owing.deadline.due_on == on("2021-10-11")
        assert owing.deadline.counted_on == (on("2021-10-08"), on("2021-10-09"), on("2021-10-11"))
    assert meeting.state is CaseState.IN_HANDLING


def test_one_meeting_binds_the_units_of_each_case_on_its_agenda() -> None:
    """CAS-DG-07 G2: each case has its own history; here the second of three"""
    agenda = (UUID(int=11), ID, UUID(int=12))
    second = case(*CALLED, gave_feedback(1, "u1"), gave_feedback(2, "u2"))

    convene(second, case_ids=agenda, act=act(BO, "2021-09-17 09:00"))
    hold(second)

    assert second.meetings["m1"].case_ids == agenda
    assert [o.unit_id for o in second.open_obligations()] == ["u1", "u2"]


def test_clock_a_replaces_a_running_clock_b() -> None:
    """CAS-DG-08: B from Thu 09-16 ends 09-22; a meeting on Fri 09-17 gives Thu 09-23"""
    running = case(*CALLED, gave_feedback(2, "u2"), convened())

    hold(running, "2021-09-17 15:00")

    due = clock("CLK-DG-A", "2021-09-17 15:00")
    then(
        running,
        held(),
        fact(
            Case.DeadlineRecalculated,
            obligation_id=obligation(1),
            clock="CLK-DG-A",
            started_at=at("2021-09-17 15:00"),
            old_due=at("2021-09-23 00:00"),
            new_due=at("2021-09-24 00:00"),
            deadline=due,
            calendar_version="cn-1.11.0",
            cause="SITE_MEETING",
        ),
        owed(3, "u2", "2021-09-17 15:00", "CLK-DG-A"),
    )
    assert running.next_bound() == at("2021-09-24 00:00")


def test_a_second_meeting_leaves_a_running_clock_a_alone() -> None:
    """CAS-DG-08: A replaces B only"""
    twice = case(*CALLED, convened(), convened("m2"))
    hold(twice, "2021-09-17 15:00")
    news(twice)

    twice.hold_site_meeting("m2", OUTCOME, ALL, act(BO, "2021-09-18 15:00"))

    assert [type(event) for event in news(twice)] == [Case.SiteMeetingHeld]


def test_a_meeting_that_was_recorded_later_counts_from_the_day_it_was_held() -> None:
    """ENV-04, CAS-DG-08"""
    offline = case(*CALLED, gave_feedback(1, "u1"), gave_feedback(2, "u2"), convened())

    hold(offline, "2021-10-08 09:00", occurred_at=at("2021-09-30 10:00"))

    assert offline.next_bound() == at("2021-10-12 00:00")


def test_a_body_that_settles_a_case_of_its_own_level_owes_no_feedback() -> None:
    """CAS-DG-08: the clocks bind units called from above"""
    own = case(*IN_TRIAGE, routed(RouteMode.SELF, ("street",)), convened(invited=()))

    hold(own, "2021-09-17 15:00")

    then(own, held())


def test_a_pack_without_site_meetings_has_none() -> None:
    """B-45"""
    with refused("policy-silent", "B-45"):
        convene(case(*CALLED), act=act(BO, "2021-09-28 09:00", KUNDULUN))


# --- Special meetings ---


def test_after_a_special_meeting_the_case_is_routed_at_once_and_lists_follow() -> None:
    """CAS-DG-11 G: meeting on Sat 2021-10-09 (worked), lists due Mon 2021-10-11"""
    collapse = case(*IN_TRIAGE)

    collapse.hold_special_meeting(
        matter="wall collapse", plan="clear the road", act=act(ANNA, "2021-10-09 11:00")
    )
    collapse.escalate_to_district(
        mode=RouteMode.SINGLE,
        units=(U1,),
        lead=None,
        due_on=on("2021-10-20"),
        beyond_street_reason="heavy machines needed",
        act=act(ANNA, "2021-10-09 12:00"),
    )

    [meeting, *_] = news(collapse)
    assert isinstance(meeting, Case.SpecialMeetingHeld)
    assert meeting.lists_due.due_on == on("2021-10-11")
    assert collapse.state is CaseState.ROUTED


def test_only_the_head_or_deputy_chairs_a_special_meeting() -> None:
    """CAS-DG-11"""
    with refused("chair-not-allowed", "CAS-DG-07"):
        case(*IN_TRIAGE).hold_special_meeting(
            matter="wall collapse", plan="clear the road", act=act(SU, "2021-10-09 11:00")
        )


# --- Feedback ---

AFTER_MEETING = (
    *CALLED,
    gave_feedback(1, "u1"),
    gave_feedback(2, "u2"),
    convened(),
    held(),
    owed(3, "u1", "2021-09-30 10:00", "CLK-DG-A"),
)


def test_feedback_on_the_last_evening_is_on_time() -> None:
    """CAS-DG-08 G"""
    bound = case(*AFTER_MEETING)

    feed_back(bound, "u1", "2021-10-11 23:00")

    then(bound, gave_feedback(3, "u1"))


def test_feedback_after_the_bound_is_late_and_the_miss_stays_at_the_bound() -> None:
    """CAS-DG-08 G2, ENV-06"""
    bound = case(*AFTER_MEETING)

    feed_back(bound, "u1", "2021-10-12 08:00")

    miss, late = then(
        bound,
        missed(3, "u1", "2021-10-12 00:00", "CLK-DG-A"),
        fact(
            Case.FeedbackGivenLate,
            obligation_id=obligation(3),
            unit_id="u1",
            content="on it",
            result=None,
        ),
    )
    assert (miss.occurred_at, miss.recorded_at) == (
        at("2021-10-12 00:00"),
        at("2021-10-12 08:00"),
    )
    assert (miss.actor_id, late.actor_id) == ("system", "uma")
    assert miss.rule_ids == ("CAS-DG-08", "PTS-DG-05")


def test_exactly_at_the_bound_is_late() -> None:
    """CAL-02"""
    bound = case(*AFTER_MEETING)

    feed_back(bound, "u1", "2021-10-12 00:00")

    assert [type(event) for event in news(bound)] == [Case.FeedbackMissed, Case.FeedbackGivenLate]


def test_only_the_unit_that_was_silent_misses() -> None:
    """CAS-DG-05 G"""
    several = case(*WHISTLED, *escalated("u1", "u2", "u3"))
    feed_back(several, "u1", "2021-09-18 10:00")
    feed_back(several, "u2", "2021-09-22 23:59")
    news(several)

    several.settle_bounds(act(BO, "2021-09-23 00:05"))

    then(several, missed(3, "u3", "2021-09-23 00:00"))


def test_a_settled_obligation_takes_no_second_feedback() -> None:
    """2.5"""
    settled = case(*WHISTLED, *escalated("u1"), gave_feedback(1, "u1"))

    with refused("feedback-settled", "CAS-DG-08"):
        feed_back(settled, "u1", "2021-09-18 10:00")
    with refused("feedback-settled", "CAS-DG-08"):
        feed_back(settled, "u1", "2021-09-18 10:00", obligation(1))
    settled.note_follow_up("further progress", act(UMA, "2021-09-18 10:00"))
    then(settled, fact(Case.FollowUpNoted, note="further progress"))


def test_a_unit_that_is_not_assigned_gives_no_feedback() -> None:
    """2.5"""
    with refused("unit-not-assigned", "2.5"):
        feed_back(case(*WHISTLED, *escalated("u1")), "u2", "2021-09-18 10:00")
    with refused("obligation-not-found", None):
        feed_back(case(*CALLED), "u2", "2021-09-18 10:00", obligation(1))


def test_feedback_answers_what_runs_before_what_was_missed() -> None:
    """CAS-DG-08"""
    both = case(
        *WHISTLED,
        *escalated("u1"),
        missed(1, "u1", "2021-09-23 00:00"),
        owed(2, "u1", "2021-09-30 10:00", "CLK-DG-A"),
    )

    feed_back(both, "u1", "2021-10-08 10:00")
    feed_back(both, "u1", "2021-10-08 10:01")

    assert [type(event) for event in news(both)] == [Case.FeedbackGiven, Case.FeedbackGivenLate]


def test_feedback_reports_progress_and_settles_nothing_else() -> None:
    """B-39"""
    called = case(*WHISTLED, *escalated("u1"), accepted())

    feed_back(called, "u1", "2021-09-18 10:00")

    assert (called.state, called.claims) == (CaseState.IN_HANDLING, 0)


# --- Following up ---


def test_a_unit_is_urged_and_the_urges_are_counted() -> None:
    """CAS-DG-09"""
    slow = case(*CALLED)

    slow.issue_urge("u1", act(BO, "2021-09-18 10:00"))
    slow.issue_urge("u2", act(BO, "2021-09-19 10:00"))

    then(slow, fact(Case.UrgeIssued, unit_id="u1", no=1), fact(Case.UrgeIssued, unit_id="u2", no=2))
    with refused("unit-not-assigned", "2.5"):
        slow.issue_urge("u9", act(BO, "2021-09-19 10:00"))


def test_the_public_gets_an_answer_after_the_closing_too() -> None:
    """CAS-DG-03"""
    answered = case(*IN_TRIAGE, routed(), accepted(), claimed(), closed())

    answered.inform_reporter(PHOTO, "phone", act(BO, "2021-10-20 10:00"))

    then(answered, fact(Case.ReporterInformed, result=PHOTO, channel="phone"))


def test_the_lead_speaks_for_the_co_handling_units() -> None:
    """2.5"""
    led = case(*WHISTLED, *escalated("u1", "u2", lead="u1"), accepted("u2"))

    with refused("not-the-lead", "2.5"):
        led.report_resolution("u2", "cleared", act(UMA, "2021-09-18 10:00"))
    led.report_resolution("u1", "cleared", act(UMA, "2021-09-18 10:00"))

    then(led, claimed("u1"))


def test_no_resolution_before_acceptance() -> None:
    """2.5"""
    with refused("case-not-in-handling", "2.5"):
        case(*CALLED).report_resolution("u1", "cleared", act(UMA, "2021-09-18 10:00"))


def test_a_unit_that_is_not_assigned_reports_no_resolution() -> None:
    """2.5"""
    with refused("unit-not-assigned", "2.5"):
        case(*CALLED, accepted()).report_resolution("u9", "cleared", act(UMA, "2021-09-18 10:00"))
