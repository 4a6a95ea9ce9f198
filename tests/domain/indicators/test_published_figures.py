"""The one evaluator gives the figures that were published (field notes 3, rulebook 8.1)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.numbers import Exact
from tests.domain.indicators.published import figure


@pytest.mark.parametrize(
    ("code", "counts", "shown"),
    [
        # 连云港 2017-04: 24,932 were due, 23,974 closed, 22,345 of them in time.
        ("closing_rate", {"due_closed": 23_974, "due": 24_932}, "96.16 %"),
        ("closing_in_time_rate", {"due_closed_in_time": 22_345, "due": 24_932}, "89.62 %"),
        # 98.09 % is published without its counts; of 24,932 that is 476 done again.
        ("first_time_rate", {"first_time": 24_932 - 476, "due": 24_932}, "98.09 %"),
        ("closure", {"closed": 400, "uploaded": 438}, "91.3 %"),
        # 2019-01 to 2021-11, in hundreds of thousands: 13.01 M given out of 31.34 M received.
        ("dispatch_share", {"reported_routed": 1_301, "reported": 3_134}, "41.5 %"),
        ("direct_answer_rate", {"answered_directly": 37_514, "reported": 71_184}, "52.7 %"),
        ("mediation_success", {"mediations_succeeded": 112, "mediations": 135}, "83.0 %"),
        ("mediation_litigation", {"mediations_litigated": 12, "mediations": 135}, "8.9 %"),
    ],
)
def test_published_rates_come_out(code: str, counts: dict[str, Exact], shown: str) -> None:
    """F: F01, F02, F22 to F24."""
    assert figure(code, **counts).text == shown


def test_deferred_cases_are_subtracted_where_the_formula_says_so() -> None:
    """F: 结案数 ÷ (应结案数 − 缓办数), as Jinhua has it; 90 of 100, of which 4 deferred."""
    counts: dict[str, Exact] = {"due_closed": 90, "due": 100, "deferred": 4}

    plain = figure("closing_rate", **counts)
    without = figure("closing_rate_deferred", **counts)

    assert (plain.text, plain.denominator) == ("90.00 %", 100)
    assert (without.exact, without.denominator) == (Fraction(90, 96), 96)


def test_half_is_rounded_up_and_what_is_compared_is_not_rounded() -> None:
    """CAL-07: 1 of 32 is 3.125 %."""
    rate = figure("closing_rate", due_closed=1, due=32)

    assert (rate.text, rate.exact) == ("3.13 %", Fraction(1, 32))


def test_nothing_due_gives_no_rate() -> None:
    """CAL-06: nothing to divide by is no zero."""
    assert figure("closing_rate", due=0).exact is None
    assert figure("jinhua", due=0, reworks=0).text is None


def test_the_jinniu_composite_weighs_five_rates() -> None:
    """Field notes 3.2: 30 × 0.95 + 20 × 0.9 + 20 × 0.98 + 20 × 0.97 + 10 × 0.96 = 95.1."""
    score = figure(
        "jinniu",
        disposed=95,
        disposed_in_time=90,
        to_dispose=100,
        reworked_due=2,
        due=100,
        overdue_undisposed=3,
        extended=4,
    )

    assert (score.exact, score.text) == (Fraction("95.1"), "95.10")
    assert set(score.parts) == {
        "disposal_rate",
        "disposal_in_time_rate",
        "rework_rate",
        "overdue_disposal_rate",
        "extension_rate",
    }


@pytest.mark.parametrize(
    ("days", "overdue", "score"),
    [
        # 30 − 0.002 × 500 ÷ (10 × 2) + 30 × 0.8 + … + 20 − 3
        ("0.5", 0, Fraction("29.95") + 24 + 10 + 17),  # clamped at 10
        ("1.4", 0, Fraction("29.95") + 24 + 6 + 17),
        ("2.5", 1, Fraction("29.95") + 24 + 0 + 17 - 10),
        ("2.5", 7, Fraction("29.95") + 24 + 0 + 17 - 10),  # any overdue costs ten once
    ],
)
def test_the_jinniu_hotline_composite(days: str, overdue: int, score: Fraction) -> None:
    """Field notes 3.2."""
    found = figure(
        "jinniu_12345",
        complaints_12345=500,
        area_km2=10,
        population=2,
        satisfaction_12345=Decimal("0.8"),
        handling_days=Decimal(days),
        repeat_sites=3,
        overdue_12345=overdue,
    )

    assert found.exact == score


@pytest.mark.parametrize(
    ("in_time", "closed", "reworks", "score"),
    [
        (70, 90, 0, "70.00"),  # both targets reached, to the point (CAL-06)
        (68, 90, 0, "68.00"),  # two points below
        (70, 89, 0, "50.00"),
        (10, 90, 0, "20.00"),  # never less than nothing
        (70, 90, 2, "69.60"),
        (70, 90, 4, "68.60"),  # 0.2 + 0.2 + 0.5 + 0.5
    ],
)
def test_the_jinhua_score(in_time: int, closed: int, reworks: int, score: str) -> None:
    """Field notes 3.2: of 100 due; four more on the books do not count."""
    found = figure(
        "jinhua",
        due=104,
        deferred=4,
        due_closed_in_time=in_time,
        due_closed=closed,
        reworks=reworks,
    )

    assert found.text == score


def test_three_rates_are_weighted_30_35_35() -> None:
    """Field notes 3.1: 0.98 × 30 + 0.96 × 35 + 0.95 × 35 = 96.25."""
    score = figure(
        "three_rates",
        accepted_in_time=98,
        routed=100,
        confirmed_solved=96,
        satisfied=95,
        followed_up_validly=100,
    )

    assert score.text == "96.25"
    assert score.weights is not None
    assert score.weights.values["w_response"] == Decimal(30)
