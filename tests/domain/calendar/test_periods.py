from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar.local_time import local_date
from domain.calendar.periods import Period, window
from tests.domain.calendar.notices import day, days, local


@pytest.mark.parametrize(
    ("period", "on", "first", "last"),
    [
        (Period.DAY, "2026-02-14", "2026-02-14", "2026-02-14"),
        (Period.WEEK, "2026-02-16", "2026-02-16", "2026-02-22"),
        (Period.WEEK, "2026-02-22", "2026-02-16", "2026-02-22"),
        (Period.WEEK, "2021-01-01", "2020-12-28", "2021-01-03"),
        (Period.MONTH, "2021-02-08", "2021-02-01", "2021-02-28"),
        (Period.MONTH, "2020-02-29", "2020-02-01", "2020-02-29"),
        (Period.TWO_MONTH, "2018-01-30", "2018-01-01", "2018-02-28"),
        (Period.TWO_MONTH, "2018-04-27", "2018-03-01", "2018-04-30"),
        (Period.TWO_MONTH, "2020-12-30", "2020-11-01", "2020-12-31"),
        (Period.QUARTER, "2021-09-26", "2021-07-01", "2021-09-30"),
        (Period.QUARTER, "2018-04-02", "2018-04-01", "2018-06-30"),
        (Period.HALF_YEAR, "2018-07-02", "2018-07-01", "2018-12-31"),
        (Period.HALF_YEAR, "2018-06-30", "2018-01-01", "2018-06-30"),
        (Period.YEAR, "2018-11-15", "2018-01-01", "2018-12-31"),
    ],
)
def test_a_window_is_fixed_in_the_gregorian_calendar(
    period: Period, on: str, first: str, last: str
) -> None:
    """CAL-05"""
    found = window(period, day(on))

    assert (found.first_day, found.last_day) == days(first, last)


def test_a_window_is_tested_at_the_24_00_of_its_last_day() -> None:
    """CAL-05, MTG-DG-01"""
    found = window(Period.QUARTER, day("2021-11-11"))

    assert found.starts_at == local("2021-10-01 00:00")
    assert found.ends_at == local("2022-01-01 00:00")


def test_meetings_in_february_and_march_meet_both_months() -> None:
    """CAL-05, section 4.2 G"""
    held = days("2021-02-08", "2021-03-31")

    assert {window(Period.MONTH, one) for one in held} == {
        window(Period.MONTH, day("2021-02-01")),
        window(Period.MONTH, day("2021-03-01")),
    }


def test_two_meetings_in_september_leave_october_missed() -> None:
    """CAL-05, section 4.2 G2"""
    held = days("2021-09-02", "2021-09-29")
    september = window(Period.MONTH, held[0])

    assert sum(map(september.contains, held)) == 2
    assert sum(map(september.following().contains, held)) == 0


def test_a_gap_of_ninety_days_can_still_miss_a_fixed_window() -> None:
    """CAL-05, section 4.2 G3"""
    held = days("2020-12-30", "2021-03-30")
    march_april = window(Period.TWO_MONTH, held[1])

    assert (held[1] - held[0]).days == 90
    assert sum(map(march_april.contains, held)) == 1
    assert march_april.preceding() == window(Period.TWO_MONTH, day("2021-01-15"))
    assert sum(map(march_april.preceding().contains, held)) == 0


def test_meetings_87_days_apart_can_meet_both_windows() -> None:
    """CAL-05, MTG-BZ-02"""
    held = days("2018-01-30", "2018-04-27")
    january_february = window(Period.TWO_MONTH, held[0])

    assert (held[1] - held[0]).days == 87
    assert january_february.contains(held[0])
    assert january_february.following().contains(held[1])


@settings(deadline=None)  # a busy machine is no failure
@given(period=st.sampled_from(Period), on=st.dates(day("1990-01-01"), day("2100-12-31")))
def test_windows_join_without_gap_or_overlap(period: Period, on: date) -> None:
    """CAL-05"""
    found = window(period, on)

    assert found.contains(on)
    assert found.following().starts_at == found.ends_at
    assert found.following().preceding() == found
    assert local_date(found.starts_at) == found.first_day
