"""The acceptance walk-throughs of rulebook Annex G, as far as one case tells them."""

from __future__ import annotations

from domain.act import Actor
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.kernel import Event
from domain.vocabulary import CaseKind, CaseState, RouteMode
from tests.samples import (
    ANNA,
    BO,
    C1,
    DI,
    GU,
    KUNDULUN,
    OUTCOME,
    RITA,
    STREET,
    SYS,
    U1,
    U2,
    UMA,
    VIC,
    act,
    at,
    entries,
    on,
)
from tests.spec import ID, news, replayed


def drainage() -> Case:
    return Case.report(
        ID,
        kind=CaseKind.COMPLAINT,
        grid_id="g12",
        community_id="c1",
        category="drainage",
        reporter_ref="rita",
        place=None,
        discovered_at=None,
        source="VISIT",
        source_ref="visit-1",
        act=act(GU, "2021-09-10 09:00"),
    )


def feed_back(case: Case, by: Actor, when: str) -> None:
    case.settle_bounds(act(SYS, when))
    assert by.unit is not None
    case.give_feedback(by.unit, content="on it", result=None, obligation_id=None, act=act(by, when))


def w1() -> list[Event]:
    """W-1 as events, swept at 00:05 after each bound."""
    case = drainage()
    case.upload("P-1", act(GU, "2021-09-10 09:30"))
    case.triage(
        category="drainage",
        severity=None,
        competent_level="DISTRICT",
        act=act(BO, "2021-09-10 10:00"),
    )
    case.draw_up_lists(entries(), act(BO, "2021-09-13 10:00"))
    case.blow_whistle(
        grade="II",
        responsible_person="p1",
        due_on=on("2021-10-20"),
        act=act(BO, "2021-09-16 08:50"),
    )
    case.escalate_to_district(
        mode=RouteMode.MULTI,
        units=(U1, U2),
        lead=None,
        due_on=None,
        beyond_street_reason="the pipe is the city's",
        act=act(BO, "2021-09-16 09:00"),
    )
    feed_back(case, UMA, "2021-09-18 10:00")
    case.settle_bounds(act(SYS, "2021-09-23 00:05"))
    case.convene_site_meeting(
        meeting_id="m1",
        case_ids=(ID,),
        place="at the drain",
        at=at("2021-09-30 10:00"),
        invited=("u1", "u2"),
        act=act(BO, "2021-09-28 09:00"),
    )
    case.hold_site_meeting("m1", OUTCOME, (STREET, C1, U1, U2), act(BO, "2021-09-30 11:00"))
    feed_back(case, UMA, "2021-10-09 10:00")
    case.settle_bounds(act(SYS, "2021-10-12 00:05"))
    case.report_resolution("u1", "cleared", act(UMA, "2021-10-14 10:00"))
    case.refuse_close_out(("water stands",), act(BO, "2021-10-15 10:00"))
    case.report_resolution("u1", "new pipe", act(UMA, "2021-10-18 10:00"))
    case.report_result_to_head("water runs off", act(BO, "2021-10-18 16:00"))
    case.close(ClosingStatement(verification="seen"), act(ANNA, "2021-10-19 10:00"))
    return news(case)


def test_several_units_over_national_day() -> None:
    """W-1"""
    events = w1()

    misses = [e for e in events if isinstance(e, Case.FeedbackMissed)]
    assert [(e.unit_id, e.occurred_at, e.clock) for e in misses] == [
        ("u2", at("2021-09-23 00:00"), "CLK-DG-B"),
        ("u2", at("2021-10-12 00:00"), "CLK-DG-A"),
    ]
    assert [e.unit_id for e in events if isinstance(e, Case.FeedbackGiven)] == ["u1", "u1"]
    dues = [e.deadline for e in events if isinstance(e, Case.FeedbackObligationOpened)]
    assert [due.due_on for due in dues if due] == [
        on("2021-09-22"),
        on("2021-09-22"),
        on("2021-10-11"),
        on("2021-10-11"),
    ]
    closing = events[-1]
    assert isinstance(closing, Case.Closed)
    assert (closing.mode, closing.units, closing.on_time) == (RouteMode.MULTI, ("u1", "u2"), True)
    assert closing.closed_by == "anna"


def test_what_was_known_on_the_eve_and_after_the_job() -> None:
    """W-1, ENV-06: recorded by 10-11 23:59 one miss, by 10-12 00:10 two"""
    events = w1()

    def misses(as_of: str) -> int:
        known = [e for e in events if e.recorded_at <= at(as_of)]
        assert replayed(Case, known).state is CaseState.IN_HANDLING
        return sum(isinstance(e, Case.FeedbackMissed) for e in known)

    assert (misses("2021-10-11 23:59"), misses("2021-10-12 00:10")) == (1, 2)


def test_the_loop_from_upload_to_rating() -> None:
    """W-2"""
    case = Case.report(
        ID,
        kind=CaseKind.INCIDENT,
        grid_id="g12",
        community_id="c1",
        category="street_light",
        reporter_ref="rita",
        place=None,
        discovered_at=None,
        act=act(GU, "2026-02-13 16:00", KUNDULUN),
    )
    case.upload("P-1", act(GU, "2026-02-13 16:10", KUNDULUN))
    case.triage(
        category=None,
        severity=None,
        competent_level=None,
        act=act(DI, "2026-02-13 16:20", KUNDULUN),
    )
    case.route(
        mode=RouteMode.SINGLE,
        level="STREET",
        units=(U1,),
        lead=None,
        due_on=None,
        override_reason=None,
        act=act(DI, "2026-02-13 16:30", KUNDULUN),
    )
    assert case.due is not None
    assert case.due.counted_on == (on("2026-02-14"), on("2026-02-24"), on("2026-02-25"))

    case.accept("u1", act(UMA, "2026-02-14 09:00", KUNDULUN))
    case.report_resolution("u1", "new lamp", act(UMA, "2026-02-25 20:00", KUNDULUN))
    case.close(ClosingStatement(), act(UMA, "2026-02-25 23:59", KUNDULUN))
    case.rate(
        score=5, comment=None, branch_opinion=None, act=act(RITA, "2026-02-26 09:00", KUNDULUN)
    )

    *_, closing, rating = news(case)
    assert isinstance(closing, Case.Closed)
    assert isinstance(rating, Case.Rated)
    assert (closing.on_time, rating.score, case.state) == (True, 5, CaseState.RATED)


def test_the_second_unit_is_not_silenced_by_the_first() -> None:
    """CAS-DG-05: U2 gives its feedback late, and both misses stay"""
    case = replayed(Case, w1()[:-5])

    feed_back(case, VIC, "2021-10-13 09:00")
    feed_back(case, VIC, "2021-10-13 09:05")

    assert [type(e) for e in news(case)] == [Case.FeedbackGivenLate, Case.FeedbackGivenLate]
