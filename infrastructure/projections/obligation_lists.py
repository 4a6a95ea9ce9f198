"""``ObligationCalendar`` on PostgreSQL: lists, counts and evidence, now or as of an instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, LiteralString

from psycopg import sql
from psycopg.rows import class_row, tuple_row

from application.queries.listing import Sight
from application.read_models.as_of import AsOf
from application.read_models.obligation_calendar import (
    CalendarCount,
    CalendarFilter,
    ObligationLine,
)
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.listed import ListSql, PostgresListing, every
from infrastructure.projections.obligation_calendar import OBLIGATION_CALENDAR

_LISTED: Final = ListSql(
    OBLIGATION_CALENDAR,
    {
        "holder": "o.holder = %(holder)s",
        "code": "o.code = %(code)s",
        "subject": "o.subject = %(subject)s",
        "body": "o.body = %(body)s",
        "among": "o.body = ANY (%(among)s)",
        "standing": "o.standing = ANY (%(standing)s)",
        "due_from": "o.due_at >= %(due_from)s",
        "due_until": "o.due_at < %(due_until)s",
        "to_accountability": "o.to_accountability = %(to_accountability)s",
    },
    order=("due_at", "aggregate_id"),
    mine="(o.body = ANY (%(bodies)s) OR o.holder = %(person)s)",
)
_COUNTED: LiteralString = ", ".join(
    f"count(*) FILTER (WHERE o.standing = '{name}') AS {name.lower()}"
    for name in ("DUE", "MET", "MISSED", "DEVIATION", "NOT_DONE", "NOT_DUE")
)


class PostgresObligationCalendar(PostgresListing[ObligationLine]):
    """``ObligationCalendar`` on its table, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        super().__init__(_LISTED, views)

    def of_seats(
        self,
        jurisdiction: str,
        seats: Collection[tuple[str, str]],
        *,
        due_from: datetime,
        due_until: datetime,
        limit: int,
    ) -> Sequence[ObligationLine]:
        ordered = sorted(seats)
        text = sql.SQL(
            "SELECT {columns} FROM obligation_calendar_v1 AS o "
            "JOIN unnest(%(bodies)s::text[], %(holders)s::text[]) AS s (body, holder) "
            "ON o.body = s.body AND o.holder = s.holder "
            "WHERE o.jurisdiction = %(j)s AND o.due_at >= %(due_from)s "
            "AND o.due_at < %(due_until)s ORDER BY o.due_at, o.aggregate_id LIMIT %(limit)s"
        ).format(columns=self.columns)
        parameters = {
            "j": jurisdiction,
            "bodies": [body for body, _ in ordered],
            "holders": [holder for _, holder in ordered],
            "due_from": due_from,
            "due_until": due_until,
            "limit": limit,
        }
        with self._views.view(jurisdiction, OBLIGATION_CALENDAR, as_of=None) as ask:
            return [self.row(row) for row in ask(text, parameters, tuple_row)]

    def counts(
        self,
        jurisdiction: str,
        which: CalendarFilter,
        sight: Sight | None,
        *,
        as_of: AsOf | None,
    ) -> Sequence[CalendarCount]:
        conditions, parameters = self.conditions(jurisdiction, which, sight)
        text = sql.SQL(
            "SELECT o.body, o.holder, o.code, {counted} FROM obligation_calendar_v1 AS o "
            "WHERE {conditions} GROUP BY o.body, o.holder, o.code "
            "ORDER BY o.body, o.holder, o.code"
        ).format(counted=sql.SQL(_COUNTED), conditions=every(conditions))
        with self._views.view(jurisdiction, OBLIGATION_CALENDAR, as_of=as_of) as ask:
            return ask(text, parameters, class_row(CalendarCount))
