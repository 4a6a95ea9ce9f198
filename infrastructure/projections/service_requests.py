"""``ServiceRequestRows`` over the case board."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool

from application.directory import Scope
from application.ports import LogUnavailable
from application.read_models.service_requests import SERVICE_COLUMNS, By, ServiceRow, Span
from infrastructure.projections.case_queries import Conditions, Query
from infrastructure.projections.histories import Log
from infrastructure.projections.views import PostgresCaseView

_INSTANT: Final[dict[By, LiteralString]] = {By.REPORTED: "reported_at", By.CHANGED: "changed_at"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)  # nothing here asks what is overdue
_VERSION: Final = SERVICE_COLUMNS.index("version")
_COLUMNS: Final = sql.SQL(", ").join(
    sql.SQL("board.{}").format(sql.Identifier(name)) for name in SERVICE_COLUMNS
)


class PostgresServiceRequests:
    """``ServiceRequestRows``.

    Args:
        pool: connections of the service's role.
        log: read on connections of its own, for cases whose wide line is behind.
    """

    def __init__(self, pool: ConnectionPool, log: Log) -> None:
        self._pool = pool
        self._log = log

    def of(self, jurisdiction: str, case_ids: Sequence[UUID]) -> Sequence[ServiceRow]:
        return self._read(jurisdiction, _by_id(jurisdiction, case_ids))

    def within(
        self, jurisdiction: str, scope: Scope, which: Span, *, limit: int
    ) -> Sequence[ServiceRow]:
        rows = self._read(jurisdiction, _spanned(jurisdiction, scope, which, limit))
        if which.is_open is None:
            return rows
        # Some may have been closed or reopened since the board was written.
        return [row for row in rows if row.is_open is which.is_open]

    def _read(self, jurisdiction: str, query: Query) -> Sequence[ServiceRow]:
        with self._view(jurisdiction) as view:
            return [row for row in view.lines(query) if row.category is not None]

    @contextmanager
    def _view(self, jurisdiction: str) -> Generator[_View, None, None]:
        try:
            with self._pool.connection() as connection, connection.transaction():
                yield _View(connection, jurisdiction, _EPOCH, self._log)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost


class _View(PostgresCaseView):
    def lines(self, query: Query) -> Sequence[ServiceRow]:
        """Lines in the order found, each as its head stands: of a query for the columns of a line,
        then id and version of the head."""
        text, parameters = query
        found = self._connection.execute(text, parameters).fetchall()
        behind = {row[-2]: row[-1] for row in found if row[_VERSION] != row[-1]}
        fresh = self._folded(behind) if behind else {}
        return [
            ServiceRow.of(fresh[row[-2]])
            if row[-2] in fresh
            else ServiceRow(**dict(zip(SERVICE_COLUMNS, row, strict=False)))
            for row in found
        ]


def _by_id(jurisdiction: str, case_ids: Sequence[UUID]) -> Query:
    return sql.SQL(
        "SELECT {}, head.case_id, head.version "
        "FROM case_heads_v1 AS head LEFT JOIN case_board_v1 AS board "
        "ON board.jurisdiction = head.jurisdiction AND board.case_id = head.case_id "
        "WHERE head.jurisdiction = %(jurisdiction)s AND head.case_id = ANY (%(case_ids)s) "
        "ORDER BY head.case_id"
    ).format(_COLUMNS), {"jurisdiction": jurisdiction, "case_ids": list(case_ids)}


def _spanned(jurisdiction: str, scope: Scope, which: Span, limit: int) -> Query:
    wanted = Conditions(jurisdiction)
    instant = _INSTANT[which.by]
    wanted.add(
        instant + " BETWEEN %(start)s AND %(end)s AND category IS NOT NULL",
        start=which.start,
        end=which.end,
    )
    if not scope.everything:
        # What scopes admit everywhere, and what its person took in for a reporter.
        wanted.add(
            "(%(seen)s IN (taken_in_by, reporter_ref) OR units_ever && %(seen_units)s::text[] "
            "OR grid_id = ANY (%(seen_grids)s::text[]) "
            "OR community_id = ANY (%(seen_communities)s::text[]))",
            seen=scope.person_ref,
            seen_units=sorted(scope.units),
            seen_grids=sorted(scope.grids),
            seen_communities=sorted(scope.communities),
        )
    if which.categories:
        wanted.add("category = ANY (%(categories)s)", categories=sorted(which.categories))
    if which.is_open is not None:
        wanted.add("is_open = %(is_open)s", is_open=which.is_open)
    found = sql.SQL(
        "SELECT * FROM case_board_v1 WHERE {wanted} "
        "ORDER BY {instant} DESC, case_id LIMIT %(limit)s"
    ).format(instant=sql.Identifier(instant), wanted=wanted.where)
    # OFFSET 0: a look-up for each line found, not a walk through all heads for a join.
    return sql.SQL(
        "SELECT {columns}, head.case_id, head.version FROM ({found}) AS board "
        "CROSS JOIN LATERAL (SELECT case_id, version FROM case_heads_v1 "
        "WHERE jurisdiction = %(jurisdiction)s AND case_id = board.case_id OFFSET 0) AS head "
        "ORDER BY board.{instant} DESC, board.case_id"
    ).format(columns=_COLUMNS, found=found, instant=sql.Identifier(instant)), (
        wanted.parameters | {"limit": limit}
    )
