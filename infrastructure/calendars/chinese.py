"""The built-in working-day tables of China, from the chinesecalendar package."""

from __future__ import annotations

from functools import cache

import chinese_calendar

from domain.calendar.working_days import WorkingCalendar

PINNED = "1.11.0"


@cache
def china() -> WorkingCalendar:
    """The State Council's tables of 2004 to 2026, version ``cn-1.11.0``; built once.

    Raises:
        RuntimeError: another release of the package is installed, so that the version stored with
            deadlines would name tables that did not decide them.
    """
    return from_release(chinese_calendar.__version__)


def from_release(installed: str) -> WorkingCalendar:
    """The tables of the package, given the release that is installed.

    Raises:
        RuntimeError: it is not the pinned release.
    """
    if installed != PINNED:
        raise RuntimeError(
            f"chinesecalendar {installed} is installed; deadlines are computed with {PINNED} only"
        )
    worked = frozenset(chinese_calendar.workdays)
    off = frozenset(chinese_calendar.holidays)
    years = {day.year for day in off}
    return WorkingCalendar(
        version=f"cn-{PINNED}",
        years=frozenset(range(min(years), max(years) + 1)),
        days_off=off - worked,  # in the package, too, a worked day goes before a holiday
        days_worked=worked,
    )
