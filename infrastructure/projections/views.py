"""Views of the read models: as they are, or as they stood at an instant (ENV-06)."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool
from pydantic import TypeAdapter

from application.directory import Scope
from application.ports import LogUnavailable
from application.read_models.as_of import AsOf, Axis, read_as_of
from application.read_models.case_board import (
    BoardCount,
    CaseCursor,
    CaseFilter,
    CasePage,
    DueCase,
    Grouping,
    ZeroCounter,
)
from application.read_models.case_row import CaseRow, case_row
from application.read_models.close_out_register import RegisterRow
from application.read_models.feedback_obligations import ObligationRow
from application.read_models.figures import Cohort, Evidence, FigureRules, Measure, Moments, Share
from application.read_models.story import told
from domain.kernel import effective
from infrastructure.projections import case_queries, figure_queries
from infrastructure.projections.case_board import CASE_BOARD
from infrastructure.projections.case_queries import Query
from infrastructure.projections.histories import (
    TABLES,
    TRACKING,
    Log,
    histories_of,
)

_CASE_ROWS = TypeAdapter(list[CaseRow])
_OBLIGATION_ROWS = TypeAdapter(list[ObligationRow])
_REGISTER_ROWS = TypeAdapter(list[RegisterRow])
_AT_ONCE = 500  # histories in memory while an as-of view is made
_STAMP: Mapping[Axis, LiteralString] = {
    Axis.RECORDED: "changed_at",
    Axis.OCCURRED: "latest_occurred_at",
}


class PostgresCaseView:
    """``CaseView`` over a connection that is in a transaction.

    Args:
        at: the instant that decides what is overdue.
        log: read on connections of its own, for cases whose wide line is behind.
    """

    def __init__(
        self, connection: psycopg.Connection[Any], jurisdiction: str, at: datetime, log: Log
    ) -> None:
        self._log = log
        self._connection = connection
        self._jurisdiction = jurisdiction
        self.at = at

    def list_cases(
        self, scope: Scope, which: CaseFilter, *, after: CaseCursor | None = None, limit: int = 50
    ) -> CasePage:
        query = case_queries.list_cases(self._jurisdiction, scope, which, self.at, after, limit)
        rows = self._lines(query)
        page = rows[:limit]
        more = len(rows) > limit
        return CasePage(page, CaseCursor(page[-1].due_at, page[-1].case_id) if more else None)

    def get_case(self, case_id: UUID, scope: Scope) -> CaseRow | None:
        rows = self._lines(case_queries.get_case(self._jurisdiction, case_id, scope))
        return rows[0] if rows else None

    def board(self, scope: Scope, by: Grouping, *, due_by: datetime) -> Sequence[BoardCount]:
        query = case_queries.board(self._jurisdiction, scope, by, self.at, due_by)
        return [
            BoardCount(row["grouped"], row["open"], row["overdue"], row["due_soon"])
            for row in self._rows(query)
        ]

    def due_cases(self, limit: int) -> Sequence[DueCase]:
        query = case_queries.due_cases(self._jurisdiction, self.at, limit)
        return [DueCase(row["case_id"], row["next_bound"]) for row in self._rows(query)]

    def open_cases_with_other_calendar(
        self, version: str, *, after: UUID | None = None, limit: int = 1_000
    ) -> Sequence[UUID]:
        query = case_queries.other_calendar(self._jurisdiction, version, after, limit)
        return [row["case_id"] for row in self._rows(query)]

    def find_same_matter(
        self, *, reporter: str, category: str | None, grid: str | None, since: datetime
    ) -> Sequence[CaseRow]:
        query = case_queries.same_matter(self._jurisdiction, reporter, category, grid, since)
        return self._lines(query)

    def duplicate_candidates(
        self, *, grid: str, category: str | None, around: datetime, hours: int, limit: int = 20
    ) -> Sequence[CaseRow]:
        query = case_queries.duplicate_candidates(
            self._jurisdiction, grid, category, around, hours, limit
        )
        return self._lines(query)

    def contacts(self, case_id: UUID) -> int:
        rows = self._rows(case_queries.contacts(self._jurisdiction, case_id))
        return int(rows[0]["count"])

    def obligations(
        self, scope: Scope, *, unit: str | None = None, case_id: UUID | None = None
    ) -> Sequence[ObligationRow]:
        query = case_queries.obligations(self._jurisdiction, scope, unit, case_id)
        return _OBLIGATION_ROWS.validate_python(self._rows(query))

    def register(
        self, scope: Scope, *, case_id: UUID | None = None, limit: int = 200
    ) -> Sequence[RegisterRow]:
        query = case_queries.register(self._jurisdiction, scope, case_id, limit)
        return _REGISTER_ROWS.validate_python(self._rows(query))

    def share(
        self, measure: Measure, scope: Scope, cohort: Cohort, rules: Mapping[str, FigureRules]
    ) -> Share:
        query = figure_queries.share(self._jurisdiction, measure, scope, cohort, rules, self.at)
        (counts,) = self._rows(query)
        return Share(measure, counts.pop("numerator"), counts.pop("denominator"), counts)

    def evidence(  # a figure, and which page of its events
        self,
        measure: Measure,
        scope: Scope,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        *,
        after: int = 0,
        limit: int = 10_000,
    ) -> Evidence:
        query = figure_queries.evidence(
            self._jurisdiction, measure, scope, cohort, rules, self.at, after, limit
        )
        rows = self._rows(query)
        page = rows[:limit]
        return Evidence(
            [row["position"] for row in page if row["above"]],
            [row["position"] for row in page if row["below"]],
            page[-1]["position"] if len(rows) > limit else None,
        )

    def timeliness_by_unit(self, scope: Scope, cohort: Cohort) -> Mapping[tuple[str, str], Share]:
        query = figure_queries.timeliness_by_unit(self._jurisdiction, scope, cohort)
        return {
            (row["unit_id"], row["settled_month"]): Share(
                Measure.TIMELINESS, row["given"], row["settled"]
            )
            for row in self._rows(query)
        }

    def moments(self, scope: Scope, cohort: Cohort) -> Mapping[str, Moments]:
        text, parameters = figure_queries.moments(self._jurisdiction, scope, cohort)
        found = self._connection.execute(text, parameters).fetchone()
        assert found is not None, "an aggregate without groups has one row"
        return {
            name: Moments(*found[3 * n : 3 * n + 3])
            for n, name in enumerate(figure_queries.MOMENTS)
        }

    def zero_counters(
        self, scope: Scope, cohort: Cohort, kinds: Sequence[str]
    ) -> Sequence[ZeroCounter]:
        query = figure_queries.zero_counters(self._jurisdiction, scope, cohort)
        counted = {row["serious_kind"]: row["count"] for row in self._rows(query)}
        return [ZeroCounter(kind, counted.get(kind, 0)) for kind in kinds]

    def _lines(self, query: Query) -> list[CaseRow]:
        """Wide lines of the heads found; one that is behind its head is folded on the spot."""
        found = self._rows(query)
        behind = {
            row["head_id"]: row["head_version"]
            for row in found
            if row["version"] != row["head_version"]
        }
        fresh = self._folded(behind) if behind else {}
        return _CASE_ROWS.validate_python(
            [
                fresh.get(row["head_id"])
                or {name: row[name] for name in row if not name.startswith("head_")}
                for row in found
            ]
        )

    def _folded(self, versions: Mapping[UUID, int]) -> Mapping[UUID, CaseRow]:
        found = {}
        head = self._log.head(self._jurisdiction)
        for history in histories_of(self._log, self._jurisdiction, list(versions), head):
            case_id = history[0].originator_id
            # Not beyond the head that was found: a page shows its cases as it ordered them.
            story = told(effective(history[: versions[case_id]]), self._jurisdiction)
            assert story is not None, "a head belongs to a case"
            found[case_id] = case_row(story)
        return found

    def _rows(self, query: Query) -> list[dict[str, Any]]:
        text, parameters = query
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(text, parameters).fetchall()


class PostgresReadModels:
    """``ReadModels``.

    Args:
        pool: connections of the service's role.
        log: read on connections of its own, for views of the past.
    """

    def __init__(self, pool: ConnectionPool, log: Log) -> None:
        self._pool = pool
        self._log = log

    @contextmanager
    def view(
        self, jurisdiction: str, *, now: datetime, as_of: AsOf | None = None
    ) -> Generator[PostgresCaseView, None, None]:
        """The read models now, or as they stood.

        A view of the past takes the rows of all cases that have not changed since, and folds the
        others again into temporary tables; they go when the view is left.

        Raises:
            LogUnavailable: the database cannot be reached, or went away meanwhile.
        """
        try:
            with self._pool.connection() as connection:
                yield from self._viewed(connection, jurisdiction, now, as_of)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost

    def _viewed(
        self,
        connection: psycopg.Connection,
        jurisdiction: str,
        now: datetime,
        as_of: AsOf | None,
    ) -> Iterator[PostgresCaseView]:
        if as_of is None:
            with connection.transaction():
                yield PostgresCaseView(connection, jurisdiction, now, self._log)
            return
        prepared, connection.prepare_threshold = connection.prepare_threshold, None
        try:
            with connection.transaction():
                self._materialise(connection, jurisdiction, as_of)
                yield PostgresCaseView(connection, jurisdiction, as_of.instant, self._log)
        finally:
            connection.prepare_threshold = prepared

    def case_as_of(
        self, jurisdiction: str, case_id: UUID, scope: Scope, as_of: AsOf
    ) -> CaseRow | None:
        head = self._log.head(jurisdiction)
        for history in histories_of(self._log, jurisdiction, [case_id], head):
            story = told(read_as_of(history, as_of), jurisdiction)
            if story is None:
                continue
            row = case_row(story)
            if scope.covers(
                reporter=row.reporter_ref,
                units=row.units_ever,
                grid=row.grid_id,
                community=row.community_id,
            ):
                return row
        return None

    def _materialise(self, connection: psycopg.Connection, jurisdiction: str, as_of: AsOf) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            head = self._snapshot(cursor, jurisdiction)
            changed = _changed(cursor, jurisdiction, as_of)
            for start in range(0, len(changed), _AT_ONCE):
                histories = histories_of(
                    self._log, jurisdiction, changed[start : start + _AT_ONCE], head
                )
                stories = [
                    story
                    for history in histories
                    if (story := told(read_as_of(history, as_of), jurisdiction))
                ]
                for table in TABLES:
                    rows = [row for story in stories for row in table.fold(story)]
                    table.insert(cursor, rows, into=sql.Identifier("pg_temp", table.name))
            for table in TABLES:
                cursor.execute(sql.SQL("ANALYZE pg_temp.{}").format(sql.Identifier(table.name)))

    @staticmethod
    def _snapshot(cursor: psycopg.Cursor[Any], jurisdiction: str) -> int:
        """Position of the newest event that this transaction sees, 0 for an empty log."""
        found = cursor.execute(
            "SELECT position FROM log_heads WHERE jurisdiction = %s", [jurisdiction]
        ).fetchone()
        return int(found[0]) if found else 0


def _changed(cursor: psycopg.Cursor[Any], jurisdiction: str, as_of: AsOf) -> list[UUID]:
    """Make the temporary tables with all rows that stand as they stood; returns the other cases.

    Those are the cases with anything later than the instant, and those with events that the
    projector has not reached yet.
    """
    found = cursor.execute("SELECT current_schema()").fetchone()
    assert found is not None
    schema = found[0]
    late = cursor.execute(
        "SELECT DISTINCT aggregate_id FROM events WHERE jurisdiction = %(j)s AND position > "
        "coalesce((SELECT position FROM tracking WHERE jurisdiction = %(j)s "
        "AND name = %(name)s), 0)",
        {"j": jurisdiction, "name": TRACKING},
    ).fetchall()
    unprojected = [aggregate_id for (aggregate_id,) in late]
    stamp = sql.SQL(_STAMP[as_of.axis])
    parameters = {"j": jurisdiction, "at": as_of.instant, "late": unprojected}
    changed = cursor.execute(
        sql.SQL(
            "SELECT case_id FROM {board} WHERE jurisdiction = %(j)s AND {stamp} > %(at)s "
            "UNION SELECT unnest(%(late)s::uuid[]) ORDER BY case_id"
        ).format(board=sql.Identifier(CASE_BOARD.name), stamp=stamp),
        parameters,
    ).fetchall()
    for table in TABLES:
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {name} (LIKE {source}) ON COMMIT DROP").format(
                name=sql.Identifier(table.name), source=sql.Identifier(schema, table.name)
            )
        )
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.{name} SELECT * FROM {source} WHERE jurisdiction = %(j)s "
            "AND {stamp} <= %(at)s AND case_id <> ALL (%(late)s)"
        ).format(
            name=sql.Identifier(CASE_BOARD.name),
            source=sql.Identifier(schema, CASE_BOARD.name),
            stamp=stamp,
        ),
        parameters,
    )
    for table in TABLES:
        if table is CASE_BOARD:
            continue
        cursor.execute(
            sql.SQL(
                "INSERT INTO pg_temp.{name} SELECT * FROM {source} AS p "
                "WHERE jurisdiction = %(j)s AND EXISTS (SELECT FROM pg_temp.{board} AS b "
                "WHERE b.case_id = p.case_id)"
            ).format(
                name=sql.Identifier(table.name),
                source=sql.Identifier(schema, table.name),
                board=sql.Identifier(CASE_BOARD.name),
            ),
            parameters,
        )
    return [case_id for (case_id,) in changed]
