"""A read model on PostgreSQL: its table, the fold behind it, and how rows get in.

Rows travel as one JSON document and become rows in the server. The same way serves the appending
transaction, the projector and an as-of table; a rebuild packs the same rows (``packing``).
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from operator import attrgetter
from typing import Any, ClassVar, Generic, Self, TypeVar, get_type_hints

from psycopg import Cursor, sql
from pydantic_core import to_json

from application.read_models.aggregate_story import AggregateStory
from application.read_models.story import CaseStory
from domain.cases.case import Case

R = TypeVar("R")
S = TypeVar("S", CaseStory, AggregateStory)


@dataclass(frozen=True)
class Table(ABC, Generic[S, R]):
    """A table whose rows are a function of one aggregate's history.

    Attributes:
        name: the table; its number rises with each change of shape.
        row: dataclass of a row; its fields are the columns.
        key: primary key, beginning with ``jurisdiction`` and ``SUBJECT``.
        fold: rows of an aggregate's story.
        SUBJECT: the column with the aggregate's id.
    """

    SUBJECT: ClassVar[str]

    name: str
    row: type[R]
    key: tuple[str, ...]
    fold: Callable[[S], Sequence[R]]

    @property
    @abstractmethod
    def begins_with(self) -> frozenset[str]:
        """Catalogue names of the events that the histories it is folded from begin with."""

    @property
    def read_model(self) -> str:
        """What operators call it: the table without the number of its shape."""
        return re.sub(r"_v\d+$", "", self.name)

    @property
    def stored(self) -> tuple[str, ...]:
        """All tables that its rows are stored in: its own, then what is counted from it."""
        return (self.name,)

    def beside(self, names: Sequence[str]) -> Self:
        """The same read model in other tables, named as ``stored`` names its own."""
        (name,) = names
        return replace(self, name=name)

    def sum_up(self, cursor: Cursor[Any]) -> None:
        """Fill what is counted from its own table, after that was filled."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Column names, in the order of the table."""
        return tuple(field.name for field in fields(self.row))  # type: ignore[arg-type]  # a dataclass, see ``row``

    @cached_property
    def text_columns(self) -> frozenset[str]:
        """Columns of text, which sorts differently from one database to the next."""
        hints = get_type_hints(self.row)
        return frozenset(name for name in self.columns if hints[name] is str)

    @cached_property
    def _column_list(self) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(column) for column in self.columns)

    def insert(self, cursor: Cursor[Any], rows: Sequence[R], *, into: sql.Identifier) -> None:
        """Add rows to a table of this shape."""
        if rows:
            statement = sql.SQL(
                "INSERT INTO {into} ({columns}) "
                "SELECT {columns} FROM jsonb_populate_recordset(NULL::{into}, %s::jsonb)"
            ).format(into=into, columns=self._column_list)
            cursor.execute(statement, [self.json(rows).decode()])

    def replace(
        self, cursor: Cursor[Any], jurisdiction: str, subjects: Sequence[Any], rows: Sequence[R]
    ) -> None:
        """Put rows in the place of all that these aggregates had."""
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE jurisdiction = %s AND {} = ANY (%s)").format(
                sql.Identifier(self.name), sql.Identifier(self.SUBJECT)
            ),
            [jurisdiction, list(subjects)],
        )
        self.insert(cursor, rows, into=sql.Identifier(self.name))

    def json(self, rows: Sequence[R]) -> bytes:
        """The rows as a JSON array of objects; a column without a value is left out."""
        columns, values = self.columns, self._values
        return to_json(
            [
                {c: v for c, v in zip(columns, values(row), strict=True) if v is not None}
                for row in rows
            ]
        )

    @cached_property
    def _values(self) -> Callable[[R], tuple[Any, ...]]:
        return attrgetter(*self.columns)

    @cached_property
    def upsert_sql(self) -> str:
        """Stores rows given as a JSON array at ``{rows}``; an older version never replaces."""
        names = ", ".join(self.columns)
        changed = [column for column in self.columns if column not in self.key]
        return (
            f"INSERT INTO {self.name} AS stored ({names}) "  # noqa: S608  # names of a dataclass's fields
            f"SELECT {names} FROM head, jsonb_populate_recordset(NULL::{self.name}, {{rows}}) "
            f"ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET "
            + ", ".join(f"{column} = excluded.{column}" for column in changed)
            + " WHERE excluded.version > stored.version"
        )


class CaseTable(Table[CaseStory, R]):
    """A table folded from the histories of cases."""

    SUBJECT = "case_id"

    @property
    def begins_with(self) -> frozenset[str]:
        return frozenset({Case.Reported.TOPIC})


@dataclass(frozen=True)
class AggregateTable(Table[AggregateStory, R]):
    """A table folded from the histories of aggregates that are no cases.

    Its rows have ``changed_at`` and ``latest_occurred_at``, as ``AggregateStory`` gives them: by
    these a view of the past tells what stood already.

    Attributes:
        of: catalogue names of the events that those histories begin with.
    """

    SUBJECT = "aggregate_id"

    of: frozenset[str]

    @property
    def begins_with(self) -> frozenset[str]:
        return self.of
