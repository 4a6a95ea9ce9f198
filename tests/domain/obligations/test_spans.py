"""Which windows are owed. One test, one rule."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar.clocks import ClockRule, DayKind
from domain.calendar.errors import CalendarMissing
from domain.obligations.spans import opened_span, spans
from domain.policy.obligation_rules import Opening
from tests.domain.calendar.notices import CHINA, local
from tests.domain.obligations.samples import rule, windows

DAILY = rule(period="DAY", day_kind="WORKING_DAY")
WEEKLY = rule(period="WEEK", day_kind="WORKING_DAY")


def test_a_make_up_saturday_is_owed_and_a_holiday_sunday_is_not() -> None:
    """RHY-KD-01, CAL-03: Sat 2026-02-14 is worked, Sun 2026-02-15 is a holiday."""
    owed = windows(DAILY, "2026-02-09", "2026-02-15")

    assert [first for first, _ in owed] == [
        "2026-02-09", "2026-02-10", "2026-02-11", "2026-02-12", "2026-02-13", "2026-02-14",
    ]  # fmt: skip


def test_a_week_that_is_all_holiday_owes_nothing() -> None:
    """RHY-KD-02: 2026-02-16 to 02-22 is holiday from Monday to Sunday."""
    owed = windows(WEEKLY, "2026-02-09", "2026-03-01")

    assert owed == [("2026-02-09", "2026-02-15"), ("2026-02-23", "2026-03-01")]


@pytest.mark.parametrize(
    ("period", "day", "expected"),
    [
        ("DAY", "2021-10-09", ("2021-10-09", "2021-10-09")),
        ("WEEK", "2021-10-09", ("2021-10-04", "2021-10-10")),
        ("MONTH", "2021-02-08", ("2021-02-01", "2021-02-28")),
        ("TWO_MONTH", "2021-03-30", ("2021-03-01", "2021-04-30")),
        ("QUARTER", "2021-08-15", ("2021-07-01", "2021-09-30")),
        ("HALF_YEAR", "2018-07-02", ("2018-07-01", "2018-12-31")),
        ("YEAR", "2020-02-29", ("2020-01-01", "2020-12-31")),
    ],
)
def test_windows_are_fixed_and_never_rolling(
    period: str, day: str, expected: tuple[str, str]
) -> None:
    """CAL-05: each period is a fixed Gregorian window."""
    assert windows(rule(period=period), day, day) == [expected]


def test_a_window_ends_at_the_exclusive_bound() -> None:
    """CAL-02: 24:00 of the last day is stored as 00:00 of the next."""
    (span,) = spans(rule(), date(2021, 9, 1), date(2021, 9, 1), CHINA)

    assert span.due_at == local("2021-10-01 00:00")
    assert not span.contains(local("2021-10-01 00:00"))


def test_a_fixed_date_never_rolls() -> None:
    """ORG-CY-05, MTG-CY-03: Sat 2019-08-31 stays the last day."""
    branches = rule(period=None, due_on="2019-08-31")

    assert windows(branches, "2019-08-01", "2019-12-31") == [("2019-01-01", "2019-08-31")]
    assert windows(branches, "2019-09-01", "2019-12-31") == []


def test_a_date_of_every_year_has_its_own_window() -> None:
    """AID-SA-02: visits count from 09-26 to 10-07; RHY-SA-01: cameras by 03-31."""
    visits = rule(period=None, due_every="10-07", opens_every="09-26")
    cameras = rule(period=None, due_every="03-31")

    assert windows(visits, "2021-10-08", "2022-09-30") == [("2022-09-26", "2022-10-07")]
    assert windows(cameras, "2021-03-31", "2021-04-01") == [("2021-01-01", "2021-03-31")]


def test_only_the_months_that_the_rule_names_are_owed() -> None:
    """RHY-BZ-04: theme months June to October."""
    themes = rule(months=(6, 7, 8, 9, 10), strength="SHOULD", on_miss=None)

    assert windows(themes, "2018-05-31", "2018-07-01") == [
        ("2018-06-01", "2018-06-30"), ("2018-07-01", "2018-07-31"),
    ]  # fmt: skip


def test_hours_run_on_through_a_holiday() -> None:
    """DUT-BZ-01: a dispute on Fri 2021-10-01 (holiday) at 20:00 is due on 2021-10-02 at 20:00."""
    opening = Opening(by="DutyTriggered", hours=24)

    span = opened_span(opening, local("2021-10-01 20:00"), None, CHINA)

    assert span.due_at == local("2021-10-02 20:00")


def test_a_term_ends_on_the_day_that_the_event_names() -> None:
    """ORG-BZ-09: elected 2018-03-10 for three years, due on 2021-03-10 at 24:00."""
    opening = Opening(by="CommitteeElected", until="term_end")

    span = opened_span(opening, local("2018-03-10 10:00"), date(2021, 3, 10), CHINA)

    assert span.due_at == local("2021-03-11 00:00")


def test_days_within_are_counted_as_every_clock_counts_them() -> None:
    """MTG-BZ-07, CAL-04: three calendar days after Thu 2021-09-30 end on Sun 2021-10-03."""
    within = ClockRule(n=3, kind=DayKind.CALENDAR_DAY)

    span = opened_span(
        Opening(by="MeetingHeld", within=within), local("2021-09-30 09:00"), None, CHINA
    )

    assert span.last_day == date(2021, 10, 3)


def test_a_working_day_in_a_year_without_a_table_is_not_guessed() -> None:
    """CAL-03: a year without a table is refused, never plain Monday to Friday."""
    with pytest.raises(CalendarMissing):
        windows(DAILY, "2031-01-06", "2031-01-06")
