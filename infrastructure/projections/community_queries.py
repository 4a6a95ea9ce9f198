"""The SQL of the list of communities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.bodies_desk import CommunityEvent
from application.read_models.as_of import AsOf
from application.read_models.communities import CommunityFilter, CommunityLine
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.communities import COMMUNITIES

_STATED: Mapping[str, LiteralString] = {
    "code": "c.code = %(code)s",
    "kind": "c.kind = %(kind)s",
    "deviates": "(cardinality(c.deviations) + cardinality(c.workers_deviations) > 0) "
    "= %(deviates)s",
    "undecided": "(cardinality(c.undecided) > 0) = %(undecided)s",
}
_COLUMNS = sql.SQL(", ").join(sql.Identifier("c", name) for name in COMMUNITIES.columns)
_PAGE = sql.SQL(
    "SELECT {columns} FROM communities_v1 AS c WHERE {conditions} ORDER BY c.code LIMIT %(limit)s"
)
_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN communities_v1 AS c ON c.jurisdiction = e.jurisdiction "
    "AND c.aggregate_id = e.aggregate_id AND e.version <= c.version "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
    "ORDER BY e.position LIMIT %(limit)s"
)
_LISTS = ("deviations", "due", "undecided", "workers_deviations", "safe_kinds")


class PostgresCommunities:
    """``Communities``, now or as they stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: CommunityFilter,
        *,
        after: str | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[CommunityLine]:
        conditions, parameters = _conditions(jurisdiction, which)
        if after is not None:
            conditions.append("c.code > %(after)s")
            parameters["after"] = after
        text = _PAGE.format(columns=_COLUMNS, conditions=_all(conditions))
        with self._views.view(jurisdiction, COMMUNITIES, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [_line(row) for row in rows]

    def events(
        self,
        jurisdiction: str,
        which: CommunityFilter,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[CommunityEvent]:
        conditions, parameters = _conditions(jurisdiction, which)
        text = _EVENTS.format(conditions=_all(conditions))
        with self._views.view(jurisdiction, COMMUNITIES, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [CommunityEvent(position, found, topic) for position, found, topic in rows]


def _conditions(
    jurisdiction: str, which: CommunityFilter
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["c.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))


def _line(found: Sequence[Any]) -> CommunityLine:
    values = dict(zip(COMMUNITIES.columns, found, strict=True))
    return CommunityLine(**values | {name: tuple(values[name]) for name in _LISTS})
