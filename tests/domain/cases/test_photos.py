"""Photos of a case (CAS-KD-01)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain.cases.case import Case
from tests.samples import (
    GU,
    KUNDULUN,
    MERGED,
    PHOTO,
    RITA,
    TRIAGED,
    UPLOADED,
    accepted,
    act,
    case,
    claimed,
    closed,
    reported,
    routed,
)
from tests.spec import Fact, fact, refused, then

REOPENED = fact(Case.Reopened, closing_no=1, due_started_at="2026-02-26T00:00:00Z")
ONE, TWO = UUID(int=1), UUID(int=2)
TAKEN: dict[str, Any] = {
    "original": PHOTO,
    "picture": PHOTO,
    "media_type": "image/png",
    "width": 30,
    "height": 20,
}


def photo(photo_id: UUID) -> Fact:
    return fact(Case.PhotoAttached, photo_id=photo_id, **TAKEN)


def test_a_photo_is_a_fact_of_the_case() -> None:
    """CAS-KD-01: photos[]; where they lie, not what they show (ENV-07)"""
    found = case(reported())

    found.attach_photo(ONE, **TAKEN, most=2, act=act(RITA, "2021-09-10 10:00"))

    then(found, photo(ONE))


def test_the_same_photo_is_one_photo() -> None:
    """CAS-KD-01: also where there is no room for another"""
    found = case(reported(), photo(ONE))

    found.attach_photo(ONE, **TAKEN, most=1, act=act(GU, "2021-09-10 10:00"))

    then(found)


def test_a_case_has_room_for_a_number_of_photos() -> None:
    """CAS-KD-01"""
    found = case(reported(), photo(ONE))

    with refused("too-many-photos", "CAS-KD-01"):
        found.attach_photo(TWO, **TAKEN, most=1, act=act(RITA, "2021-09-10 10:00"))


def test_nothing_is_added_to_a_case_that_has_ended() -> None:
    """2.5"""
    found = case(reported(), MERGED)

    with refused("case-is-ended", "2.5"):
        found.attach_photo(ONE, **TAKEN, most=1, act=act(RITA, "2021-09-10 10:00"))


@pytest.mark.parametrize("meant", [1, 3])
def test_a_rating_of_another_closing_is_not_one_of_this(meant: int) -> None:
    """CAS-KD-05: one rating per closing, of the closing that was meant"""
    again = case(
        reported(), UPLOADED, TRIAGED, routed(), accepted(), claimed(), closed(), REOPENED,
        claimed(), closed(closing_no=2),
    )  # fmt: skip
    when = act(RITA, "2026-02-27 09:00", KUNDULUN)

    with refused("another-closing", "CAS-KD-05"):
        again.rate(score=5, comment=None, branch_opinion=None, closing_no=meant, act=when)
    again.rate(score=5, comment=None, branch_opinion=None, closing_no=2, act=when)

    then(again, fact(Case.Rated, score=5, scale_id="KD_CASE", closing_no=2))
