"""The SQL of points of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from psycopg import sql
from psycopg.rows import tuple_row

from application.read_models.as_of import AsOf
from application.read_models.unit_points import UnitPointLine, UnitPointsRow
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.listed import ListSql
from infrastructure.projections.table import AggregateTable
from infrastructure.projections.unit_points import UNIT_POINT_LINES, UNIT_POINTS

LISTED_ACCOUNTS: Final = ListSql(
    UNIT_POINTS, {"year": "o.year = %(year)s", "unit": "o.code = %(unit)s"}
)
LISTED_BOOKINGS: Final = ListSql(
    UNIT_POINT_LINES,
    {
        "year": "o.year = %(year)s",
        "unit": "o.code = %(unit)s",
        "case_id": "o.case_id = %(case_id)s",
        "excluded": "(o.approver IS NOT NULL) = %(excluded)s",
    },
    "e.version = o.no",
)
_OF_A_YEAR = sql.SQL(
    "SELECT {columns} FROM {table} AS o WHERE o.jurisdiction = %(j)s AND o.year = %(year)s "
    "AND {further} ORDER BY o.code, o.no"
)


class PostgresPointsLeague:
    """``PointsLeague`` on the tables of accounts and bookings.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def accounts(
        self, jurisdiction: str, year: int, *, as_of: AsOf | None
    ) -> Sequence[UnitPointsRow]:
        rows = self._rows(UNIT_POINTS, jurisdiction, year, sql.SQL("true"), as_of)
        return [UnitPointsRow(**row) for row in rows]

    def excluded(
        self, jurisdiction: str, year: int, *, as_of: AsOf | None
    ) -> Sequence[UnitPointLine]:
        further = sql.SQL("o.approver IS NOT NULL")
        rows = self._rows(UNIT_POINT_LINES, jurisdiction, year, further, as_of)
        return [UnitPointLine(**row) for row in rows]

    def _rows(
        self,
        table: AggregateTable[Any],
        jurisdiction: str,
        year: int,
        further: sql.SQL,
        as_of: AsOf | None,
    ) -> Sequence[dict[str, Any]]:
        text = _OF_A_YEAR.format(
            columns=sql.SQL(", ").join(sql.Identifier("o", name) for name in table.columns),
            table=sql.Identifier(table.name),
            further=further,
        )
        with self._views.view(jurisdiction, table, as_of=as_of) as ask:
            found = ask(text, {"j": jurisdiction, "year": year}, tuple_row)
        return [
            {
                name: tuple(value) if isinstance(value, list) else value
                for name, value in zip(table.columns, row, strict=True)
            }
            for row in found
        ]
