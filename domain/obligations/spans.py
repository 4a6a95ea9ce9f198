"""When an obligation runs: the fixed windows of its rule (CAL-02, CAL-05)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar.clocks import deadline
from domain.calendar.local_time import end_of, local_date, start_of
from domain.calendar.periods import Period, window
from domain.calendar.working_days import WorkingCalendar
from domain.policy.obligation_rules import ObligationRule, Opening

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something is owed: aware instants, UTC; ``due_at`` is exclusive."""

    starts_at: datetime
    due_at: datetime

    @property
    def first_day(self) -> date:
        """The local day on which it begins."""
        return local_date(self.starts_at)

    @property
    def last_day(self) -> date:
        """The last local day on which an act is on time."""
        return local_date(self.due_at - _MOMENT)

    def contains(self, at: datetime) -> bool:
        """Whether an instant lies in it."""
        return self.starts_at <= at < self.due_at


def spans(
    rule: ObligationRule, since: date, until: date, calendar: WorkingCalendar
) -> Iterator[Span]:
    """The windows of a rule that overlap the local days ``since`` to ``until``, in their order.

    Windows that owe nothing are left out: a day that is not worked, a week that is all holiday
    (RHY-KD-01, RHY-KD-02), a month that the rule does not name. A rule that an event or a plan
    opens has none of its own.

    Raises:
        CalendarMissing: no table says whether a day is worked (CAL-03).
    """
    if rule.period is not None:
        yield from period_spans(rule, rule.period, since, until, calendar)
    elif rule.due_on is not None:
        opens = rule.opens_on or date(rule.due_on.year, 1, 1)
        if opens <= until and since <= rule.due_on:
            yield days(opens, rule.due_on)
    elif rule.due_every is not None:
        for year in range(since.year, until.year + 1):
            due = _day_of(year, rule.due_every)
            opens = date(year, 1, 1)
            if rule.opens_every is not None:
                opens = _day_of(year, rule.opens_every)
            if opens <= until and since <= due:
                yield days(opens, due)


def overdue_span(rule: ObligationRule, day: date) -> Span | None:
    """The window of a date that a deed of this local day is late for; None: there is none.

    A camera that is connected after its date is connected late (RHY-SA-01); a visit outside its
    window is an ordinary visit (AID-SA-02).
    """
    if rule.opens_on is not None or rule.opens_every is not None:
        return None
    due = rule.due_on
    if rule.due_every is not None:
        due = _day_of(day.year, rule.due_every)
    return days(date(due.year, 1, 1), due) if due is not None and due < day else None


def period_spans(
    rule: ObligationRule, period: Period, since: date, until: date, calendar: WorkingCalendar
) -> Iterator[Span]:
    """As ``spans``, for the windows of one period, which a plan may give."""
    current = window(period, since)
    while current.first_day <= until:
        if _is_owed(rule, current.first_day, current.last_day, calendar):
            yield days(current.first_day, current.last_day)
        current = current.following()


def is_owed(rule: ObligationRule, span: Span, calendar: WorkingCalendar) -> bool:
    """Whether a window owes anything under this calendar, which may have been amended (CAL-08).

    Raises:
        CalendarMissing: no table says whether a day is worked (CAL-03).
    """
    if rule.period is None:
        return True
    return _is_owed(rule, span.first_day, span.last_day, calendar)


def opened_span(
    opening: Opening, started_at: datetime, until: date | None, calendar: WorkingCalendar
) -> Span:
    """From the event that opens it to the end of the time it leaves.

    Hours begin with it and run on through holidays; exactly at their end it is late (CAL-02). Days
    begin with its own day.

    Args:
        until: the last local day, where the event itself says it.

    Raises:
        CalendarMissing: CAL-03.
    """
    if opening.hours is not None:
        return Span(started_at, started_at + timedelta(hours=opening.hours))
    if opening.within is not None:
        due = deadline(opening.within, started_at, calendar)
        assert due is not None, "nothing stops it"
        return Span(start_of(local_date(started_at)), due.due_at)
    if opening.window is not None:
        around = window(opening.window, local_date(started_at))
        return days(around.first_day, around.last_day)
    assert until is not None, "the rule names the field that holds the day"
    return Span(start_of(local_date(started_at)), end_of(until))


def planned_span(period: Period, day: date) -> Span:
    """The window of a plan's period that holds a local day."""
    around = window(period, day)
    return days(around.first_day, around.last_day)


def days(first: date, last: date) -> Span:
    """Whole local days, both included."""
    return Span(start_of(first), end_of(last))


def _is_owed(rule: ObligationRule, first: date, last: date, calendar: WorkingCalendar) -> bool:
    if rule.months and first.month not in rule.months:
        return False
    if rule.day_kind == "CALENDAR_DAY":
        return True
    day = first
    while day <= last:
        if calendar.is_working_day(day):
            return True
        day += timedelta(days=1)
    return False


def _day_of(year: int, day: str) -> date:
    month, of_month = map(int, day.split("-"))
    return date(year, month, of_month)
