"""``Calendars`` of a database: the built-in tables under the notices each jurisdiction imported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from time import monotonic

import psycopg

from application.ports import LogUnavailable
from domain.calendar.overrides import CalendarOverrides
from domain.calendar.working_days import WorkingCalendar
from infrastructure.calendars.chinese import china
from infrastructure.postgres.bounded import Bounded

_LOOK_AGAIN = 5.0
"""Seconds after which a process looks for newly imported notices. A deadline decided meanwhile
names the older version, and the scheduler recomputes it with the others (CAL-08)."""


class StoredCalendars:
    """Reads ``calendar_overrides``; imports append to it.

    Args:
        passed: seconds of a clock that never goes back; decides when to look again.
    """

    def __init__(self, dsn: str, *, passed: Callable[[], float] = monotonic) -> None:
        self._dsn = dsn
        self._passed = passed
        self._known: dict[str, tuple[float, WorkingCalendar]] = {}
        self._lock = Lock()

    def current(self, jurisdiction: str) -> WorkingCalendar:
        """The tables with all imported notices applied in the order of their import."""
        known = self._known.get(jurisdiction)
        if known is not None and self._passed() - known[0] < _LOOK_AGAIN:
            return known[1]
        return self._looked(jurisdiction)

    def add(
        self, jurisdiction: str, notice: CalendarOverrides, *, imported_by: str, at: datetime
    ) -> WorkingCalendar:
        """Import a notice; importing the same one again changes nothing."""
        with Bounded.connect(self._dsn) as connection:
            connection.execute(
                "INSERT INTO calendar_overrides"
                " (jurisdiction, version, content, imported_by, imported_at)"
                " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [jurisdiction, notice.digest, notice.model_dump_json(), imported_by, at],
            )
        return self._looked(jurisdiction)

    def _looked(self, jurisdiction: str) -> WorkingCalendar:
        # Whoever read before an import must not put the older tables back after it.
        with self._lock:
            calendar = self._read(jurisdiction)
            self._known[jurisdiction] = (self._passed(), calendar)
        return calendar

    def _read(self, jurisdiction: str) -> WorkingCalendar:
        calendar = china()
        try:
            with Bounded.connect(self._dsn) as connection:
                rows = connection.execute(
                    "SELECT content FROM calendar_overrides WHERE jurisdiction = %s"
                    " ORDER BY imported_at, version",
                    [jurisdiction],
                ).fetchall()
        except psycopg.OperationalError as lost:
            raise LogUnavailable("The calendar cannot be reached.") from lost
        for (content,) in rows:
            calendar = calendar.amended(CalendarOverrides.model_validate_json(content))
        return calendar
