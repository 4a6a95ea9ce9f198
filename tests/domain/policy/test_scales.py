"""The scales of rulebook 6.3."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.policy.scales import RangeScale
from domain.policy.shelf import PackShelf


@pytest.mark.parametrize(
    ("score", "accepted", "bad"),
    [
        (0, False, True),
        (1, True, True),
        (2, True, True),
        (3, True, False),
        (5, True, False),
        (6, False, False),
    ],
)
def test_a_case_is_rated_from_one_to_five_and_two_is_bad(
    shelf: PackShelf, score: int, *, accepted: bool, bad: bool
) -> None:
    """CAS-KD-05"""
    scale = shelf.get("kundulun").scales["KD_CASE"]

    assert scale.accepts(score) is accepted
    assert scale.is_bad(score) is bad


def test_half_a_point_is_no_rating(shelf: PackShelf) -> None:
    """CAS-KD-05"""
    assert not shelf.get("kundulun").scales["KD_CASE"].accepts(Decimal("4.5"))


@pytest.mark.parametrize(
    ("score", "band", "bad"),
    [
        ("90.0", "EXCELLENT", False),
        ("89.9", "MIDDLE", False),
        ("60.0", "MIDDLE", False),
        ("59.9", "FAIL", True),
    ],
)
def test_ninety_is_excellent_and_below_sixty_fails(
    shelf: PackShelf, score: str, band: str | None, *, bad: bool
) -> None:
    """PRJ-BJ-04"""
    scale = shelf.get("longling").scales["BJ_100"]
    assert isinstance(scale, RangeScale)

    assert scale.band(Decimal(score)) == band
    assert scale.is_bad(Decimal(score)) is bad


def test_a_grade_outside_the_four_is_not_accepted(shelf: PackShelf) -> None:
    """SAT-SA-01"""
    scale = shelf.get("street-a").scales["SA_4"]

    assert not scale.accepts("AVERAGE")
    assert scale.is_bad("FAIL")
    assert scale.bad is not None
    assert scale.bad.in_a_row == 2


def test_a_scale_without_values_accepts_nothing(shelf: PackShelf) -> None:
    """B-45"""
    assert not shelf.get("bijie").scales["BZ_STAR"].accepts("ONE_STAR")
