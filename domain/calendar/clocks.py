"""Deadlines: how days are counted, where a clock ends, and what stops it (CAL-02, 04, 08)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, Field, field_validator

from domain.calendar.local_time import end_of, local_date
from domain.calendar.working_days import WorkingCalendar
from domain.kernel import Value

Stops = Sequence[tuple[datetime, datetime | None]]
"""When a clock stood still: pairs of aware instants, from and until; None is "not resumed yet"."""

_LONGEST = 3660  # Ten years of days: more is a slip of the pen, and would count for minutes.


class DayKind(StrEnum):
    """Which days a clock counts."""

    WORKING_DAY = "WORKING_DAY"
    CALENDAR_DAY = "CALENDAR_DAY"


class Roll(StrEnum):
    """What happens to a clock whose last day is not worked (CAL-04)."""

    NONE = "NONE"
    NEXT_WORKING_DAY = "NEXT_WORKING_DAY"


class ClockRule(Value):
    """So many days of that kind, as a policy pack states it (CAL-04)."""

    n: int = Field(ge=1, le=_LONGEST)
    kind: DayKind
    roll: Roll = Roll.NONE


class Deadline(Value):
    """The end of a clock and how it was found. Stored with the event, never computed again.

    Attributes:
        due_on: the last local day on which an act is on time.
        due_at: 24:00 of that day as an exclusive bound, UTC: at this instant it is late (CAL-02).
        counted_on: the local days counted, in order, as many as ``n``; empty for a fixed date.
        rolled_from: the last counted day, where a roll moved the end past it; else None.
        calendar_version: the calendar that decided.
        kind, n, roll: the rule; kind and n are None for a date that a person gave.
        is_working: whether ``due_on`` is a working day; None where no table says. Only a clock
            of calendar days without a roll and a fixed date can end on a day that is not.
    """

    due_on: date
    due_at: AwareDatetime
    counted_on: tuple[date, ...] = ()
    rolled_from: date | None = None
    calendar_version: str
    kind: DayKind | None
    n: int | None
    roll: Roll = Roll.NONE
    is_working: bool | None

    @field_validator("due_at")
    @classmethod
    def _in_utc(cls, at: datetime) -> datetime:
        return at.astimezone(UTC)


def deadline(
    rule: ClockRule, started_at: datetime, calendar: WorkingCalendar, *, stopped: Stops = ()
) -> Deadline | None:
    """Where a clock ends that was started at an aware instant.

    The day it starts on is day 0 and does not count (CAL-02). A day counts if the clock was
    running when the day ended: a stop that begins at a day's 24:00 leaves that day counted, a
    stop that lasts to exactly 24:00 takes the day away. A rolled end moves past stopped days in
    the same way, so a clock never ends while it stands still, and a stop that begins at or after
    the end changes nothing. Calendar days without a roll need no table.

    Returns:
        None while the clock stands still: the last stop is open and began before the end.

    Raises:
        CalendarMissing: the end lies where no table says which days are worked (CAL-03).
    """
    counted: list[date] = []
    for day in _running_days(local_date(started_at), _checked(stopped)):
        if len(counted) < rule.n and _counts(rule, day, calendar):
            counted.append(day)
        if len(counted) == rule.n and (rule.roll is Roll.NONE or calendar.is_working_day(day)):
            return Deadline(
                due_on=day,
                due_at=end_of(day),
                counted_on=tuple(counted),
                rolled_from=counted[-1] if counted[-1] != day else None,
                calendar_version=calendar.version,
                kind=rule.kind,
                n=rule.n,
                roll=rule.roll,
                is_working=_known_working(day, calendar),
            )
    return None


def fixed_deadline(due_on: date, calendar: WorkingCalendar) -> Deadline:
    """A date that a person or a document gave. It never rolls and never stops.

    ``is_working`` lets the caller flag or refuse a day off. Where it is None and the pack asks for
    a working day, ``calendar.is_working_day(due_on)`` raises the refusal to give.
    """
    return Deadline(
        due_on=due_on,
        due_at=end_of(due_on),
        calendar_version=calendar.version,
        kind=None,
        n=None,
        is_working=_known_working(due_on, calendar),
    )


def is_late(at: datetime, due: Deadline) -> bool:
    """Whether an act at this aware instant is late; exactly at the bound it is (CAL-02)."""
    return at >= due.due_at


def elapsed_days(
    rule: ClockRule,
    started_at: datetime,
    at: datetime,
    calendar: WorkingCalendar,
    *,
    stopped: Stops = (),
) -> int:
    """How many days a clock has counted by an aware instant; beyond ``rule.n`` when overdue.

    Computed from the history of stops, so that no counter can forget a pause. A day counts once
    it is over. Stops that begin after ``at`` have no influence.

    Raises:
        CalendarMissing: a day before ``at`` is in no table (CAL-03), for working days only.
    """
    today = local_date(at)
    counted = 0
    for day in _running_days(local_date(started_at), _checked(stopped)):
        if day >= today:
            break
        if _counts(rule, day, calendar):
            counted += 1
    return counted


def recalculated(
    current: Deadline,
    rule: ClockRule,
    started_at: datetime,
    amended: WorkingCalendar,
    *,
    stopped: Stops = (),
) -> Deadline | None:
    """The new deadline of an open clock under an amended calendar, or None if it stays (CAL-08).

    Only for open clocks: a settled one keeps the deadline it was judged by. A clock that stands
    still has no end to move: None, and the amended calendar decides when it resumes.

    Raises:
        CalendarMissing: the end lies where the amended calendar has no table (CAL-03).
    """
    new = deadline(rule, started_at, amended, stopped=stopped)
    return new if new is not None and new.due_at != current.due_at else None


def _counts(rule: ClockRule, day: date, calendar: WorkingCalendar) -> bool:
    return rule.kind is DayKind.CALENDAR_DAY or calendar.is_working_day(day)


def _running_days(day_zero: date, stopped: Stops) -> Iterator[date]:
    """Days after day 0 at whose end the clock was running; ends at an open stop."""
    day = day_zero
    while True:
        day += timedelta(days=1)
        end = end_of(day) if stopped else None
        covering = [
            until
            for since, until in stopped
            if end is not None and since < end and (until is None or end <= until)
        ]
        if None in covering:
            return
        if not covering:
            yield day


def _checked(stopped: Stops) -> Stops:
    for since, until in stopped:
        if since.tzinfo is None or (until is not None and until.tzinfo is None):
            raise ValueError("a stop begins and ends at instants with a time zone")
        if until is not None and until < since:
            raise ValueError(f"a stop ends at {until} before it begins at {since}")
    return stopped


def _known_working(day: date, calendar: WorkingCalendar) -> bool | None:
    return calendar.is_working_day(day) if calendar.covers(day) else None
