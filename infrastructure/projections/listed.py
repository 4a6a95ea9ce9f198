"""The SQL of lists on one table, page by page, with the events behind each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from inspect import isclass
from types import UnionType
from typing import Any, Generic, LiteralString, TypeVar, get_args, get_type_hints

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.listing import ListEvent, Sight
from application.read_models.as_of import AsOf
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.asking import Ask
from infrastructure.projections.table import AggregateTable

R = TypeVar("R")

_PAGE = sql.SQL(
    "SELECT {columns} FROM {table} AS o WHERE {conditions} ORDER BY {order} LIMIT %(limit)s"
)
_WHOLE = sql.SQL("SELECT {columns} FROM {table} AS o WHERE {conditions} ORDER BY {order}")
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
    """A list on one table, which is ``o`` in its conditions.

    Attributes:
        stated: by field of the filter the condition that it adds.
        of_row: which events of its aggregate a row was folded from.
        order: columns that no two rows share; a place in the list has fields of these names.
        mine: which rows somebody sees of whom not all is shown: by ``bodies``, or ``person``.
    """

    table: AggregateTable[R]
    stated: Mapping[str, LiteralString]
    of_row: LiteralString = "e.version <= o.version"
    order: Sequence[LiteralString] = ("code", "no")
    mine: LiteralString = "(o.body = ANY (%(bodies)s) OR %(person)s = ANY (o.people))"


class PostgresListing(Generic[R]):
    """Pages of a list and the events behind them, now or as it stood.

    Args:
        of: the list.
        views: of tables that are no case's.
    """

    def __init__(self, of: ListSql[R], views: AggregateViews) -> None:
        self._of = of
        self._table = sql.Identifier(of.table.name)
        self.columns = columns_of(of.table.columns)
        self._order = columns_of(of.order)
        self._words = words_of(of.table.row)
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: object,
        sight: Sight | None,
        *,
        after: object | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[R]:
        """The next rows in the order of the list; ``sight`` None: no row is hidden."""
        with self._views.view(jurisdiction, self._of.table, as_of=as_of) as ask:
            return self.page_from(ask, jurisdiction, which, sight, after=after, limit=limit)

    def page_from(  # whatever answers statements
        self,
        ask: Ask,
        jurisdiction: str,
        which: object,
        sight: Sight | None,
        *,
        after: object | None,
        limit: int,
    ) -> Sequence[R]:
        """The same, from a view that is open already."""
        conditions, parameters = self.conditions(jurisdiction, which, sight)
        if after is not None:
            place = {f"after_{name}": getattr(after, name) for name in self._of.order}
            values = sql.SQL(", ").join(map(sql.Placeholder, place))
            conditions.append(sql.SQL("({}) > ({})").format(self._order, values))
            parameters |= place
        return self._rows(ask, _PAGE, conditions, parameters | {"limit": limit})

    def whole(self, jurisdiction: str, which: object, *, as_of: AsOf | None) -> Sequence[R]:
        """Every row in the order of the list, hidden from nobody."""
        with self._views.view(jurisdiction, self._of.table, as_of=as_of) as ask:
            return self.whole_from(ask, jurisdiction, which, None)

    def whole_from(
        self, ask: Ask, jurisdiction: str, which: object, sight: Sight | None
    ) -> Sequence[R]:
        """Every row in the order of the list, from a view that is open already."""
        conditions, parameters = self.conditions(jurisdiction, which, sight)
        return self._rows(ask, _WHOLE, conditions, parameters)

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
        """The events that those rows were folded from, by position."""
        conditions, parameters = self.conditions(jurisdiction, which, sight)
        of_row = sql.SQL(self._of.of_row)
        text = _EVENTS.format(table=self._table, of_row=of_row, conditions=every(conditions))
        with self._views.view(jurisdiction, self._of.table, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [ListEvent(position, found, topic) for position, found, topic in rows]

    def tally(
        self, column: str, jurisdiction: str, which: object, sight: Sight | None, as_of: AsOf | None
    ) -> Mapping[str, int]:
        """How many rows have each of the words that a column of lists holds."""
        conditions, parameters = self.conditions(jurisdiction, which, sight)
        text = _TALLY.format(
            column=sql.Identifier("o", column), table=self._table, conditions=every(conditions)
        )
        with self._views.view(jurisdiction, self._of.table, as_of=as_of) as ask:
            return dict(ask(text, parameters, tuple_row))

    def conditions(
        self, jurisdiction: str, which: object, sight: Sight | None
    ) -> tuple[list[sql.Composable], dict[str, Any]]:
        """What the rows of a list meet, with the values in it."""
        conditions: list[sql.Composable] = [sql.SQL("o.jurisdiction = %(j)s")]
        parameters: dict[str, Any] = {"j": jurisdiction}
        for name, condition in self._of.stated.items():
            value = getattr(which, name)
            if value is None or value == frozenset():
                continue
            conditions.append(sql.SQL(condition))
            parameters[name] = sorted(map(str, value)) if isinstance(value, frozenset) else value
        if sight is not None:
            conditions.append(sql.SQL(self._of.mine))
            parameters |= {"bodies": sorted(sight.bodies), "person": sight.person_ref}
        return conditions, parameters

    def row(self, values: Sequence[Any]) -> R:
        """A row of the table; its types and the fold vouch for the values."""
        fields: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in zip(self._of.table.columns, values, strict=True)
        }
        words = {
            name: word(fields[name])
            for name, word in self._words.items()
            if fields[name] is not None
        }
        return self._of.table.row(**fields | words)

    def _rows(
        self,
        ask: Ask,
        text: sql.SQL,
        conditions: Sequence[sql.Composable],
        parameters: Mapping[str, Any],
    ) -> Sequence[R]:
        composed = text.format(
            columns=self.columns,
            table=self._table,
            conditions=every(conditions),
            order=self._order,
        )
        return [self.row(values) for values in ask(composed, parameters, tuple_row)]


def columns_of(columns: Sequence[str], alias: str = "o") -> sql.Composed:
    """Columns of the table that is ``alias``."""
    return sql.SQL(", ").join(sql.Identifier(alias, name) for name in columns)


def every(conditions: Sequence[sql.Composable]) -> sql.Composed:
    """All of these conditions."""
    return sql.SQL(" AND ").join(conditions)


def words_of(row: type[Any]) -> Mapping[str, Callable[[str], StrEnum]]:
    """The fields of a row that are words of a closed list, with what makes them such."""
    found: dict[str, Callable[[str], StrEnum]] = {}
    for name, hint in get_type_hints(row).items():
        for kind in get_args(hint) if isinstance(hint, UnionType) else (hint,):
            if isclass(kind) and issubclass(kind, StrEnum):
                found[name] = kind
    return found
