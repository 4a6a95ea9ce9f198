"""The row of a case is what the case itself would say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from application.read_models.as_of import AsOf, Axis, read_as_of
from application.read_models.case_row import CaseRow, case_row
from application.read_models.feedback_obligations import obligation_rows
from application.read_models.story import CaseStory, told
from domain.act import Act, Actor
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.cases.record import ObligationStatus
from domain.kernel import DomainError, Event
from domain.vocabulary import CaseState, RouteMode
from tests.samples import (
    ANNA,
    BO,
    C1,
    DI,
    GU,
    IN_TRIAGE,
    OUTCOME,
    PAUSING,
    RITA,
    STREET,
    SU,
    SYS,
    U1,
    U2,
    UMA,
    accepted,
    act,
    at,
    claimed,
    closed,
    convened,
    entries,
    escalated,
    gave_feedback,
    missed,
    obligation,
    on,
    rated,
    reported,
    routed,
)
from tests.spec import Fact, fact, replayed, stream

Step = Callable[[Case, Act], None]

STEPS: Sequence[tuple[Actor, Step]] = (
    (GU, lambda case, now: case.upload("P-1", now)),
    (RITA, lambda case, now: case.withdraw(now)),
    (DI, lambda case, now: case.reject(now)),
    (
        SU,
        lambda case, now: case.triage(
            category="drainage", severity="II", competent_level="DISTRICT", act=now
        ),
    ),
    (SU, lambda case, now: case.draw_up_lists(entries(), now)),
    (
        ANNA,
        lambda case, now: case.blow_whistle(
            grade="II", responsible_person="p1", due_on=on("2021-10-20"), act=now
        ),
    ),
    (
        ANNA,
        lambda case, now: case.escalate_to_district(
            mode=RouteMode.MULTI,
            units=[U1, U2],
            lead=None,
            due_on=None,
            beyond_street_reason="beyond us",
            act=now,
        ),
    ),
    (UMA, lambda case, now: case.accept("u1", now)),
    (UMA, lambda case, now: case.give_back("u2", now)),
    (
        UMA,
        lambda case, now: case.give_feedback(
            "u1", content="on it", result=None, obligation_id=None, act=now
        ),
    ),
    (
        BO,
        lambda case, now: case.convene_site_meeting(
            meeting_id="m1",
            case_ids=[case.id],
            place="at the drain",
            at=now.at,
            invited=["u1", "u2"],
            act=now,
        ),
    ),
    (
        BO,
        lambda case, now: case.hold_site_meeting("m1", OUTCOME, [U1, U2, STREET, C1], now),
    ),
    (BO, lambda case, now: case.note_follow_up("seen", now)),
    (BO, lambda case, now: case.issue_urge("u1", now)),
    (BO, lambda case, now: case.report_result_to_head("done", now)),
    (UMA, lambda case, now: case.request_stop_clock("FUNDS", now)),
    (
        ANNA,
        lambda case, now: case.decide_stop_clock(approved=True, opinion="wait", act=now),
    ),
    (ANNA, lambda case, now: case.resume_clock(now)),
    (SYS, lambda case, now: case.settle_bounds(now)),
    (SYS, lambda case, now: case.remind_follow_up(now)),
    (UMA, lambda case, now: case.report_resolution("u1", "cleared", now)),
    (ANNA, lambda case, now: case.refuse_close_out(["not yet"], now)),
    (ANNA, lambda case, now: case.close(ClosingStatement(verification="seen"), now)),
    (ANNA, lambda case, now: case.reopen(on("2021-12-31"), now)),
)


def histories() -> st.SearchStrategy[list[Event]]:
    """Whatever a sequence of commands leads to, refused ones left out; hours pass in between."""
    steps = st.tuples(st.integers(0, len(STEPS) - 1), st.integers(0, 60))
    likely = st.sampled_from(range(len(STEPS))).map(lambda n: [(k, 2) for k in range(n)])
    return st.tuples(likely, st.lists(steps, max_size=30)).map(lambda plan: walk(*plan))


def walk(*plans: Sequence[tuple[int, int]]) -> list[Event]:
    """The events of a case that these steps lead to."""
    passed = at("2021-09-10 09:00")
    case = first_report()
    for plan in plans:
        for number, hours in plan:
            passed += timedelta(hours=hours)
            actor, step = STEPS[number]
            with suppress(DomainError):
                step(case, _act(actor, passed))
    return [event for event in case.collect_events() if isinstance(event, Event)]


def _act(actor: Actor, now: datetime) -> Act:
    return replace(act(actor, "2021-09-10 09:00", PAUSING, reason="because"), at=now)


def first_report() -> Case:
    """A resident's report in grid 12."""
    fields = reported().payload
    return Case.report(
        Case.create_id("j", "k1"),
        kind=fields["kind"],
        grid_id="g12",
        community_id="c1",
        category="drainage",
        reporter_ref="rita",
        place=None,
        discovered_at=None,
        act=act(GU, "2021-09-10 09:00", PAUSING),
    )


def row_of(history: Sequence[Event], as_of: AsOf | None = None) -> CaseRow:
    return case_row(story_of(history, as_of))


def story_of(history: Sequence[Event], as_of: AsOf | None = None) -> CaseStory:
    story = told(read_as_of(history, as_of), "j")
    assert story is not None
    return story


