from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from infrastructure.calendars.chinese import china, from_release

# The fixtures of the rulebook, section 0.4. H = weekdays off, W = weekend days worked.
H = {
    2018: "01-01 02-15 02-16 02-19 02-20 02-21 04-05 04-06 04-30 05-01 06-18 09-24 "
    "10-01 10-02 10-03 10-04 10-05 12-31",
    2019: "01-01 02-04 02-05 02-06 02-07 02-08 04-05 05-01 05-02 05-03 06-07 09-13 "
    "10-01 10-02 10-03 10-04 10-07",
    2020: "01-01 01-24 01-27 01-28 01-29 01-30 01-31 04-06 05-01 05-04 05-05 06-25 06-26 "
    "10-01 10-02 10-05 10-06 10-07 10-08",
    2021: "01-01 02-11 02-12 02-15 02-16 02-17 04-05 05-03 05-04 05-05 06-14 09-20 09-21 "
    "10-01 10-04 10-05 10-06 10-07",
    2022: "01-03 01-31 02-01 02-02 02-03 02-04 04-04 04-05 05-02 05-03 05-04 06-03 09-12 "
    "10-03 10-04 10-05 10-06 10-07",
    2025: "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 "
    "10-01 10-02 10-03 10-06 10-07 10-08",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
    "10-01 10-02 10-05 10-06 10-07",
}
W = {
    2018: "02-11 02-24 04-08 04-28 09-29 09-30 12-29",
    2019: "02-02 02-03 04-28 05-05 09-29 10-12",
    2020: "01-19 04-26 05-09 06-28 09-27 10-10",
    2021: "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    2022: "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}


def dates(year: int, listed: str) -> list[date]:
    return [date.fromisoformat(f"{year}-{one}") for one in listed.split()]


def all_days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", H)
def test_the_weekdays_off_are_those_of_the_rulebook_and_no_others(year: int) -> None:
    """CAL-03"""
    off = [day for day in all_days(year) if day.weekday() < 5 and not china().is_working_day(day)]

    assert off == dates(year, H[year])


@pytest.mark.parametrize("year", W)
def test_the_weekend_days_worked_are_those_of_the_rulebook_and_no_others(year: int) -> None:
    """CAL-03"""
    worked = [day for day in all_days(year) if day.weekday() >= 5 and china().is_working_day(day)]

    assert worked == dates(year, W[year])


def test_a_second_source_agrees_on_every_day_from_2018_to_2026() -> None:
    """CAL-03"""
    oracle = holidays.country_holidays("CN", years=range(2018, 2027))
    every_day = [day for year in range(2018, 2027) for day in all_days(year)]

    differing = [
        day for day in every_day if oracle.is_working_day(day) != china().is_working_day(day)
    ]

    assert len(every_day) == 3287
    assert differing == []


@pytest.mark.parametrize("year", [2004, 2015, 2023, 2024])
def test_our_reading_of_the_package_is_the_packages_own(year: int) -> None:
    """CAL-03"""
    for day in all_days(year):
        assert china().is_working_day(day) is chinese_calendar.is_workday(day)


def test_the_calendar_names_the_release_and_its_years() -> None:
    """CAL-03"""
    calendar = china()

    assert calendar.version == "cn-1.11.0"
    assert calendar.years == frozenset(range(2004, 2027))
    assert china() is calendar


def test_another_release_of_the_package_does_not_pass_for_the_pinned_one() -> None:
    """CAL-08"""
    with pytest.raises(RuntimeError, match=r"chinesecalendar 1\.12\.0 is installed"):
        from_release("1.12.0")
