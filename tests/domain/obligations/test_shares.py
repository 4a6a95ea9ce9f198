"""What is owed as a share of bodies (RWD-BZ-04)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from domain.obligations.obligation import Obligation, ObligationState, Wanted
from domain.targets import TargetCounted
from tests.domain.calendar.notices import local
from tests.domain.obligations.samples import act, opened, rule, sweep
from tests.spec import fact, news, then

OF_SIXTY = Wanted(count=12, base=60)
YEAR_END = "2019-01-01 00:05"
SHARE = {"of": "COMMUNITY", "at_least": "1/5"}


def named(number: int) -> Obligation:
    """A year in which so many communities were named models."""
    found = opened(rule(period="YEAR", share=SHARE), "2018-06-01", "2018-01-01 00:05")
    for n in range(1, number + 1):
        found.count_deed(
            act("2018-12-20 09:00"), amount=1, evidence=f"event:e1/{n}", wanted=OF_SIXTY
        )
    news(found)
    return found


def test_twelve_of_sixty_are_enough_and_it_is_known_at_the_end_of_the_year() -> None:
    """RWD-BZ-04, CAL-05: 12 of 60 are 20 %; the evidence names each of them"""
    year = named(12)
    assert year.state is ObligationState.OPEN

    year.settle(sweep("2018-12-31 23:59"), OF_SIXTY)
    then(year)
    year.settle(sweep(YEAR_END), OF_SIXTY)

    [event] = then(year, fact(Obligation.ObligationFulfilled, count=12, min_count=12, base=60))
    assert event.occurred_at == local("2019-01-01 00:00")
    assert event.evidence == tuple(f"event:e1/{n}" for n in range(1, 13))


def test_eleven_of_sixty_are_a_miss() -> None:
    """RWD-BZ-04: 11 of 60 are 18.3 %"""
    year = named(11)

    year.settle(sweep(YEAR_END), OF_SIXTY)

    then(year, fact(Obligation.ObligationMissed, count=11, min_count=12, base=60))


def test_what_is_wanted_follows_the_bodies_of_the_last_day() -> None:
    """RWD-BZ-04, CAL-06: of 61 a fifth is 12.2, so 13 are wanted and 12 are a miss"""
    year = named(12)

    year.settle(sweep(YEAR_END), Wanted(count=13, base=61))

    then(year, fact(Obligation.ObligationMissed, count=12, min_count=13, base=61))


def test_the_twelfth_after_the_year_is_late_and_takes_no_miss_away() -> None:
    """RWD-BZ-04, OBL-01"""
    year = named(11)

    year.count_deed(act("2019-01-05 09:00"), amount=1, evidence="event:e1/12", wanted=OF_SIXTY)

    then(
        year,
        fact(Obligation.ObligationMissed, count=11, min_count=12, base=60),
        fact(Obligation.ObligationFulfilledLate, count=12),
    )
    assert year.was_missed


def test_a_deed_says_what_is_wanted_by_now() -> None:
    """RWD-BZ-04"""
    year = named(0)

    year.count_deed(act("2018-05-04 09:00"), amount=1, evidence="event:e1/1", wanted=OF_SIXTY)

    then(year, fact(TargetCounted, code="RHYTHM_MONTH", count=1, wanted=12))


def test_without_the_number_of_bodies_nobody_judges() -> None:
    """RWD-BZ-04: nothing is invented"""
    year = named(12)

    year.settle(sweep(YEAR_END))

    then(year)
    assert year.state is ObligationState.OPEN


def test_of_no_bodies_nothing_is_owed() -> None:
    """RWD-BZ-04"""
    year = named(0)

    year.settle(sweep(YEAR_END), Wanted(count=0, base=0))

    assert year.state is ObligationState.NOT_DUE


def test_a_correction_that_takes_the_twelfth_away_makes_the_year_a_miss() -> None:
    """ENV-02, RWD-BZ-04"""
    year = named(12)
    year.settle(sweep(YEAR_END), OF_SIXTY)
    news(year)

    year.correct_deed(
        act("2019-01-08 09:00"), amount=0, evidence="event:e1/12", correction="event:e1/13",
        wanted=OF_SIXTY,
    )  # fmt: skip

    then(
        year,
        fact(TargetCounted, code="RHYTHM_MONTH", count=11, wanted=12),
        fact(Obligation.ObligationMissed, count=11, min_count=12, base=60),
    )


@pytest.mark.parametrize(
    "changes", [{"at_least": 2}, {"measure": "minutes"}, {"share": {"of": "X", "at_least": "6/5"}}]
)
def test_a_share_is_the_one_number_there_is(changes: dict[str, Any]) -> None:
    """B.3"""
    with pytest.raises(ValidationError):
        rule(**{"period": "YEAR", "share": SHARE} | changes)
