"""The SQL of the obligation calendar: lists for people, look-ups for the sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from application.read_models.obligation_calendar import CalendarCursor
from infrastructure.postgres.readers import Readers, Text

_PAGE: LiteralString = (
    "SELECT {at}, aggregate_id FROM obligation_calendar_v1 "
    "WHERE jurisdiction = %(j)s AND state = 'OPEN' AND {at} <= %(now)s "
    "AND {which} AND ({at}, aggregate_id) > (%(after_at)s, %(after_id)s) "
    "ORDER BY {at}, aggregate_id LIMIT %(limit)s"
)
_FIRST_PAGE: LiteralString = (
    "SELECT {at}, aggregate_id FROM obligation_calendar_v1 "
    "WHERE jurisdiction = %(j)s AND state = 'OPEN' AND {at} <= %(now)s AND {which} "
    "ORDER BY {at}, aggregate_id LIMIT %(limit)s"
)
_RENEWING = sql.SQL(
    "SELECT due_at, aggregate_id FROM obligation_calendar_v1 "
    "WHERE jurisdiction = %(j)s AND renews IS NOT NULL AND due_at <= %(now)s "
    "AND due_at >= %(since)s AND (due_at, aggregate_id) > (%(after_at)s, %(after_id)s) "
    "ORDER BY due_at, aggregate_id LIMIT %(limit)s"
)
_BEFORE_ALL = UUID(int=0)
_DUE = {"at": sql.SQL("due_at"), "which": sql.SQL("true")}
_REMINDERS = {
    "at": sql.SQL("next_reminder_at"),
    "which": sql.SQL("next_reminder_at IS NOT NULL AND due_at > %(now)s"),
}


class PostgresObligationIndex:
    """``ObligationIndex`` on the table of the calendar.

    Args:
        readers: connections of the service's role.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def due(
        self, jurisdiction: str, now: datetime, after: CalendarCursor | None, limit: int
    ) -> Sequence[CalendarCursor]:
        return self._page(_DUE, jurisdiction, now, after, limit)

    def to_remind(
        self, jurisdiction: str, now: datetime, after: CalendarCursor | None, limit: int
    ) -> Sequence[CalendarCursor]:
        return self._page(_REMINDERS, jurisdiction, now, after, limit)

    def renewing(  # those of a span of time, page by page
        self,
        jurisdiction: str,
        since: datetime,
        now: datetime,
        after: CalendarCursor | None,
        limit: int,
    ) -> Sequence[CalendarCursor]:
        parameters = {
            "j": jurisdiction, "since": since, "now": now, "limit": limit,
            "after_at": after.due_at if after else since,
            "after_id": after.aggregate_id if after else _BEFORE_ALL,
        }  # fmt: skip
        found = self._rows(_RENEWING, parameters)
        return [CalendarCursor(at, aggregate_id) for at, aggregate_id in found]

    def marks(self, jurisdiction: str) -> Mapping[str, date]:
        text = sql.SQL("SELECT code, opened_on FROM obligation_marks WHERE jurisdiction = %(j)s")
        return dict(self._rows(text, {"j": jurisdiction}))

    def mark(self, jurisdiction: str, code: str, opened_on: date) -> None:
        try:
            with self._readers.lent() as connection:
                connection.execute(
                    "INSERT INTO obligation_marks AS known (jurisdiction, code, opened_on) "
                    "VALUES (%s, %s, %s) ON CONFLICT (jurisdiction, code) DO UPDATE "
                    "SET opened_on = excluded.opened_on "
                    "WHERE known.opened_on < excluded.opened_on",
                    [jurisdiction, code, opened_on],
                )
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The database cannot be reached.") from lost

    def _page(
        self,
        what: Mapping[str, sql.SQL],
        jurisdiction: str,
        now: datetime,
        after: CalendarCursor | None,
        limit: int,
    ) -> Sequence[CalendarCursor]:
        parameters: dict[str, Any] = {"j": jurisdiction, "now": now, "limit": limit}
        text = sql.SQL(_FIRST_PAGE if after is None else _PAGE).format(**what)
        if after is not None:
            parameters |= {"after_at": after.due_at, "after_id": after.aggregate_id}
        return [CalendarCursor(at, found) for at, found in self._rows(text, parameters)]

    def _rows(self, text: Text, parameters: Mapping[str, Any]) -> list[Any]:
        try:
            return self._readers.rows(text, parameters, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost
