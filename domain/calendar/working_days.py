"""Which days are worked (CAL-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendar.errors import CalendarMissing
from domain.calendar.overrides import CalendarOverrides

_DIGEST_LENGTH = 12
_SATURDAY = 5


@dataclass(frozen=True)
class WorkingCalendar:
    """Working-day tables, immutable. What they do not say is refused, never guessed (CAL-03).

    Attributes:
        version: names exactly this content; stored with every deadline it decides.
        years: years with a complete table: in them a day named nowhere follows the weekday.
        days_off: days not worked; naming a weekend day is allowed and says nothing new.
        days_worked: days worked; naming a weekday is allowed and says nothing new.
            A day named in a year without a table is known, its neighbours are not.
    """

    version: str
    years: frozenset[int]
    days_off: frozenset[date]
    days_worked: frozenset[date]

    def __post_init__(self) -> None:
        """Refuse tables that contradict themselves: a mistake of the caller, not of a user."""
        if both := self.days_off & self.days_worked:
            raise ValueError(f"both off and worked: {', '.join(map(str, sorted(both)))}")

    def is_working_day(self, day: date) -> bool:
        """Whether this local day is worked.

        Raises:
            CalendarMissing: no table says (CAL-03).
        """
        # A datetime is a date to the type checker, but is found in no set of dates.
        if isinstance(day, datetime):
            raise TypeError("a working day is a local date, not an instant")
        if day in self.days_worked:
            return True
        if day in self.days_off:
            return False
        if day.year not in self.years:
            raise CalendarMissing(day, self.version, self.years)
        return day.weekday() < _SATURDAY

    def covers(self, day: date) -> bool:
        """Whether ``is_working_day`` has an answer for this local day."""
        return day.year in self.years or day in self.days_worked or day in self.days_off

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after this one.

        Raises:
            CalendarMissing: the tables end before it (CAL-03).
        """
        following = day + timedelta(days=1)
        while not self.is_working_day(following):
            following += timedelta(days=1)
        return following

    def amended(self, overrides: CalendarOverrides) -> WorkingCalendar:
        """This calendar with a notice applied over it; the notice wins day by day (CAL-08).

        The new version is this one, ``+`` and the first 12 hex digits of the notice's digest.
        """
        worked = frozenset(day.date for day in overrides.days if day.is_workday)
        off = frozenset(day.date for day in overrides.days if not day.is_workday)
        return WorkingCalendar(
            version=f"{self.version}+{overrides.digest[:_DIGEST_LENGTH]}",
            years=self.years.union(overrides.covers),
            days_off=(self.days_off - worked) | off,
            days_worked=(self.days_worked - off) | worked,
        )
