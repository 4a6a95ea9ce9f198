"""The SQL of the list of files of accountability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.accountability_desk import FileCursor, FileEvent
from application.read_models.accountability_files import FileFilter, FileLine, FileState
from application.read_models.as_of import AsOf
from infrastructure.projections.accountability_files import ACCOUNTABILITY_FILES
from infrastructure.projections.aggregate_views import AggregateViews

_STATED: Mapping[str, LiteralString] = {
    "code": "f.code = %(code)s",
    "trigger": "f.trigger_code = %(trigger)s",
    "subject": "f.subject = %(subject)s",
    "body": "f.body = %(body)s",
    "state": "f.state = %(state)s",
    "begun_from": "f.begun_at >= %(begun_from)s",
    "begun_until": "f.begun_at < %(begun_until)s",
}
_COLUMNS = sql.SQL(", ").join(sql.Identifier("f", name) for name in ACCOUNTABILITY_FILES.columns)
_PAGE = sql.SQL(
    "SELECT {columns} FROM accountability_files_v1 AS f WHERE {conditions} "
    "ORDER BY f.begun_at, f.aggregate_id LIMIT %(limit)s"
)
_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN accountability_files_v1 AS f ON f.jurisdiction = e.jurisdiction "
    "AND f.aggregate_id = e.aggregate_id AND e.version <= f.version "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
    "ORDER BY e.position LIMIT %(limit)s"
)


class PostgresAccountabilityFiles:
    """``AccountabilityFiles`` on the table of the list, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: FileFilter,
        bodies: frozenset[str] | None,
        *,
        after: FileCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[FileLine]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        if after is not None:
            conditions.append("(f.begun_at, f.aggregate_id) > (%(after_at)s, %(after_id)s)")
            parameters |= {"after_at": after.begun_at, "after_id": after.aggregate_id}
        text = _PAGE.format(columns=_COLUMNS, conditions=_all(conditions))
        with self._views.view(jurisdiction, ACCOUNTABILITY_FILES, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [_line(row) for row in rows]

    def events(
        self,
        jurisdiction: str,
        which: FileFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[FileEvent]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        text = _EVENTS.format(conditions=_all(conditions))
        with self._views.view(jurisdiction, ACCOUNTABILITY_FILES, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [FileEvent(position, found, topic) for position, found, topic in rows]


def _conditions(
    jurisdiction: str, which: FileFilter, bodies: frozenset[str] | None
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["f.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if bodies is not None:
        conditions.append("f.body = ANY (%(bodies)s)")
        parameters["bodies"] = sorted(bodies)
    return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))


def _line(row: Sequence[Any]) -> FileLine:
    """A row of the table; its types and the fold vouch for the values."""
    fields = dict(zip(ACCOUNTABILITY_FILES.columns, row, strict=True))
    typed = {"state": FileState(fields["state"]), "evidence": tuple(fields["evidence"])}
    return FileLine(**fields | typed)
