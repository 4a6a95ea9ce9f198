"""When reminders go out (OBL-01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import AwareDatetime

from domain.calendar.local_time import start_of
from domain.calendar.working_days import WorkingCalendar
from domain.kernel import Value
from domain.obligations.spans import Span


class Reminder(Value):
    """A reminder that is to go out.

    Attributes:
        lead: working days before the last day.
        at: 00:00 of that day, UTC.
    """

    lead: int
    at: AwareDatetime


def reminders(leads: Sequence[int], span: Span, calendar: WorkingCalendar) -> tuple[Reminder, ...]:
    """The reminders of a window, the earliest first.

    Leads count working days back from the last day, which is not counted itself. One that would
    go out before the window has begun is left out: a day cannot be announced a week ahead.

    Raises:
        CalendarMissing: no table says which days are worked (CAL-03).
    """
    found: list[Reminder] = []
    counted, day = 0, span.last_day
    for lead in sorted(leads):
        while counted < lead:
            day -= timedelta(days=1)
            if day < span.first_day:
                return tuple(reversed(found))
            counted += calendar.is_working_day(day)
        found.append(Reminder(lead=lead, at=start_of(day)))
    return tuple(reversed(found))


def next_due(planned: Sequence[Reminder], sent: int | None) -> Reminder | None:
    """The reminder that goes out next.

    Args:
        sent: the lead of the last one that went out; None: none did.
    """
    return next((one for one in planned if sent is None or one.lead < sent), None)


def latest_due(planned: Sequence[Reminder], sent: int | None, at: datetime) -> Reminder | None:
    """The last of those that should have gone out by then; earlier ones are of no use any more."""
    due = [one for one in planned if one.at <= at and (sent is None or one.lead < sent)]
    return due[-1] if due else None
