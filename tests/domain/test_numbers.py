from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.numbers import (
    NUMBER_WORDS,
    Comparator,
    one_decimal,
    percent_text,
    rate,
    split_fen,
)

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("word", "below", "at", "above"),
    [
        ("以上", False, True, True),
        ("达到", False, True, True),
        ("不低于", False, True, True),
        ("不少于", False, True, True),
        ("以下", True, True, False),
        ("以内", True, True, False),
        ("超过", False, False, True),
        ("不足", True, False, False),
        ("不到", True, False, False),
        ("未达到", True, False, False),
        ("低于", True, False, False),
    ],
)
def test_a_number_word_includes_or_excludes_its_figure(
    word: str,
    below: bool,  # noqa: FBT001 - a column of the table
    at: bool,  # noqa: FBT001 - a column of the table
    above: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """CAL-06"""
    comparator = NUMBER_WORDS[word]

    assert (
        comparator.holds(Decimal("89.99"), 90),
        comparator.holds(90, 90),
        comparator.holds(Decimal("90.01"), 90),
    ) == (below, at, above)


@pytest.mark.parametrize(
    ("part", "whole", "carried"),
    [
        (2_001, 4_001, True),  # adults present
        (2_000, 4_000, False),  # exactly half
        (1_001, 2_001, True),  # votes of those present
        (1_000, 2_001, False),
        (16, 30, True),
        (15, 30, False),
        (41, 80, True),
        (40, 80, False),
    ],
)
def test_a_majority_is_strictly_more_than_half(part: int, whole: int, *, carried: bool) -> None:
    """CAL-06"""
    assert Comparator.MORE_THAN.holds(Fraction(part, whole), HALF) is carried


@pytest.mark.parametrize(("part", "reached"), [(999, False), (1_000, True), (1_001, True)])
def test_one_third_or_more_is_reached_at_exactly_one_third(part: int, *, reached: bool) -> None:
    """CAL-06"""
    assert Comparator.AT_LEAST.holds(Fraction(part, 3_000), Fraction(1, 3)) is reached


def test_one_fifth_of_the_households_is_enough() -> None:
    """CAL-06"""
    assert Comparator.AT_LEAST.holds(Fraction(600, 3_000), Fraction(1, 5))


def test_a_score_is_shown_rounded_and_compared_exactly() -> None:
    """CAL-07"""
    score = Decimal("89.96")

    assert one_decimal(score) == "90.0"
    assert not Comparator.AT_LEAST.holds(score, 90)


def test_a_float_is_not_compared() -> None:
    """CAL-06"""
    with pytest.raises(TypeError, match="rounded already"):
        Comparator.AT_LEAST.holds(89.96, 90)  # type: ignore[arg-type]  # what the test is about


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (400, 438, "91.3 %"),
        (22, 23, "95.7 %"),
        (0, 5, "0.0 %"),
        (5, 5, "100.0 %"),
        (1, 2_000, "0.1 %"),  # exactly 0.05 per cent: half goes up
        (1, 2_001, "0.0 %"),
        (1_999, 2_000, "100.0 %"),  # 99.95 per cent
    ],
)
def test_a_rate_is_shown_with_one_decimal_half_up(
    numerator: int, denominator: int, shown: str
) -> None:
    """CAL-07"""
    share = rate(numerator, denominator)

    assert share == Fraction(numerator, denominator)
    assert share is not None
    assert percent_text(share) == shown


def test_a_rate_of_nothing_is_no_number() -> None:
    """CAL-07"""
    assert rate(0, 0) is None
    assert rate(3, 0) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 5), (1, -5)])
def test_a_count_below_zero_is_no_count(numerator: int, denominator: int) -> None:
    """CAL-07"""
    with pytest.raises(ValueError, match="not negative"):
        rate(numerator, denominator)


@pytest.mark.parametrize(
    ("figure", "shown"),
    [("-2.55", "-2.6"), ("-0.04", "0.0"), ("2.25", "2.3"), ("2.249", "2.2"), ("59.9", "59.9")],
)
def test_a_figure_is_rounded_half_away_from_zero(figure: str, shown: str) -> None:
    """CAL-07"""
    assert one_decimal(Decimal(figure)) == shown


@pytest.mark.parametrize(
    ("total_yuan", "city_yuan", "county_yuan"), [(80_000, 32_000, 48_000), (80_010, 32_004, 48_006)]
)
def test_a_fund_is_split_four_to_six(total_yuan: int, city_yuan: int, county_yuan: int) -> None:
    """CAL-07, FND-BZ-01: 8,000 and 8,001 people at 10 yuan"""
    shares = split_fen(total_yuan * 100, (4, 6))

    assert shares == (city_yuan * 100, county_yuan * 100)


@pytest.mark.parametrize(
    ("total", "parts", "shares"),
    [
        (1, (4, 6), (0, 1)),  # 0.4
        (2, (4, 6), (1, 1)),  # 0.8
        (3, (1, 1), (2, 1)),  # 1.5: half goes to the first
        (5, (0, 1), (0, 5)),
        (0, (4, 6), (0, 0)),
    ],
)
def test_the_first_share_is_half_up_and_the_second_the_rest(
    total: int, parts: tuple[int, int], shares: tuple[int, int]
) -> None:
    """CAL-07"""
    assert split_fen(total, parts) == shares


@pytest.mark.parametrize(("total", "parts"), [(-1, (4, 6)), (10, (-4, 6)), (10, (0, 0))])
def test_money_is_not_split_into_nothing(total: int, parts: tuple[int, int]) -> None:
    """CAL-07"""
    with pytest.raises(ValueError, match="cannot split"):
        split_fen(total, parts)


@settings(deadline=None)  # a busy machine is no failure
@given(
    total=st.integers(0, 10**15),
    parts=st.tuples(st.integers(0, 100), st.integers(0, 100)).filter(any),
)
def test_shares_always_add_up(total: int, parts: tuple[int, int]) -> None:
    """CAL-07"""
    first, second = split_fen(total, parts)

    assert first + second == total
    assert min(first, second) >= 0
    assert abs(first - Fraction(total * parts[0], sum(parts))) <= HALF
