"""What should be on record and is not: plans, rosters, whatever a pack expects of each body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from domain.calendar.periods import Period, window

if TYPE_CHECKING:
    from domain.calendar.working_days import WorkingCalendar
    from domain.policy.recordables import Coverage


@dataclass(frozen=True, slots=True)
class Gap:
    """A record that a body lacks.

    Attributes:
        first_day, last_day: local days it is missing for; None: it is expected once and for all,
            and never was there. Of what grew old: since when it does not count.
    """

    record: str
    body: str
    first_day: date | None = None
    last_day: date | None = None


def gaps(
    record: str,
    expected: Coverage,
    bodies: AbstractSet[str],
    there: Mapping[str, AbstractSet[date]],
    calendar: WorkingCalendar,
    *,
    from_on: date,
    until_on: date,
) -> Iterator[Gap]:
    """What is missing between two local days, both included, by body and day.

    Args:
        bodies: codes of the living bodies at the level that the pack names.
        there: by body the days of the records that there are; of what grows old, the days that
            its age is counted from.

    Raises:
        CalendarMissing: no table says which days of these are worked (CAL-03).
    """
    for body in sorted(bodies):
        held = there.get(body, frozenset())
        if expected.each is None:
            newest = max((day for day in held if day <= until_on), default=None)
            if newest is None:
                yield Gap(record, body)
            elif expected.fresh_days is not None:
                stale_on = newest + timedelta(days=expected.fresh_days + 1)
                if stale_on <= until_on:
                    yield Gap(record, body, stale_on, until_on)
            continue
        span = window(expected.each, from_on)
        while span.first_day <= until_on:
            due = expected.each is not Period.DAY or _counts(expected, span.first_day, calendar)
            if due and not any(span.contains(day) for day in held):
                yield Gap(record, body, span.first_day, span.last_day)
            span = span.following()


def _counts(expected: Coverage, day: date, calendar: WorkingCalendar) -> bool:
    if expected.days == "CALENDAR_DAY":
        return True
    worked = calendar.is_working_day(day)
    if expected.days == "WORKING_DAY":
        return worked
    # A statutory day off: the notice takes it out of the week's own working days.
    return not worked and day in calendar.days_off


LONGEST = timedelta(days=366)
"""For how long gaps may be asked for at once."""
