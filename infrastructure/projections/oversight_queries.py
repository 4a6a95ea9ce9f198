"""The SQL of the oversight list: pages for people, look-ups for the sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.oversight.sweep import Unsettled
from application.ports import LogUnavailable
from application.queries.oversight_desk import OversightCursor, OversightEvent
from application.read_models.as_of import AsOf
from application.read_models.oversight_list import Matter, OversightFilter, OversightLine
from infrastructure.postgres.readers import Readers
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.oversight_list import OVERSIGHT_LIST

_UNSETTLED = sql.SQL(
    "SELECT settles_at, aggregate_id, kind, code FROM oversight_list_v1 "
    "WHERE jurisdiction = %(j)s AND settles_at <= %(now)s "
    "AND (%(after_at)s::timestamptz IS NULL OR "
    "(settles_at, aggregate_id) > (%(after_at)s, %(after_id)s::uuid)) "
    "ORDER BY settles_at, aggregate_id LIMIT %(limit)s"
)
_WAITING = sql.SQL(
    "SELECT code FROM oversight_list_v1 WHERE jurisdiction = %(j)s AND kind = 'GATE' "
    "AND settles_at IS NOT NULL AND (%(after)s::text IS NULL OR code > %(after)s) "
    "ORDER BY code LIMIT %(limit)s"
)
_STATED: Mapping[str, LiteralString] = {
    "kind": "o.kind = %(kind)s",
    "code": "o.code = %(code)s",
    "name": "o.name = %(name)s",
    "about": "o.about = %(about)s",
    "body": "%(body)s = ANY (o.bodies)",
    "state": "o.state = %(state)s",
    "late": "(o.late_at IS NOT NULL) = %(late)s",
}
_COLUMNS = sql.SQL(", ").join(sql.Identifier("o", name) for name in OVERSIGHT_LIST.columns)
_PAGE = sql.SQL(
    "SELECT {columns} FROM oversight_list_v1 AS o WHERE {conditions} "
    "ORDER BY o.kind, o.code LIMIT %(limit)s"
)
_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN oversight_list_v1 AS o ON o.jurisdiction = e.jurisdiction "
    "AND o.aggregate_id = e.aggregate_id AND e.version <= o.version "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
    "ORDER BY e.position LIMIT %(limit)s"
)


class PostgresOversightIndex:
    """``OversightIndex`` on the table of the list.

    Args:
        readers: connections of the service's role.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def unsettled(
        self, jurisdiction: str, now: datetime, after: Unsettled | None, limit: int
    ) -> Sequence[Unsettled]:
        parameters = {
            "j": jurisdiction,
            "now": now,
            "after_at": after.settles_at if after else None,
            "after_id": after.aggregate_id if after else None,
            "limit": limit,
        }
        rows = self._rows(_UNSETTLED, parameters)
        return [Unsettled(at, found, Matter(kind), code) for at, found, kind, code in rows]

    def waiting_gates(self, jurisdiction: str, after: str | None, limit: int) -> Sequence[str]:
        rows = self._rows(_WAITING, {"j": jurisdiction, "after": after, "limit": limit})
        return [code for (code,) in rows]

    def _rows(self, query: sql.SQL, parameters: Mapping[str, object]) -> Sequence[tuple[Any, ...]]:
        try:
            return self._readers.rows(query, parameters, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost


class PostgresOversightList:
    """``OversightList`` on the table of the list, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: OversightFilter,
        bodies: frozenset[str] | None,
        *,
        after: OversightCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[OversightLine]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        if after is not None:
            conditions.append("(o.kind, o.code) > (%(after_kind)s, %(after_code)s)")
            parameters |= {"after_kind": after.kind, "after_code": after.code}
        text = _PAGE.format(columns=_COLUMNS, conditions=_all(conditions))
        with self._views.view(jurisdiction, OVERSIGHT_LIST, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [_line(row) for row in rows]

    def events(
        self,
        jurisdiction: str,
        which: OversightFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[OversightEvent]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        text = _EVENTS.format(conditions=_all(conditions))
        with self._views.view(jurisdiction, OVERSIGHT_LIST, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [OversightEvent(position, found, topic) for position, found, topic in rows]


def _conditions(
    jurisdiction: str, which: OversightFilter, bodies: frozenset[str] | None
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["o.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if bodies is not None:
        conditions.append("o.bodies && %(bodies)s")
        parameters["bodies"] = sorted(bodies)
    return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))


def _line(row: Sequence[Any]) -> OversightLine:
    """A row of the table; its types and the fold vouch for the values."""
    fields = dict(zip(OVERSIGHT_LIST.columns, row, strict=True))
    typed = {"kind": Matter(fields["kind"]), "bodies": tuple(fields["bodies"])}
    return OversightLine(**fields | typed)
