"""The account of a unit: what facts are worth, and what takes it back (3.1)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.ledgers.ledger import Entry, PointsLedger
from domain.ledgers.ranking import ranks
from domain.ledgers.rules import unit_points, unit_points_of, year_of_booking, year_of_bound
from domain.ledgers.unit_points import UnitPoints
from domain.vocabulary import RouteMode
from tests.samples import DAGUAN, KUNDULUN, SU, SYS, act, at
from tests.spec import news, refused

CASE = UUID(int=1)


class Closed:
    """What a closing says about whose credit it is."""

    def __init__(self, mode: RouteMode, *units: str, lead: str | None = None) -> None:
        self.mode, self.units, self.lead = mode, units, lead


def opened(unit: str = "u1", year: int = 2021, when: str = "2021-01-01 00:05") -> PointsLedger:
    return PointsLedger.open(act(SYS, when), jurisdiction="j", unit_id=unit, year=year)


def source(number: int, case: UUID = CASE) -> str:
    return f"{case}/{number}"


def solved(ledger: PointsLedger, mode: RouteMode, times: int, *, first: int = 1) -> None:
    """So many cases are closed for the unit."""
    lead = ledger.unit_id if mode is RouteMode.HANDOVER else None
    [worth] = unit_points(DAGUAN).closing("CaseClosed", Closed(mode, ledger.unit_id, lead=lead))
    for number in range(times):
        case = uuid5(CASE, f"{mode}{first + number}")
        entry = Entry(
            case_id=case,
            source=source(9, case),
            rule_id=worth.rule_id,
            amount=worth.amount,
            list_kind=worth.list_kind,
        )
        ledger.enter(act(SYS, "2021-10-19 10:00"), entry, cause=entry.source)


def missed(ledger: PointsLedger, times: int) -> None:
    """Feedback was missed so many times."""
    cost = unit_points(DAGUAN).miss(ledger.unit_id, "CLK-DG-A")
    assert cost is not None
    for number in range(times):
        case = uuid5(CASE, f"missed{number}")
        entry = Entry(
            case_id=case,
            source=source(5, case),
            rule_id=cost.rule_id,
            amount=cost.amount,
            obligation_id="o",
            due_at=at("2021-10-12 00:00"),
        )
        ledger.enter(act(SYS, "2021-10-12 00:05"), entry, cause=entry.source)


def test_the_worked_example() -> None:
    """PTS-DG-01 PTS-DG-02 PTS-DG-03 PTS-DG-04 PTS-DG-05: 74.0, 38.0, 60.0"""
    u, v, w = opened("u"), opened("v"), opened("w")
    solved(u, RouteMode.SINGLE, 14)
    solved(u, RouteMode.MULTI, 6)
    solved(u, RouteMode.HANDOVER, 2)
    missed(u, 2)
    solved(v, RouteMode.SINGLE, 2)
    missed(v, 8)

    assert [str(one.total.shown) for one in (u, v, w)] == ["74.0", "38.0", "60.0"]


def test_each_co_handling_unit_gets_the_full_half_point() -> None:
    """PTS-DG-03 PTS-DG-04: the city unit gets nothing"""
    rules = unit_points(DAGUAN)

    shared = rules.closing("CaseClosed", Closed(RouteMode.MULTI, "u1", "u2", "u3"))
    handed = rules.closing("CaseClosed", Closed(RouteMode.HANDOVER, "water", lead="u1"))
    own = rules.closing("CaseClosed", Closed(RouteMode.SELF, "c1"))

    half, more = UnitPoints(Decimal("0.5")), UnitPoints(Decimal("1.5"))
    assert [(w.unit_id, w.amount) for w in shared] == [("u1", half), ("u2", half), ("u3", half)]
    assert [(w.unit_id, w.amount, w.rule_id) for w in handed] == [("u1", more, "PTS-DG-04")]
    assert not list(own)


def test_a_booking_names_the_event_it_follows_from() -> None:
    """3.1: booking without a source event is impossible"""
    ledger = opened()
    entry = Entry(
        case_id=CASE, source="by hand", rule_id="PTS-DG-02", amount=UnitPoints(Decimal(1)),
        list_kind="HANDLING",
    )  # fmt: skip

    for cause, wrong in (("by hand", entry), (source(9), entry)):
        with refused("booking-without-source", "3.1"):
            ledger.enter(act(SYS, "2021-10-19 10:00"), wrong, cause=cause)


def test_a_cause_that_is_shown_again_books_nothing_again() -> None:
    """3.1: replay"""
    ledger = opened()
    solved(ledger, RouteMode.SINGLE, 3)
    solved(ledger, RouteMode.SINGLE, 3)

    assert str(ledger.total.shown) == "63.0"


def test_a_reopened_case_loses_its_credit_until_it_is_closed_again() -> None:
    """PTS-DG-10: closed 12-20 (+1), reopened 12-28"""
    ledger, case = opened(), uuid5(CASE, f"{RouteMode.SINGLE}1")
    solved(ledger, RouteMode.SINGLE, 1)

    ledger.reverse(act(SYS, "2021-12-28 09:00"), source(9, case), cause=source(12, case))
    ledger.reverse(act(SYS, "2021-12-28 09:00"), source(9, case), cause=source(12, case))
    without = ledger.total
    again = Entry(
        case_id=case, source=source(15, case), rule_id="PTS-DG-02",
        amount=UnitPoints(Decimal(1)), list_kind="HANDLING",
    )  # fmt: skip
    ledger.enter(act(SYS, "2021-12-30 09:00"), again, cause=again.source)

    assert (str(without.shown), str(ledger.total.shown)) == ("60.0", "61.0")


def test_base_points_are_withheld_by_a_person_with_a_reason_once() -> None:
    """PTS-DG-01"""
    ledger = opened()
    with refused("reason-missing", "2.5"):
        ledger.withhold_base(act(SU, "2021-12-20 09:00"))

    ledger.withhold_base(act(SU, "2021-12-20 09:00", reason="absent from every meeting"))

    assert str(ledger.total.shown) == "0.0"
    with refused("base-points-withheld", "PTS-DG-01"):
        ledger.withhold_base(act(SU, "2021-12-21 09:00", reason="again"))


def test_a_case_that_was_left_out_earns_nothing_any_more() -> None:
    """3.1, GAT-01: excluded by an event with reason and approver"""
    ledger, case = opened(), uuid5(CASE, f"{RouteMode.SINGLE}1")
    solved(ledger, RouteMode.SINGLE, 2)
    cause = source(29, case)
    out = act(SYS, "2021-12-01 09:00", reason="counted twice")
    ledger.exclude(out, case, cause=cause, approver="head")
    ledger.exclude(out, case, cause=cause, approver="head")

    again = Entry(
        case_id=case, source=source(30, case), rule_id="PTS-DG-02",
        amount=UnitPoints(Decimal(1)), list_kind="HANDLING",
    )  # fmt: skip
    ledger.enter(act(SYS, "2021-12-05 09:00"), again, cause=again.source)

    assert str(ledger.total.shown) == "61.0"
    reversed_: Any = news(ledger)[-1]
    assert (reversed_.event_type, reversed_.approver) == ("PointsReversed", "head")
    assert (reversed_.reason, reversed_.cause) == ("counted twice", cause)


def test_what_earned_nothing_is_left_out_without_a_trace() -> None:
    """3.1: an account changes by bookings alone"""
    ledger = opened()
    version = ledger.version
    ledger.exclude(act(SYS, "2021-12-01 09:00"), CASE, cause=source(29, CASE), approver="head")

    assert ledger.version == version
    with refused("booking-without-source", "3.1"):
        ledger.exclude(act(SYS, "2021-12-01 09:00"), CASE, cause="by hand", approver="head")


def test_the_year_is_that_of_the_closing_and_of_the_last_day_in_time() -> None:
    """B-37 PTS-DG-02 G2 PTS-DG-05 G3"""
    assert year_of_booking(at("2022-01-04 10:00")) == 2022
    assert year_of_bound(at("2026-01-01 00:00")) == 2025
    assert year_of_bound(at("2026-01-02 00:00")) == 2026


def test_a_pack_without_points_of_units_has_none() -> None:
    """B-45: feature off, not zero"""
    assert unit_points_of(KUNDULUN) is None
    with refused("policy-silent", "B-45"):
        PointsLedger.open(
            act(SYS, "2026-01-01 00:05", KUNDULUN), jurisdiction="j", unit_id="u", year=2026
        )


def test_the_best_ranks_are_rewarded_and_every_result_enters_the_assessment() -> None:
    """PTS-DG-07 PTS-DG-09: rank 1 with 74.0, on time 87.5 %"""
    ledger = opened("u")
    solved(ledger, RouteMode.SINGLE, 14)
    rank = ranks({"u": Decimal(74), "a": Decimal(66), "b": Decimal(66), "c": Decimal(60)})["u"]
    ledger.collect_events()

    ledger.settle(act(SU, "2022-01-05 09:00"), rank, on_time=14, settled=16)

    ranked, first, second, entered = ledger.collect_events()
    assert isinstance(ranked, PointsLedger.UnitRanked)
    assert (ranked.rank, ranked.ranked, ranked.is_last) == (1, 4, False)
    assert ranked.occurred_at == at("2022-01-01 00:00")
    assert isinstance(first, PointsLedger.RewardGranted)
    assert isinstance(second, PointsLedger.RewardGranted)
    assert [(r.target, r.points) for r in (first, second)] == [
        ("party_building", Decimal(1)),
        ("bureau_head_residency", Decimal(3)),
    ]
    assert isinstance(entered, PointsLedger.AssessmentInputAdded)
    assert (entered.assessment, entered.score, entered.rank) == (
        "party_building",
        Decimal(74),
        1,
    )
    assert (entered.on_time, entered.settled) == (14, 16)


@pytest.mark.parametrize(
    ("points", "rank", "inputs"),
    [
        (66, 2, {"party_building": Decimal(1), "bureau_head_residency": Decimal(3)}),
        (60, 4, {}),
    ],
)
def test_a_rank_enters_the_review_of_the_year_or_adds_nothing_to_it(
    points: int, rank: int, inputs: dict[str, Decimal]
) -> None:
    """SAT-DG-03: rank 2 in 2021 → +1 and +3 inputs; rank 4 → none"""
    ledger = opened("u")
    solved(ledger, RouteMode.SINGLE, points - 60)
    others = {"a": Decimal(74), "b": Decimal(66), "d": Decimal("52.5")}
    if rank == 4:
        others["c"] = Decimal(66)
    place = ranks({**others, "u": ledger.total.shown})["u"]
    ledger.collect_events()

    ledger.settle(act(SU, "2022-01-05 09:00"), place, on_time=7, settled=8)

    ranked, *granted, entered = ledger.collect_events()
    assert isinstance(ranked, PointsLedger.UnitRanked)
    assert isinstance(entered, PointsLedger.AssessmentInputAdded)
    assert (ranked.rank, entered.rank, entered.score) == (rank, rank, Decimal(points))
    rewards = [one for one in granted if isinstance(one, PointsLedger.RewardGranted)]
    assert {one.target: one.points for one in rewards} == inputs
    assert len(rewards) == len(granted)


def test_a_rank_that_is_last_too_is_rewarded_by_a_person_alone() -> None:
    """RANK-01 PTS-DG-07"""
    ledger = opened("v")
    rank = ranks({"u": Decimal(74), "w": Decimal(61), "v": Decimal(60)})["v"]
    with refused("points-not-settled", "PTS-DG-06"):
        ledger.reward_by_decision(act(SU, "2022-01-05 09:00", reason="third of three"))
    ledger.collect_events()
    ledger.settle(act(SU, "2022-01-05 09:00"), rank, on_time=0, settled=0)

    assert [event.event_type for event in ledger.collect_events()] == [  # type: ignore[attr-defined]  # events of ours
        "UnitRanked",
        "AssessmentInputAdded",
    ]
    weighed = (f"event:{CASE}/3",)
    ledger.reward_by_decision(act(SU, "2022-01-06 09:00", reason="third of three"), despite=weighed)
    granted: list[Any] = news(ledger)
    assert [event.despite for event in granted] == [weighed, weighed]
    with refused("rank-already-rewarded", "PTS-DG-07"):
        ledger.reward_by_decision(act(SU, "2022-01-07 09:00", reason="again"))


def test_points_of_units_have_one_place() -> None:
    """3.1: decimals with one place"""
    with pytest.raises(ValueError, match="one place"):
        UnitPoints(Decimal("0.25"))
