"""The SQL of points of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from application.read_models.as_of import AsOf
from application.read_models.unit_points import (
    AccountFilter,
    BookingFilter,
    UnitPointLine,
    UnitPointsRow,
)
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.listed import ListSql, PostgresListing
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


class PostgresPointsLeague:
    """``PointsLeague`` on the tables of accounts and bookings.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._accounts = PostgresListing(LISTED_ACCOUNTS, views)
        self._bookings = PostgresListing(LISTED_BOOKINGS, views)

    def accounts(
        self, jurisdiction: str, year: int, *, as_of: AsOf | None
    ) -> Sequence[UnitPointsRow]:
        return self._accounts.whole(jurisdiction, AccountFilter(year=year), as_of=as_of)

    def excluded(
        self, jurisdiction: str, year: int, *, as_of: AsOf | None
    ) -> Sequence[UnitPointLine]:
        which = BookingFilter(year=year, excluded=True)
        return self._bookings.whole(jurisdiction, which, as_of=as_of)
