"""A case that goes on under another version of its pack (ENV-03)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.cases.case import Case
from domain.policy.pack import PolicyPack
from domain.rebinding import PackDoesNotFit, PolicyPackRebound
from domain.vocabulary import RouteMode
from tests.samples import (
    CHINA,
    DAGUAN,
    PAUSING,
    SYS,
    WHISTLED,
    act,
    at,
    case,
    changed,
    closed,
    escalated,
    gave_feedback,
    obligation,
    on,
)
from tests.spec import fact, news, refused, then

FROM, WHY = "given@2020.1", "the counting of days was corrected"
CALLED = (*WHISTLED, *escalated("u1", "u2"), gave_feedback(1, "u1"))


def version(clock_b: int = 3, *, routes: frozenset[RouteMode] | None = None) -> PolicyPack:
    """The version of 2021: clock B has that many days."""
    rules = DAGUAN.cases
    longer = rules.clocks["CLK-DG-B"].model_copy(update={"n": clock_b})
    kept = (
        rules.routes if routes is None else {m: r for m, r in rules.routes.items() if m in routes}
    )
    found = changed(DAGUAN, clocks=rules.clocks | {"CLK-DG-B": longer}, routes=kept)
    meta = DAGUAN.meta.model_copy(update={"version": "2021.1", "effective_from": date(2021, 9, 1)})
    return found.model_copy(update={"meta": meta})


def test_a_case_goes_on_under_the_version_it_was_rebound_to() -> None:
    """ENV-03: seven days from Thu 2021-09-16 end on Thu 09-23; the settled obligation stays."""
    open_case = case(*CALLED)

    open_case.rebind(version(clock_b=7), act(SYS, "2021-09-20 09:00", reason=WHY))

    rebound, moved = news(open_case)
    assert isinstance(rebound, PolicyPackRebound)
    assert (rebound.old_pack, rebound.new_pack, rebound.reason) == (FROM, "daguan@2021.1", WHY)
    assert rebound.pack == "daguan@2020.1"
    assert isinstance(moved, Case.DeadlineRecalculated)
    assert (moved.obligation_id, moved.cause, moved.pack) == (
        obligation(2),
        "PACK",
        "daguan@2021.1",
    )
    assert (moved.old_due, moved.new_due) == (at("2021-09-23 00:00"), at("2021-09-24 00:00"))
    assert open_case.pack == "daguan@2021.1"
    assert open_case.due is not None
    assert open_case.due.due_on == on("2021-10-20")


def test_a_bound_that_stays_is_not_told_again() -> None:
    """ENV-03"""
    open_case = case(*CALLED)

    open_case.rebind(version(), act(SYS, "2021-09-20 09:00", reason=WHY))

    then(open_case, fact(PolicyPackRebound, old_pack=FROM, new_pack="daguan@2021.1"))


def test_rebinding_to_the_version_it_has_is_a_no_op() -> None:
    """ENV-03, ENV-05"""
    open_case = case(*CALLED)
    open_case.rebind(version(), act(SYS, "2021-09-20 09:00", reason=WHY))
    news(open_case)

    open_case.rebind(version(), act(SYS, "2021-09-20 09:01", reason=WHY))

    then(open_case)


def test_what_had_passed_before_is_judged_by_the_old_version() -> None:
    """ENV-03, ENV-06: the bound of 09-22 passed; a longer clock does not take the miss back"""
    open_case = case(*CALLED)

    open_case.rebind(version(clock_b=7), act(SYS, "2021-09-23 00:00", reason=WHY))

    missed, rebound = news(open_case)
    assert isinstance(missed, Case.FeedbackMissed)
    assert missed.pack == "daguan@2020.1"
    assert isinstance(rebound, PolicyPackRebound)


def test_nobody_becomes_late_by_a_shorter_clock() -> None:
    """ENV-03: one day from Thu 09-16 would have ended on Fri 09-17; under the old one 09-22"""
    open_case = case(*CALLED)

    with refused("bound-would-have-passed", "ENV-03"):
        open_case.rebind(version(clock_b=1), act(SYS, "2021-09-20 09:00", reason=WHY))

    then(open_case)
    open_case.rebind(version(clock_b=1), act(SYS, "2021-09-17 23:59", reason=WHY))
    assert open_case.next_bound() == at("2021-09-18 00:00")


def test_a_closed_case_keeps_its_rules() -> None:
    """ENV-03"""
    finished = case(*WHISTLED, *escalated("u1"), gave_feedback(1, "u1"), closed())

    with refused("case-is-closed", "2.1"):
        finished.rebind(version(), act(SYS, "2021-10-20 09:00", reason=WHY))


def test_rebinding_says_why() -> None:
    """ENV-03"""
    with refused("rebinding-reason-missing", "ENV-03"):
        case(*CALLED).rebind(version(), act(SYS, "2021-09-20 09:00"))


@pytest.mark.parametrize(
    ("pack", "missing"),
    [
        (version(routes=frozenset({RouteMode.SELF})), "cases.routes.MULTI"),
        (changed(version(), levels=("GRID", "COMMUNITY", "STREET")), "cases.levels.DISTRICT"),
        (changed(version(), clocks={}), "cases.clocks.CLK-DG-B"),
    ],
)
def test_a_version_without_what_the_case_is_in_is_refused(pack: PolicyPack, missing: str) -> None:
    """ENV-03, B-45: it ends under its own"""
    open_case = case(*CALLED)

    with pytest.raises(PackDoesNotFit) as refusal:
        open_case.rebind(pack, act(SYS, "2021-09-20 09:00", reason=WHY))

    then(open_case)
    assert refusal.value.facts() == {"missing": [missing]}


def test_a_case_on_the_books_is_rebound_only_where_clocks_may_stand_still() -> None:
    """ENV-03: else it could never be resumed"""
    stopped = case(
        *CALLED,
        fact(Case.GateRequested, gate_code="STOP_CLOCK", subject="FUNDS", requested_from=("HD",)),
        fact(Case.GatePassed, gate_code="STOP_CLOCK"),
    )

    with refused("pack-does-not-fit", "ENV-03"):
        stopped.rebind(version(), act(SYS, "2021-09-20 09:00", reason=WHY))
    pausing = version().model_copy(update={"cases": PAUSING.cases})
    stopped.rebind(pausing, act(SYS, "2021-09-20 09:00", reason=WHY, calendar=CHINA))

    then(stopped, fact(PolicyPackRebound, old_pack=FROM, new_pack="daguan@2021.1"))
