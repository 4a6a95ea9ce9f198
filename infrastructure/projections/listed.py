"""The SQL of lists of what services did; ``ListDesk`` asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, LiteralString, TypeVar

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.listing import Listed, ListEvent, ListPlace, Sight
from application.read_models.as_of import AsOf
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.table import AggregateTable

R = TypeVar("R", bound=Listed)

_MINE = "(o.body = ANY (%(bodies)s) OR %(person)s = ANY (o.people))"
_PAGE = sql.SQL(
    "SELECT {columns} FROM {table} AS o WHERE {conditions} ORDER BY o.code, o.no LIMIT %(limit)s"
)
_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN {table} AS o ON o.jurisdiction = e.jurisdiction "
    "AND o.aggregate_id = e.aggregate_id AND {of_row} "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
    "ORDER BY e.position LIMIT %(limit)s"
)
_TALLY = sql.SQL(
    "SELECT word, count(*) FROM {table} AS o, unnest({column}) AS word "
    "WHERE {conditions} GROUP BY word"
)


@dataclass(frozen=True)
class ListSql(Generic[R]):
    """A list on one table.

    Attributes:
        table: has ``code``, ``no``, ``body`` and ``people``.
        stated: by field of the filter the condition that it adds.
        of_row: which events of its aggregate a row was folded from.
    """

    table: AggregateTable[R]
    stated: Mapping[str, LiteralString]
    of_row: LiteralString = "e.version <= o.version"


class PostgresListing(Generic[R]):
    """``Listing`` on one table, now or as it stood.

    Args:
        of: the list.
        views: of tables that are no case's.
    """

    def __init__(self, of: ListSql[R], views: AggregateViews) -> None:
        self._of = of
        self._table = sql.Identifier(of.table.name)
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: object,
        sight: Sight | None,
        *,
        after: ListPlace | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[R]:
        conditions, parameters = self._conditions(jurisdiction, which, sight)
        if after is not None:
            conditions.append("(o.code, o.no) > (%(after_code)s, %(after_no)s)")
            parameters |= {"after_code": after.code, "after_no": after.no}
        columns = (sql.Identifier("o", name) for name in self._of.table.columns)
        text = _PAGE.format(
            columns=sql.SQL(", ").join(columns), table=self._table, conditions=_all(conditions)
        )
        with self._views.view(jurisdiction, self._of.table, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [self._row(row) for row in rows]

    def events(
        self,
        jurisdiction: str,
        which: object,
        sight: Sight | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        conditions, parameters = self._conditions(jurisdiction, which, sight)
        of_row = sql.SQL(self._of.of_row)
        text = _EVENTS.format(table=self._table, of_row=of_row, conditions=_all(conditions))
        with self._views.view(jurisdiction, self._of.table, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [ListEvent(position, found, topic) for position, found, topic in rows]

    def tally(
        self, column: str, jurisdiction: str, which: object, sight: Sight | None, as_of: AsOf | None
    ) -> Mapping[str, int]:
        """How many rows have each of the words that a column of lists holds."""
        conditions, parameters = self._conditions(jurisdiction, which, sight)
        text = _TALLY.format(
            column=sql.Identifier("o", column), table=self._table, conditions=_all(conditions)
        )
        with self._views.view(jurisdiction, self._of.table, as_of=as_of) as ask:
            return dict(ask(text, parameters, tuple_row))

    def _row(self, values: Sequence[Any]) -> R:
        """A row of the table; its types and the fold vouch for the values."""
        columns = zip(self._of.table.columns, values, strict=True)
        return self._of.table.row(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in columns}
        )

    def _conditions(
        self, jurisdiction: str, which: object, sight: Sight | None
    ) -> tuple[list[LiteralString], dict[str, Any]]:
        conditions: list[LiteralString] = ["o.jurisdiction = %(j)s"]
        parameters: dict[str, Any] = {"j": jurisdiction}
        for name, condition in self._of.stated.items():
            value = getattr(which, name)
            if value is not None:
                conditions.append(condition)
                parameters[name] = value
        if sight is not None:
            conditions.append(_MINE)
            parameters |= {"bodies": sorted(sight.bodies), "person": sight.person_ref}
        return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))
