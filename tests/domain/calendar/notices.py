"""Calendars and rules as tests state them."""

from datetime import date, datetime

from domain.calendar.clocks import ClockRule, DayKind, Deadline, Roll, deadline
from domain.calendar.local_time import ZONE
from domain.calendar.overrides import CalendarOverride, CalendarOverrides
from domain.calendar.working_days import WorkingCalendar
from infrastructure.calendars.chinese import china

CHINA = china()
THREE_WORKING = ClockRule(n=3, kind=DayKind.WORKING_DAY)
THREE_CALENDAR = ClockRule(n=3, kind=DayKind.CALENDAR_DAY)
THREE_ROLLED = ClockRule(n=3, kind=DayKind.CALENDAR_DAY, roll=Roll.NEXT_WORKING_DAY)


def local(text: str) -> datetime:
    """A wall-clock time in Shanghai, such as ``2021-09-16 09:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


def notice(
    *, off: tuple[date, ...] = (), worked: tuple[date, ...] = (), covers: tuple[int, ...] = ()
) -> CalendarOverrides:
    """A notice that names these days off and these days worked."""
    named = [(one, False) for one in off] + [(one, True) for one in worked]
    return CalendarOverrides(
        covers=covers,
        days=tuple(
            CalendarOverride(date=one, is_workday=is_workday, name="放假安排", notice_no="1")
            for one, is_workday in named
        ),
    )


def due(
    rule: ClockRule,
    started_at: datetime,
    calendar: WorkingCalendar = CHINA,
    stopped: tuple[tuple[datetime, datetime | None], ...] = (),
) -> Deadline:
    """The deadline of a clock that does end."""
    found = deadline(rule, started_at, calendar, stopped=stopped)
    assert found is not None
    return found
