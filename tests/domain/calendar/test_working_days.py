from datetime import date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from domain.calendar.errors import CalendarMissing
from domain.calendar.overrides import CalendarOverride, CalendarOverrides
from domain.calendar.working_days import WorkingCalendar
from tests.domain.calendar.notices import CHINA, THREE_WORKING, day, days, due, local, notice

# Invented: the notice for 2027 is not out. Only its effect matters here.
NEW_YEAR_2027 = notice(
    covers=(2027,), off=days("2027-01-01", "2027-01-04"), worked=days("2027-01-09")
)


def test_a_year_without_a_table_is_refused_on_every_day_of_the_week() -> None:
    """CAL-03"""
    for weekday in range(4, 11):
        with pytest.raises(CalendarMissing, match="covers 2004 to 2026"):
            CHINA.is_working_day(date(2027, 1, weekday))


def test_the_years_before_the_tables_are_refused_too() -> None:
    """CAL-03"""
    with pytest.raises(CalendarMissing):
        CHINA.is_working_day(day("2003-12-31"))


def test_an_instant_is_not_taken_for_a_day() -> None:
    """CAL-03"""
    with pytest.raises(TypeError, match="not an instant"):
        CHINA.is_working_day(datetime(2021, 10, 1))  # noqa: DTZ001 - any instant will do


@pytest.mark.parametrize(
    ("on", "following"),
    [("2021-09-18", "2021-09-22"), ("2021-09-30", "2021-10-08"), ("2026-01-03", "2026-01-04")],
)
def test_the_next_working_day_is_strictly_after(on: str, following: str) -> None:
    """CAL-03"""
    assert CHINA.next_working_day(day(on)) == day(following)


def test_the_next_working_day_after_the_tables_is_refused() -> None:
    """CAL-03"""
    with pytest.raises(CalendarMissing):
        CHINA.next_working_day(day("2026-12-31"))


def test_a_table_that_contradicts_itself_is_no_calendar() -> None:
    """CAL-03"""
    with pytest.raises(ValueError, match="both off and worked: 2027-01-01"):
        WorkingCalendar(
            version="x",
            years=frozenset({2027}),
            days_off=frozenset(days("2027-01-01")),
            days_worked=frozenset(days("2027-01-01")),
        )


def test_a_whole_year_notice_adds_its_year() -> None:
    """CAL-03"""
    extended = CHINA.amended(NEW_YEAR_2027)

    found = due(THREE_WORKING, local("2026-12-30 09:00"), extended)

    # Thu 31; Fri 1 and Mon 4 off, the weekend between; then Tue 5, Wed 6.
    assert found.counted_on == days("2026-12-31", "2027-01-05", "2027-01-06")
    assert found.calendar_version == extended.version
    assert extended.is_working_day(day("2027-01-09"))
    assert not extended.is_working_day(day("2027-01-10"))
    with pytest.raises(CalendarMissing, match="covers 2004 to 2027"):
        extended.is_working_day(day("2028-01-03"))


def test_single_days_of_a_year_do_not_make_its_table() -> None:
    """CAL-03"""
    amended = CHINA.amended(notice(off=days("2027-01-01")))

    assert not amended.is_working_day(day("2027-01-01"))
    assert amended.covers(day("2027-01-01"))
    assert not amended.covers(day("2027-01-02"))
    with pytest.raises(CalendarMissing):
        amended.is_working_day(day("2027-01-02"))


def test_a_notice_wins_over_the_tables_in_both_directions() -> None:
    """CAL-08"""
    amended = CHINA.amended(notice(off=days("2021-09-18"), worked=days("2021-09-21")))

    assert not amended.is_working_day(day("2021-09-18"))
    assert amended.is_working_day(day("2021-09-21"))
    assert not amended.is_working_day(day("2021-09-20"))
    assert CHINA.is_working_day(day("2021-09-18"))


def test_a_later_notice_wins_over_an_earlier_one() -> None:
    """CAL-08"""
    once = CHINA.amended(notice(off=days("2021-11-11")))
    twice = once.amended(notice(worked=days("2021-11-11")))

    assert not once.is_working_day(day("2021-11-11"))
    assert twice.is_working_day(day("2021-11-11"))
    assert twice.version.startswith(f"{once.version}+")


def test_the_version_names_the_content_and_not_its_order() -> None:
    """CAL-08"""
    forwards = notice(off=days("2021-11-11", "2021-11-12"))
    backwards = notice(off=days("2021-11-12", "2021-11-11"))
    other = notice(off=days("2021-11-11"))

    assert forwards == backwards
    assert CHINA.amended(forwards).version == f"cn-1.11.0+{forwards.digest[:12]}"
    assert len(forwards.digest) == 64
    assert other.digest != forwards.digest
    assert CalendarOverrides.model_validate_json(forwards.model_dump_json()) == forwards


def test_the_digest_of_a_notice_is_permanent() -> None:
    """CAL-08: versions stored with deadlines must still be found."""
    stored = notice(covers=(2027,), off=days("2027-01-01"))

    assert stored.digest[:12] == "8362e5e1f050"


def test_a_covered_year_without_a_day_is_refused() -> None:
    """CAL-03"""
    with pytest.raises(ValidationError, match="covers 2028 without naming any of its days"):
        notice(covers=(2027, 2028), off=days("2027-01-01"))


def test_a_date_named_twice_is_refused() -> None:
    """CAL-03"""
    with pytest.raises(ValidationError, match="named twice: 2027-01-01"):
        notice(off=days("2027-01-01"), worked=days("2027-01-01"))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"date": 0}, "YYYY-MM-DD"),
        ({"date": "20270101"}, "YYYY-MM-DD"),
        ({"date": "2027-02-30"}, "day is out of range"),
        ({"is_workday": "perhaps"}, "valid boolean"),
        ({"name": "  "}, "at least 1 character"),
        ({"source_url": "gov.cn"}, "match pattern"),
        ({"notice_no": None}, "without a source"),
        ({"holiday": "x"}, "not permitted"),
    ],
)
def test_a_day_that_does_not_say_what_it_is_or_who_decided_is_refused(
    changed: dict[str, Any], message: str
) -> None:
    """CAL-03"""
    row = {"date": "2027-01-01", "is_workday": False, "name": "元旦", "notice_no": "1"}

    with pytest.raises(ValidationError, match=message):
        CalendarOverride.model_validate(row | changed)
