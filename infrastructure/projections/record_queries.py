"""The SQL of the record list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.record_desk import RecordCursor, RecordEvent
from application.read_models.as_of import AsOf
from application.read_models.record_list import RecordFilter, RecordLine
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.record_list import RECORD_LIST

_STATED: Mapping[str, LiteralString] = {
    "record": "r.record = %(record)s",
    "event": "r.event = %(event)s",
    "body": "r.body = %(body)s",
    "from_on": "r.held_on >= %(from_on)s",
    "until_on": "r.held_on <= %(until_on)s",
    "mark": "%(mark)s = ANY (r.marks)",
}
_COLUMNS = sql.SQL(", ").join(sql.Identifier("r", name) for name in RECORD_LIST.columns)
_PAGE = sql.SQL(
    "SELECT {columns} FROM record_list_v1 AS r WHERE {conditions} "
    "ORDER BY r.held_on, r.aggregate_id, r.no LIMIT %(limit)s"
)
_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN record_list_v1 AS r ON r.jurisdiction = e.jurisdiction "
    "AND r.aggregate_id = e.aggregate_id AND r.no = e.version "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
    "ORDER BY e.position LIMIT %(limit)s"
)
_DAYS = sql.SQL(
    "SELECT DISTINCT r.body, coalesce((SELECT split_part(m, '=', 2)::date "
    "FROM unnest(r.marks) AS m WHERE starts_with(m, %(dated_by)s || '=') LIMIT 1), r.held_on) "
    "FROM record_list_v1 AS r "
    "WHERE r.jurisdiction = %(j)s AND r.record = %(record)s AND r.body = ANY (%(bodies)s) "
    "AND (%(from_on)s::date IS NULL OR r.held_on >= %(from_on)s) "
    "AND r.held_on <= %(until_on)s AND r.marks @> %(marks)s::text[]"
)


class PostgresRecordList:
    """``RecordList`` on the table of the list, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: RecordFilter,
        bodies: frozenset[str] | None,
        *,
        after: RecordCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RecordLine]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        if after is not None:
            conditions.append(
                "(r.held_on, r.aggregate_id, r.no) > (%(after_on)s, %(after_id)s, %(after_no)s)"
            )
            parameters |= {
                "after_on": after.held_on,
                "after_id": after.aggregate_id,
                "after_no": after.no,
            }
        text = _PAGE.format(columns=_COLUMNS, conditions=_all(conditions))
        with self._views.view(jurisdiction, RECORD_LIST, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [_line(row) for row in rows]

    def events(
        self,
        jurisdiction: str,
        which: RecordFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RecordEvent]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        text = _EVENTS.format(conditions=_all(conditions))
        with self._views.view(jurisdiction, RECORD_LIST, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [RecordEvent(position, found, topic) for position, found, topic in rows]

    def days(
        self,
        jurisdiction: str,
        record: str,
        bodies: AbstractSet[str],
        marks: Sequence[str],
        *,
        from_on: date | None,
        until_on: date,
        dated_by: str | None,
        as_of: AsOf | None,
    ) -> Mapping[str, AbstractSet[date]]:
        parameters = {
            "j": jurisdiction,
            "record": record,
            "bodies": sorted(bodies),
            "marks": list(marks),
            "from_on": from_on,
            "until_on": until_on,
            "dated_by": dated_by,
        }
        with self._views.view(jurisdiction, RECORD_LIST, as_of=as_of) as ask:
            rows = ask(_DAYS, parameters, tuple_row)
        found: dict[str, set[date]] = defaultdict(set)
        for body, held_on in rows:
            found[body].add(held_on)
        return found


def _conditions(
    jurisdiction: str, which: RecordFilter, bodies: frozenset[str] | None
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["r.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if bodies is not None:
        conditions.append("r.body = ANY (%(bodies)s)")
        parameters["bodies"] = sorted(bodies)
    return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))


def _line(row: Sequence[Any]) -> RecordLine:
    """A row of the table; its types and the fold vouch for the values."""
    fields = dict(zip(RECORD_LIST.columns, row, strict=True))
    return RecordLine(**fields | {"marks": tuple(fields["marks"])})
