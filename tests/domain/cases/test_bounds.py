"""What passes by itself, changed calendars, stopped clocks (CAL-02, CAL-08, ENV-06, GAT-01)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain.act import Act, Actor
from domain.calendar.clocks import elapsed_days
from domain.cases.bounds import STOP_CLOCK
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.gates import GateBlocked, GateOpinionGiven, GatePassed, GateRequested
from domain.kernel import Event
from domain.vocabulary import RouteMode
from tests.samples import (
    ANNA,
    BO,
    CHINA,
    IN_TRIAGE,
    KUNDULUN,
    PAUSING,
    SYS,
    U1,
    U2,
    UMA,
    WHISTLED,
    accepted,
    act,
    at,
    case,
    changed,
    claimed,
    clock,
    escalated,
    fixed,
    gave_feedback,
    lists,
    missed,
    obligation,
    on,
    owed,
    routed,
    whistle,
)
from tests.shelves import packs_of
from tests.spec import Fact, fact, news, refused, then

VARIANTS = Path(__file__).parents[2] / "packs"

CALLED = (*WHISTLED, *escalated("u1", "u2"))


def sweep(of: Case, when: str) -> None:
    of.settle_bounds(act(SYS, when))


# --- What passes by itself ---


def test_nothing_is_missed_before_its_bound() -> None:
    """CAL-02"""
    called = case(*CALLED)

    sweep(called, "2021-09-22 23:59:59.999999")

    then(called)
    assert called.next_bound() == at("2021-09-23 00:00")


def test_bounds_that_passed_together_are_recorded_in_their_order() -> None:
    """ENV-06: B missed at 2021-09-23, the later clock A at 10-12, the case overdue at 10-21"""
    asleep = case(*WHISTLED, *escalated("u1"), owed(2, "u2", "2021-09-30 10:00", "CLK-DG-A"))

    sweep(asleep, "2021-11-01 00:05")

    first, second, third = then(
        asleep,
        missed(1, "u1", "2021-09-23 00:00"),
        missed(2, "u2", "2021-10-12 00:00", "CLK-DG-A"),
        fact(Case.Overdue, due_at=at("2021-10-21 00:00")),
    )
    assert [e.occurred_at for e in (first, second, third)] == [
        at("2021-09-23 00:00"),
        at("2021-10-12 00:00"),
        at("2021-10-21 00:00"),
    ]
    assert {e.recorded_at for e in (first, second, third)} == {at("2021-11-01 00:05")}
    assert asleep.next_bound() is None


def test_a_second_sweep_finds_nothing_new() -> None:
    """ENV-06"""
    asleep = case(*CALLED)
    sweep(asleep, "2021-11-01 00:05")
    news(asleep)

    sweep(asleep, "2021-11-01 00:05")
    sweep(asleep, "2021-12-01 00:05")

    then(asleep)


def test_a_case_is_overdue_once_for_each_bound() -> None:
    """CAS-KD-04"""
    slow = case(*IN_TRIAGE, routed(due=fixed("2021-10-20")))
    sweep(slow, "2021-10-21 00:00")

    slow.route(
        mode=RouteMode.MULTI,
        level="STREET",
        units=(U1, U2),
        lead=None,
        due_on=on("2021-10-25"),
        override_reason="both",
        act=act(BO, "2021-10-22 09:00", KUNDULUN),
    )
    sweep(slow, "2021-10-25 23:59")
    sweep(slow, "2021-10-26 00:00")

    overdue = [e.due_at for e in news(slow) if isinstance(e, Case.Overdue)]
    assert overdue == [at("2021-10-21 00:00"), at("2021-10-26 00:00")]


@pytest.mark.parametrize("end", [Case.Withdrawn, Case.Rejected])
def test_nothing_passes_in_a_case_that_has_ended(
    end: type[Event],
) -> None:
    """2.1"""
    ended = case(*CALLED, fact(end))

    sweep(ended, "2022-01-01 00:00")

    then(ended)
    assert ended.next_bound() is None


# --- A changed calendar ---

FRIDAY_OFF = replace(CHINA, version="cn-amended", days_off=CHINA.days_off | {on("2021-10-08")})


def amended(when: str) -> Act:
    return act(SYS, when, calendar=FRIDAY_OFF)


AFTER_MEETING = (
    *WHISTLED,
    *escalated("u1", "u2"),
    gave_feedback(1, "u1"),
    missed(2, "u2", "2021-09-23 00:00"),
    owed(3, "u1", "2021-09-30 10:00", "CLK-DG-A"),
)


def test_an_amended_calendar_moves_running_clocks_only() -> None:
    """CAL-08: without Fri 8 October the three days after Thu 09-30 are Sat 9, 11 and 12"""
    running = case(*AFTER_MEETING)

    running.recalculate(amended("2021-10-01 09:00"))

    [moved] = news(running)
    assert isinstance(moved, Case.DeadlineRecalculated)
    assert (moved.obligation_id, moved.cause, moved.calendar_version) == (
        obligation(3),
        "CALENDAR",
        "cn-amended",
    )
    assert (moved.old_due, moved.new_due) == (at("2021-10-12 00:00"), at("2021-10-13 00:00"))
    assert running.due == fixed("2021-10-20")


def test_a_clock_that_an_amendment_does_not_touch_stays_as_it_was() -> None:
    """CAL-08"""
    untouched = case(*CALLED)

    untouched.recalculate(amended("2021-09-20 09:00"))

    then(untouched)


def test_a_bound_that_passed_before_the_amendment_stays_missed() -> None:
    """CAL-08: settled clocks are never recomputed"""
    passed = case(*AFTER_MEETING)

    passed.recalculate(amended("2021-10-12 00:00"))

    then(passed, missed(3, "u1", "2021-10-12 00:00", "CLK-DG-A"))


def test_the_clock_of_the_case_is_recomputed_too() -> None:
    """CAL-08: without Tue 24 February the three days after Fri 13 are Sat 14, 25 and 26"""
    history = routed(
        due=clock("CLK-KD-CASE", "2026-02-13 16:10", KUNDULUN),
        due_clock="CLK-KD-CASE",
        due_started_at=at("2026-02-13 16:10"),
    )
    pothole = case(*IN_TRIAGE, history)
    tuesday_off = replace(CHINA, version="cn-amended", days_off=CHINA.days_off | {on("2026-02-24")})

    pothole.recalculate(act(SYS, "2026-02-20 09:00", KUNDULUN, calendar=tuesday_off))

    assert pothole.next_bound() == at("2026-02-27 00:00")
    assert len(news(pothole)) == 1


# --- Stopping the clock ---


def asked(ground: str = "FUNDS", by: str = "bo", when: str = "2021-09-17 09:00") -> Fact:
    return fact(
        GateRequested,
        gate_code=STOP_CLOCK,
        subject=ground,
        requested_from=("HD",),
        actor_id=by,
        recorded_at=at(when),
    )


def pause(of: Case, since: str, until: str | None = None) -> None:
    of.request_stop_clock("FUNDS", act(BO, since, PAUSING, reason="budget pending"))
    of.decide_stop_clock(approved=True, opinion="agreed", act=act(ANNA, since, PAUSING))
    if until is not None:
        of.resume_clock(act(BO, until, PAUSING))


def bounds(of: Case) -> list[datetime | None]:
    running = [o.deadline.due_at if o.deadline else None for o in of.open_obligations()]
    return [*running, of.due.due_at if of.due else None]


def test_putting_a_case_on_the_books_is_asked_for_with_a_ground_and_a_reason() -> None:
    """GAT-01"""
    poor = case(*CALLED)

    with refused("unknown-ground", "GAT-01"):
        poor.request_stop_clock("MOOD", act(BO, "2021-09-17 09:00", PAUSING, reason="x"))
    with refused("reason-missing", "2.5"):
        poor.request_stop_clock("FUNDS", act(BO, "2021-09-17 09:00", PAUSING))
    poor.request_stop_clock("FUNDS", act(BO, "2021-09-17 09:00", PAUSING, reason="no budget"))

    then(poor, asked())
    assert not poor.is_stopped


def test_another_person_with_the_power_approves() -> None:
    """GAT-01"""
    head_too = Actor(id="bo", roles=ANNA.roles)
    pending = case(*CALLED, asked())

    with refused("own-request", "GAT-01"):
        pending.decide_stop_clock(
            approved=True, opinion="agreed", act=act(head_too, "2021-09-17 10:00", PAUSING)
        )
    with refused("approver-not-allowed", "GAT-01"):
        pending.decide_stop_clock(
            approved=True, opinion="agreed", act=act(UMA, "2021-09-17 10:00", PAUSING)
        )
    with refused("reason-missing", "2.5"):
        pending.decide_stop_clock(
            approved=True, opinion=" ", act=act(ANNA, "2021-09-17 10:00", PAUSING)
        )
    with refused("stop-not-requested", "GAT-01"):
        case(*CALLED).decide_stop_clock(
            approved=True, opinion="agreed", act=act(ANNA, "2021-09-17 10:00", PAUSING)
        )


def test_a_refused_request_stops_nothing_and_may_be_made_again() -> None:
    """GAT-01"""
    pending = case(*CALLED, asked())

    pending.decide_stop_clock(
        approved=False, opinion="use the reserve", act=act(ANNA, "2021-09-17 10:00", PAUSING)
    )

    then(
        pending,
        fact(GateOpinionGiven, gate_code=STOP_CLOCK, approved=False, opinion="use the reserve"),
        fact(GateBlocked, gate_code=STOP_CLOCK, why="use the reserve"),
    )
    assert pending.next_bound() == at("2021-09-23 00:00")
    pending.request_stop_clock("FUNDS", act(BO, "2021-09-18 09:00", PAUSING, reason="again"))
    assert pending.stop_requested_by == "bo"


def test_approval_stops_every_clock_and_nothing_is_missed_meanwhile() -> None:
    """GAT-01"""
    paused = case(*WHISTLED, *escalated("u1"), asked())

    paused.decide_stop_clock(
        approved=True, opinion="agreed", act=act(ANNA, "2021-09-17 10:00", PAUSING)
    )
    paused.settle_bounds(act(SYS, "2022-01-01 00:05", PAUSING))

    shared: dict[str, Any] = {"new_due": None, "deadline": None, "calendar_version": "cn-1.11.0"}
    then(
        paused,
        fact(GateOpinionGiven, gate_code=STOP_CLOCK, approved=True, opinion="agreed"),
        fact(GatePassed, gate_code=STOP_CLOCK),
        fact(
            Case.DeadlineRecalculated,
            obligation_id=obligation(1),
            clock="CLK-DG-B",
            started_at=at("2021-09-16 09:00"),
            old_due=at("2021-09-23 00:00"),
            cause="STOPPED",
            **shared,
        ),
        fact(
            Case.DeadlineRecalculated,
            obligation_id=None,
            clock=None,
            started_at=at("2021-09-16 09:00"),
            old_due=at("2021-10-21 00:00"),
            cause="STOPPED",
            **shared,
        ),
    )
    assert (paused.is_stopped, paused.next_bound(), bounds(paused)) == (True, None, [None, None])


def test_bounds_move_by_the_days_that_the_clock_stood_still() -> None:
    """GAT-01: stopped Fri 09-17 to Thu 09-23 10:00, so 24:00 of 17..22 do not count

    Clock B has counted no day; it counts Thu 23, Fri 24, Sat 25 and rolls to Sun 26, which is
    worked. By hand: 10-20 moves by the working days 17, Sat 18 and 22 over 21, 22 to Mon 10-25.
    """
    paused = case(*WHISTLED, *escalated("u1"))

    pause(paused, "2021-09-17 10:00", "2021-09-23 10:00")

    assert bounds(paused) == [at("2021-09-27 00:00"), at("2021-10-26 00:00")]
    assert not paused.is_stopped


def test_a_clock_that_gave_the_bound_of_the_case_counts_on_after_the_stop() -> None:
    """GAT-01: CLK-KD-CASE from Fri 2026-02-13; stopped Tue 24 and Wed 25; then Thu 26, Fri 27"""
    pausing = changed(KUNDULUN, stop_clock=PAUSING.cases.stop_clock)
    pothole = case(
        *IN_TRIAGE,
        routed(
            due=clock("CLK-KD-CASE", "2026-02-13 16:10", KUNDULUN),
            due_clock="CLK-KD-CASE",
            due_started_at=at("2026-02-13 16:10"),
        ),
    )

    pothole.request_stop_clock("FUNDS", act(BO, "2026-02-24 09:00", pausing, reason="parts"))
    pothole.decide_stop_clock(
        approved=True, opinion="agreed", act=act(ANNA, "2026-02-24 10:00", pausing)
    )
    pothole.resume_clock(act(BO, "2026-02-26 08:00", pausing))

    assert bounds(pothole) == [at("2026-02-28 00:00")]
    rule = pausing.cases.clocks["CLK-KD-CASE"]
    spent = elapsed_days(
        rule, at("2026-02-13 16:10"), at("2026-02-27 12:00"), CHINA, stopped=pothole.stops
    )
    assert spent == 2


def test_a_case_may_pause_twice() -> None:
    """GAT-01: first stop as above; second Fri 09-24 to Mon 09-27 08:00 takes 24, 25 and 26

    Clock B counts 23, 27 and 28. By hand 10-25 moves by Fri 24 and Sun 26 (worked) to 10-27.
    """
    paused = case(*WHISTLED, *escalated("u1"))

    pause(paused, "2021-09-17 10:00", "2021-09-23 10:00")
    pause(paused, "2021-09-24 10:00", "2021-09-27 08:00")

    assert bounds(paused) == [at("2021-09-29 00:00"), at("2021-10-28 00:00")]


def test_a_stop_that_ends_on_its_first_day_moves_nothing() -> None:
    """GAT-01"""
    paused = case(*WHISTLED, *escalated("u1"))

    pause(paused, "2021-09-17 10:00", "2021-09-17 18:00")

    assert bounds(paused) == [at("2021-09-23 00:00"), at("2021-10-21 00:00")]
    assert not paused.is_stopped


def test_what_was_missed_before_the_stop_stays_missed() -> None:
    """GAT-01, ENV-06"""
    late = case(*WHISTLED, *escalated("u1"))

    pause(late, "2021-10-21 00:00", "2021-10-28 10:00")

    assert [e for e in news(late) if isinstance(e, Case.FeedbackMissed | Case.Overdue)] != []
    assert (late.overdue_at, bounds(late)) == (at("2021-10-21 00:00"), [at("2021-10-21 00:00")])
    late.settle_bounds(act(SYS, "2021-12-01 00:05", PAUSING))
    then(late)


def test_a_stopped_clock_is_not_stopped_again_and_a_running_one_not_resumed() -> None:
    """GAT-01"""
    pending, running = case(*CALLED, asked()), case(*CALLED)
    stopped = case(*CALLED)
    pause(stopped, "2021-09-17 10:00")

    for again in (pending, stopped):
        with refused("clock-already-stopped", "GAT-01"):
            again.request_stop_clock("FUNDS", act(BO, "2021-09-18 09:00", PAUSING, reason="x"))
    with refused("clock-not-stopped", "GAT-01"):
        running.resume_clock(act(BO, "2021-09-18 09:00", PAUSING))


def test_what_sets_or_settles_a_bound_waits_until_the_clocks_run() -> None:
    """GAT-01"""
    called = case(*CALLED)
    resolved = case(*WHISTLED, *escalated("u1"), gave_feedback(1, "u1"), accepted(), claimed())
    for paused in (called, resolved):
        pause(paused, "2021-09-17 10:00")

    with refused("clock-is-stopped", "GAT-01"):
        called.escalate_to_city(
            lead=U1,
            city_unit="water",
            due_on=None,
            act=act(BO, "2021-09-18 09:00", PAUSING, reason="mains"),
        )
    with refused("clock-is-stopped", "GAT-01"):
        resolved.close(ClosingStatement(verification="seen"), act(BO, "2021-09-18 09:00", PAUSING))


def test_an_obligation_opened_during_a_stop_runs_after_it() -> None:
    """GAT-01: the meeting of Thu 09-30 binds by clock A; the stop ends Fri 10-08, day one is 8"""
    paused = case(*WHISTLED, *escalated("u1"), gave_feedback(1, "u1"))
    pause(paused, "2021-09-29 10:00")

    paused.open_obligation(act(BO, "2021-09-30 10:00", PAUSING), "u1", "CLK-DG-A")
    during = bounds(paused)
    paused.resume_clock(act(BO, "2021-10-08 10:00", PAUSING))

    assert during == [None, None]
    assert bounds(paused)[0] == at("2021-10-12 00:00")


def test_an_amended_calendar_leaves_a_stopped_clock_alone() -> None:
    """CAL-08"""
    paused = case(*CALLED)
    pause(paused, "2021-09-17 10:00")
    news(paused)

    paused.recalculate(act(SYS, "2021-09-20 09:00", PAUSING, calendar=FRIDAY_OFF))

    then(paused)


def test_no_pack_of_the_product_stops_clocks() -> None:
    """B-45"""
    with refused("policy-silent", "B-45"):
        case(*CALLED).request_stop_clock("FUNDS", act(BO, "2021-09-17 09:00", reason="x"))


def test_the_aligned_variant_gives_clock_b_working_days() -> None:
    """B-05: 3 working days after Thu 2021-09-16 are 17, Sat 18 and Wed 22"""
    aligned = packs_of(VARIANTS).get("daguan-aligned")
    listed = case(*IN_TRIAGE, lists(), whistle())

    listed.escalate_to_district(
        mode=RouteMode.SINGLE,
        units=(U1,),
        lead=None,
        due_on=None,
        beyond_street_reason="the pipe is the city's",
        act=act(BO, "2021-09-16 09:00", aligned),
    )

    [owing] = listed.open_obligations()
    assert owing.deadline is not None
    assert owing.deadline.counted_on == (on("2021-09-17"), on("2021-09-18"), on("2021-09-22"))