@settings(max_examples=150, deadline=None)
@for_all(histories())
def test_the_row_says_what_the_case_says(history: list[Event]) -> None:
    """architecture 6: one fold for commands and lists"""
    case = replayed(Case, history)

    row = row_of(history)

    assert {
        "version": case.version,
        "state": case.state,
        "mode": case.mode,
        "level": case.level,
        "units": case.units,
        "lead": case.lead,
        "accepted_by": case.accepted_by,
        "due_at": case.due.due_at if case.due else None,
        "next_bound": case.next_bound(),
        "is_stopped": case.is_stopped,
        "category": case.category,
        "urges": case.urges,
        "claims": case.claims,
        "closing_no": case.closings,
        "rated_closing": case.rated_closing,
        "misses": sum(e.event_type == "FeedbackMissed" for e in history),
    } == {
        name: getattr(row, name)
        for name in (
            "version",
            "state",
            "mode",
            "level",
            "units",
            "lead",
            "accepted_by",
            "due_at",
            "next_bound",
            "is_stopped",
            "category",
            "urges",
            "claims",
            "closing_no",
            "rated_closing",
            "misses",
        )
    }


@settings(max_examples=75, deadline=None)
@for_all(histories(), st.integers(0, 1000))
def test_what_was_known_then_is_the_fold_of_the_events_recorded_by_then(
    history: list[Event], hours: int
) -> None:
    """ENV-06"""
    instant = at("2021-09-10 09:00") + timedelta(hours=hours)
    known = [event for event in history if event.recorded_at <= instant]

    row = row_of(history, AsOf(instant))

    assert row == row_of(known)


@settings(max_examples=75, deadline=None)
@for_all(histories(), st.integers(0, 1000))
def test_every_instant_of_the_past_can_be_folded_on_the_axis_of_what_was_true(
    history: list[Event], hours: int
) -> None:
    """ENV-06"""
    instant = at("2021-09-10 09:00") + timedelta(hours=hours)

    row = row_of(history, AsOf(instant, Axis.OCCURRED))

    bounds = [event.occurred_at for event in history if event.event_type == "FeedbackMissed"]
    assert row.misses == sum(bound <= instant for bound in bounds)
    assert row.latest_occurred_at <= instant


def past(*facts: Fact) -> list[Event]:
    return stream(*facts, of=Case)


def test_a_history_that_is_no_case_has_no_row() -> None:
    """F case_board"""
    assert told([], "j") is None
    assert told(past(*IN_TRIAGE)[1:], "j") is None


def test_a_reopened_case_is_open_and_keeps_its_rating_but_not_its_closing() -> None:
    """CAS-KD-05, 2.1"""
    reopened = fact(
        Case.Reopened, closing_no=1, by_rating=True, due=None, due_started_at=at("2020-05-06 09:00")
    )
    history = past(*IN_TRIAGE, routed(), accepted(), claimed(), closed(), rated(1), reopened)

    row = row_of(history)

    assert (row.state, row.is_open) == (CaseState.IN_HANDLING, True)
    assert (row.closed_at, row.closed_on_time, row.closed_version) == (None, None, None)
    assert (row.score, row.rated_closing, row.reopenings) == (1, 1, 1)


def test_an_obligation_met_late_stays_missed_at_its_bound() -> None:
    """CAS-DG-08"""
    late = fact(
        Case.FeedbackGivenLate,
        obligation_id=obligation(2),
        unit_id="u2",
        content="sorry",
        recorded_at=at("2021-09-24 09:00"),
    )
    history = past(
        *IN_TRIAGE,
        *escalated("u1", "u2"),
        gave_feedback(1, "u1"),
        missed(2, "u2", "2021-09-23 00:00"),
        late,
    )

    in_time, missing = obligation_rows(story_of(history))

    assert (in_time.status, in_time.is_settled) == (ObligationStatus.GIVEN, True)
    assert missing.status is ObligationStatus.GIVEN_LATE
    assert missing.settled_at == at("2021-09-23 00:00")
    assert missing.settled_month == "2021-09"
    assert missing.given_late_at == at("2021-09-24 09:00")


def test_a_meeting_that_was_held_by_then_had_been_convened() -> None:
    """ENV-04, ENV-06"""
    held = fact(
        Case.SiteMeetingHeld,
        meeting_id="m1",
        chair="bo",
        attended_units=("u1",),
        ways="jointly",
        methods="new pipe",
        guarantees="funds",
        minutes_ref="doc-1",
        recorded_at=at("2021-10-02 09:00"),
    )
    events = past(*IN_TRIAGE, routed(), convened(), held)
    entered_late = [
        *events[:4],
        events[4].model_copy(
            update={
                "timestamp": at("2021-10-02 08:00"),
                "occurred_at": at("2021-10-02 08:00"),
            }
        ),
        events[5].model_copy(update={"occurred_at": at("2021-09-30 11:00")}),
    ]

    def state(local: str) -> CaseState:
        return row_of(entered_late, AsOf(at(local), Axis.OCCURRED)).state

    assert state("2021-09-30 10:59") is CaseState.ROUTED
    assert state("2021-10-01 00:00") is CaseState.IN_HANDLING


def test_an_instant_without_a_zone_is_refused() -> None:
    """CAL-01"""
    with pytest.raises(ValueError, match="no time zone"):
        AsOf(at("2021-10-01 00:00").replace(tzinfo=None))
