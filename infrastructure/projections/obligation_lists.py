"""``ObligationCalendar`` on PostgreSQL: lists, counts and evidence, now or as of an instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import class_row, tuple_row

from application.queries.obligation_desk import CalendarScope
from application.read_models.as_of import AsOf
from application.read_models.obligation_calendar import (
    CalendarCount,
    CalendarCursor,
    CalendarEvent,
    CalendarFilter,
    ObligationLine,
    Standing,
)
from domain.calendar.periods import Period
from domain.obligations.obligation import ObligationState
from domain.vocabulary import Strength
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.obligation_calendar import OBLIGATION_CALENDAR

_STATED: dict[str, LiteralString] = {
    "holder": "c.holder = %(holder)s",
    "code": "c.code = %(code)s",
    "subject": "c.subject = %(subject)s",
    "body": "c.body = %(body)s",
    "due_from": "c.due_at >= %(due_from)s",
    "due_until": "c.due_at < %(due_until)s",
    "to_accountability": "c.to_accountability = %(to_accountability)s",
}
_COLUMNS = sql.SQL(", ").join(sql.Identifier("c", name) for name in OBLIGATION_CALENDAR.columns)
_COUNTED: LiteralString = ", ".join(
    f"count(*) FILTER (WHERE c.standing = '{name}') AS {name.lower()}"
    for name in ("DUE", "MET", "MISSED", "DEVIATION", "NOT_DONE", "NOT_DUE")
)


class PostgresObligationCalendar:
    """Answers from the table of the calendar.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: CalendarFilter,
        scope: CalendarScope,
        *,
        after: CalendarCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ObligationLine]:
        conditions, parameters = _conditions(jurisdiction, which, scope)
        if after is not None:
            conditions.append("(c.due_at, c.aggregate_id) > (%(after_at)s, %(after_id)s)")
            parameters |= {"after_at": after.due_at, "after_id": after.aggregate_id}
        text = sql.SQL(
            "SELECT {columns} FROM obligation_calendar_v1 AS c WHERE {conditions} "
            "ORDER BY c.due_at, c.aggregate_id LIMIT %(limit)s"
        ).format(columns=_COLUMNS, conditions=_all(conditions))
        with self._views.view(jurisdiction, OBLIGATION_CALENDAR, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [_line(row) for row in rows]

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
            "SELECT {columns} FROM obligation_calendar_v1 AS c "
            "JOIN unnest(%(bodies)s::text[], %(holders)s::text[]) AS s (body, holder) "
            "ON c.body = s.body AND c.holder = s.holder "
            "WHERE c.jurisdiction = %(j)s AND c.due_at >= %(due_from)s "
            "AND c.due_at < %(due_until)s ORDER BY c.due_at, c.aggregate_id LIMIT %(limit)s"
        ).format(columns=_COLUMNS)
        parameters = {
            "j": jurisdiction,
            "bodies": [body for body, _ in ordered],
            "holders": [holder for _, holder in ordered],
            "due_from": due_from,
            "due_until": due_until,
            "limit": limit,
        }
        with self._views.view(jurisdiction, OBLIGATION_CALENDAR, as_of=None) as ask:
            return [_line(row) for row in ask(text, parameters, tuple_row)]

    def counts(
        self,
        jurisdiction: str,
        which: CalendarFilter,
        scope: CalendarScope,
        *,
        as_of: AsOf | None,
    ) -> Sequence[CalendarCount]:
        conditions, parameters = _conditions(jurisdiction, which, scope)
        text = sql.SQL(
            "SELECT c.body, c.holder, c.code, {counted} FROM obligation_calendar_v1 AS c "
            "WHERE {conditions} GROUP BY c.body, c.holder, c.code "
            "ORDER BY c.body, c.holder, c.code"
        ).format(counted=sql.SQL(_COUNTED), conditions=_all(conditions))
        with self._views.view(jurisdiction, OBLIGATION_CALENDAR, as_of=as_of) as ask:
            return ask(text, parameters, class_row(CalendarCount))

    def events(
        self,
        jurisdiction: str,
        which: CalendarFilter,
        scope: CalendarScope,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[CalendarEvent]:
        conditions, parameters = _conditions(jurisdiction, which, scope)
        text = sql.SQL(
            "SELECT e.position, e.aggregate_id, e.topic AS event FROM events AS e "
            "JOIN obligation_calendar_v1 AS c ON c.jurisdiction = e.jurisdiction "
            "AND c.aggregate_id = e.aggregate_id AND e.version <= c.version "
            "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
            "ORDER BY e.position LIMIT %(limit)s"
        ).format(conditions=_all(conditions))
        with self._views.view(jurisdiction, OBLIGATION_CALENDAR, as_of=as_of) as ask:
            found = parameters | {"after": after, "limit": limit}
            return ask(text, found, class_row(CalendarEvent))


def _conditions(
    jurisdiction: str, which: CalendarFilter, scope: CalendarScope
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["c.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if which.standing:
        conditions.append("c.standing = ANY (%(standing)s)")
        parameters["standing"] = sorted(map(str, which.standing))
    if scope.bodies is not None:
        conditions.append("(c.body = ANY (%(bodies)s) OR c.holder = %(person)s)")
        parameters |= {"bodies": sorted(scope.bodies), "person": scope.person_ref}
    if scope.under is not None:
        conditions.append("c.body = ANY (%(under)s)")
        parameters["under"] = sorted(scope.under)
    return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))


def _line(row: Sequence[Any]) -> ObligationLine:
    """A row of the table; its types and the fold vouch for the values."""
    fields = dict(zip(OBLIGATION_CALENDAR.columns, row, strict=True))
    return ObligationLine(
        **fields
        | {
            "strength": Strength(fields["strength"]),
            "state": ObligationState(fields["state"]),
            "standing": Standing(fields["standing"]),
            "renews": fields["renews"] and Period(fields["renews"]),
            "evidence": tuple(fields["evidence"]),
        }
    )
