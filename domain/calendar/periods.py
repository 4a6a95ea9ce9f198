"""Fixed Gregorian windows in which something has to happen (CAL-05)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendar.local_time import end_of, start_of
from domain.kernel import Value

_DAYS_PER_WEEK = 7
_MONTHS_PER_YEAR = 12


class Period(StrEnum):
    """How often; each is a fixed window of the Gregorian calendar, never a rolling one."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    TWO_MONTH = "TWO_MONTH"
    QUARTER = "QUARTER"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"


_MONTHS = {
    Period.MONTH: 1,
    Period.TWO_MONTH: 2,
    Period.QUARTER: 3,
    Period.HALF_YEAR: 6,
    Period.YEAR: _MONTHS_PER_YEAR,
}


class Window(Value):
    """One window of a period: local days ``first_day`` to ``last_day``, both included."""

    period: Period
    first_day: date
    last_day: date

    @property
    def starts_at(self) -> datetime:
        """00:00 of the first day, UTC."""
        return start_of(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """24:00 of the last day as an exclusive bound, UTC; the instant the count is tested."""
        return end_of(self.last_day)

    def contains(self, day: date) -> bool:
        """Whether a local day lies in this window."""
        return self.first_day <= day <= self.last_day

    def following(self) -> Window:
        """The window that begins when this one ends."""
        return window(self.period, self.last_day + timedelta(days=1))

    def preceding(self) -> Window:
        """The window that ends when this one begins."""
        return window(self.period, self.first_day - timedelta(days=1))


def window(period: Period, day: date) -> Window:
    """The window of that period that contains this local day. Weeks run Monday to Sunday."""
    if period is Period.DAY:
        return Window(period=period, first_day=day, last_day=day)
    if period is Period.WEEK:
        monday = day - timedelta(days=day.weekday())
        sunday = monday + timedelta(days=_DAYS_PER_WEEK - 1)
        return Window(period=period, first_day=monday, last_day=sunday)
    months = _MONTHS[period]
    first_month = (day.month - 1) // months * months + 1
    last_month = first_month + months - 1
    return Window(
        period=period,
        first_day=date(day.year, first_month, 1),
        last_day=date(day.year, last_month, monthrange(day.year, last_month)[1]),
    )
