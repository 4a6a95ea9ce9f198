"""Views of the read models: as they are, or as they stood at an instant (ENV-06)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import RowFactory, dict_row, tuple_row
from pydantic import TypeAdapter

from application.directory import Scope
from application.ports import LogUnavailable
from application.read_models.as_of import AsOf, Axis, read_as_of
from application.read_models.case_board import (
    BoardCount,
    BoardEvent,
    CaseCursor,
    CaseFilter,
    CasePage,
    DueCase,
    Grouping,
    TrackedCase,
    ZeroCounter,
)
from application.read_models.case_row import CaseRow, case_row
from application.read_models.close_out_register import RegisterCursor, RegisterFilter, RegisterRow
from application.read_models.feedback_obligations import (
    ObligationCursor,
    ObligationFilter,
    ObligationRow,
)
from application.read_models.figures import (
    Cohort,
    CountedEvent,
    Evidence,
    Exclusion,
    FigureRules,
    Group,
    Moment,
    Moments,
    Place,
)
from application.read_models.indicator_facts import IndicatorFacts
from application.read_models.pages import Page, page_of
from application.read_models.story import told
from domain.cases.appraisal import EXCLUSION
from domain.gates import GateOpinionGiven, GatePassed, GateRequested
from domain.indicators.catalogue import EventSet
from domain.indicators.facts import Basis
from domain.indicators.formula import Side
from domain.kernel import effective
from infrastructure.event_log.reading import LogRow
from infrastructure.postgres.readers import Readers, Text
from infrastructure.projections import case_queries, figure_queries, indicator_queries
from infrastructure.projections.asking import Ask
from infrastructure.projections.case_board import CASE_BOARD
from infrastructure.projections.case_queries import Query
from infrastructure.projections.histories import (
    CASE_TABLES,
    TRACKING,
    Log,
    histories_of,
)
from infrastructure.projections.indicator_facts import INDICATOR_FACTS
from infrastructure.projections.indicator_queries import Counting
from infrastructure.projections.lines import LineMemory, line_of, version_of

_OBLIGATION_ROWS = TypeAdapter(list[ObligationRow])
_REGISTER_ROWS = TypeAdapter(list[RegisterRow])
_AT_ONCE = 500  # histories in memory while an as-of view is made
_STAMP: Mapping[Axis, LiteralString] = {
    Axis.RECORDED: "changed_at",
    Axis.OCCURRED: "latest_occurred_at",
}


class PostgresCaseView:
    """``CaseView`` over whatever answers statements.

    Args:
        at: the instant that decides what is overdue.
        log: read on connections of its own, for cases whose wide line is behind.
        memory: lines as they are now; None for a view of the past.
    """

    def __init__(  # what to ask, about what, as of when
        self,
        ask: Ask,
        jurisdiction: str,
        at: datetime,
        log: Log,
        memory: LineMemory | None = None,
    ) -> None:
        self._memory = memory
        self._log = log
        self._ask = ask
        self._jurisdiction = jurisdiction
        self.at = at
        self.directory_position: int | None = None

    def list_cases(
        self, scope: Scope, which: CaseFilter, *, after: CaseCursor | None = None, limit: int = 50
    ) -> CasePage:
        text, parameters = case_queries.list_cases(
            self._jurisdiction, scope, which, self.at, after, limit
        )
        found = self._ask(text, parameters, tuple_row)
        self.directory_position = found[0][2] if found else None
        rows = self._lines({case_id: version for case_id, version, _ in found if case_id})
        return page_of(rows, limit, lambda row: CaseCursor(row.due_at, row.case_id))

    def get_case(self, case_id: UUID, scope: Scope) -> CaseRow | None:
        text, parameters = case_queries.get_case(self._jurisdiction, case_id, scope)
        for *line, version in self._ask(text, parameters, tuple_row):
            return self._line(case_id, line, version)
        return None

    def get_detail(self, case_id: UUID, scope: Scope) -> tuple[CaseRow, int] | None:
        text, parameters = case_queries.get_detail(self._jurisdiction, case_id, scope)
        for *line, version, contacts, position in self._ask(text, parameters, tuple_row):
            self.directory_position = position
            return self._line(case_id, line, version), contacts
        return None

    def board(self, scope: Scope, by: Grouping, *, due_by: datetime) -> Sequence[BoardCount]:
        query = case_queries.board(self._jurisdiction, scope, by, self.at, due_by)
        return [
            BoardCount(row["grouped"], row["open"], row["overdue"], row["due_soon"])
            for row in self._rows(query)
        ]

    def board_evidence(
        self,
        scope: Scope,
        by: Grouping,
        group: str | None,
        *,
        due_by: datetime,
        after: int = 0,
        limit: int = 1_000,
    ) -> Page[BoardEvent, int]:
        query = case_queries.board_evidence(
            self._jurisdiction, scope, by, group, self.at, due_by, after, limit
        )
        found = [BoardEvent(**row) for row in self._rows(query)]
        return page_of(found, limit, lambda event: event.position)

    def due_cases(self, limit: int) -> Sequence[DueCase]:
        query = case_queries.due_cases(self._jurisdiction, self.at, limit)
        return [DueCase(row["case_id"], row["next_bound"]) for row in self._rows(query)]

    def cases_tracked_before(
        self, before: datetime, *, after: TrackedCase | None = None, limit: int = 1_000
    ) -> Sequence[TrackedCase]:
        query = case_queries.tracked_before(self._jurisdiction, before, after, limit)
        return [TrackedCase(row["tracked_at"], row["case_id"]) for row in self._rows(query)]

    def open_cases_with_other_calendar(
        self, version: str, *, after: UUID | None = None, limit: int = 1_000
    ) -> Sequence[UUID]:
        query = case_queries.other_calendar(self._jurisdiction, version, after, limit)
        return [row["case_id"] for row in self._rows(query)]

    def open_cases_by_pack(self) -> Mapping[str, int]:
        rows = self._rows(case_queries.open_by_pack(self._jurisdiction))
        return {row["pack"]: row["count"] for row in rows}

    def open_cases_not_under(
        self, pack: str, *, after: UUID | None = None, limit: int = 1_000
    ) -> Sequence[UUID]:
        query = case_queries.open_under_other_pack(self._jurisdiction, pack, after, limit)
        return [row["case_id"] for row in self._rows(query)]

    def find_same_matter(
        self, *, reporter: str, category: str | None, grid: str | None, since: datetime
    ) -> Sequence[CaseRow]:
        query = case_queries.same_matter(self._jurisdiction, reporter, category, grid, since)
        return self._heads(query)

    def duplicate_candidates(
        self, *, grid: str, category: str | None, around: datetime, hours: int, limit: int = 20
    ) -> Sequence[CaseRow]:
        query = case_queries.duplicate_candidates(
            self._jurisdiction, grid, category, around, hours, limit
        )
        return self._heads(query)

    def contacts(self, case_id: UUID) -> int:
        rows = self._rows(case_queries.contacts(self._jurisdiction, case_id))
        return int(rows[0]["count"])

    def obligations(
        self,
        scope: Scope,
        which: ObligationFilter,
        *,
        after: ObligationCursor | None = None,
        limit: int = 200,
    ) -> Page[ObligationRow, ObligationCursor]:
        query = case_queries.obligations(self._jurisdiction, scope, which, after, limit)
        rows = _OBLIGATION_ROWS.validate_python(self._rows(query))
        return page_of(
            rows, limit, lambda row: ObligationCursor(row.opened_at, row.case_id, row.obligation_id)
        )

    def last_owed(self, scope: Scope, unit: str, *, limit: int) -> Sequence[ObligationRow]:
        query = case_queries.last_owed(self._jurisdiction, scope, unit, limit)
        return _OBLIGATION_ROWS.validate_python(self._rows(query))[::-1]

    def register(
        self,
        scope: Scope,
        which: RegisterFilter,
        *,
        after: RegisterCursor | None = None,
        limit: int = 200,
    ) -> Page[RegisterRow, RegisterCursor]:
        query = case_queries.register(self._jurisdiction, scope, which, after, limit)
        rows = _REGISTER_ROWS.validate_python(self._rows(query))
        return page_of(
            rows, limit, lambda row: RegisterCursor(row.claimed_at, row.case_id, row.claim_no)
        )

    def set_counts(
        self,
        sets: Mapping[str, EventSet],
        basis: Basis,
        scope: Scope,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        *,
        group: Group | None = None,
    ) -> Mapping[str | None, Mapping[str, int]]:
        asked = self._counting(sets, basis, scope, cohort, rules, group)
        found: dict[str | None, dict[str, int]] = {}
        for codes, query, sign in indicator_queries.counted(asked):
            for row in self._rows(query):
                counts = found.setdefault(row["grouped"], dict.fromkeys(sets, 0))
                for code in codes:
                    counts[code] += sign * row[code]
        if group is None:
            found.setdefault(None, dict.fromkeys(sets, 0))
        return found

    def set_evidence(
        self,
        sets: Mapping[str, EventSet],
        sides: tuple[Side, Side | None],
        basis: Basis,
        scope: Scope,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        *,
        after: Place | None = None,
        limit: int = 1_000,
    ) -> Page[CountedEvent, Place]:
        asked = self._counting(sets, basis, scope, cohort, rules, None)
        found = self._rows(indicator_queries.evidence(asked, sides, after, limit))
        events = [CountedEvent(**row) for row in found]
        places = list(dict.fromkeys(Place(event.case_id, event.item) for event in events))
        page = page_of(places, limit, lambda place: place)
        kept = frozenset(page.items)
        return Page(
            [event for event in events if Place(event.case_id, event.item) in kept], page.next
        )

    def exclusions(
        self,
        basis: Basis,
        scope: Scope,
        cohort: Cohort,
        *,
        after: UUID | None = None,
        limit: int = 200,
    ) -> Page[Exclusion, UUID]:
        asked = self._counting({}, basis, scope, cohort, {}, None)
        rows = self._rows(indicator_queries.excluded(asked, after, limit))
        page = page_of([row["case_id"] for row in rows], limit, lambda case_id: case_id)
        head = self._log.head(self._jurisdiction)
        streams = self._log.streams_of(self._jurisdiction, page.items, head)
        return Page([_exclusion(self._log, streams[case_id]) for case_id in page.items], page.next)

    def _counting(
        self,
        sets: Mapping[str, EventSet],
        basis: Basis,
        scope: Scope,
        cohort: Cohort,
        rules: Mapping[str, FigureRules],
        group: Group | None,
    ) -> Counting:
        return Counting(
            jurisdiction=self._jurisdiction,
            sets=sets,
            basis=basis,
            scope=scope,
            cohort=cohort,
            rules=rules,
            at=self.at,
            group=group,
            may_sum=self._memory is not None,
        )

    def moments(self, scope: Scope, cohort: Cohort) -> Mapping[Moment, Moments]:
        text, parameters = figure_queries.moments(self._jurisdiction, scope, cohort)
        (found,) = self._ask(text, parameters, tuple_row)
        return {
            moment: Moments(*found[3 * n : 3 * n + 3])
            for n, moment in enumerate(figure_queries.MOMENTS)
        }

    def moment_evidence(
        self, moment: Moment, scope: Scope, cohort: Cohort, *, after: int = 0, limit: int = 10_000
    ) -> Evidence:
        query = figure_queries.moment_evidence(
            self._jurisdiction, moment, scope, cohort, after, limit
        )
        return self._evidence(query, limit)

    def zero_counters(
        self, scope: Scope, cohort: Cohort, kinds: Sequence[str]
    ) -> Sequence[ZeroCounter]:
        query = figure_queries.zero_counters(self._jurisdiction, scope, cohort)
        counted = {row["serious_kind"]: row["count"] for row in self._rows(query)}
        return [ZeroCounter(kind, counted.get(kind, 0)) for kind in kinds]

    def zero_evidence(
        self, kind: str, scope: Scope, cohort: Cohort, *, after: int = 0, limit: int = 10_000
    ) -> Evidence:
        query = figure_queries.zero_evidence(self._jurisdiction, kind, scope, cohort, after, limit)
        return self._evidence(query, limit)

    def _evidence(self, query: Query, limit: int) -> Evidence:
        page = page_of(self._rows(query), limit, lambda row: int(row["position"]))
        return Evidence(
            [row["position"] for row in page.items if row["above"]],
            [row["position"] for row in page.items if row["below"]],
            page.next,
        )

    def _line(self, case_id: UUID, line: Sequence[Any], version: int) -> CaseRow:
        if version_of(line) == version:
            return line_of(line)
        return self._folded({case_id: version})[case_id]

    def _heads(self, query: Query) -> list[CaseRow]:
        text, parameters = query
        return self._lines(dict(self._ask(text, parameters, tuple_row)))

    def _lines(self, versions: Mapping[UUID, int]) -> list[CaseRow]:
        """Wide lines of the heads found; one that is behind its head is folded on the spot."""
        lines = self._memory.known(self._jurisdiction, versions) if self._memory else {}
        lacking = [case_id for case_id in versions if case_id not in lines]
        if lacking:
            text, parameters = case_queries.wide_lines(self._jurisdiction, lacking)
            read = {
                row.case_id: row for row in map(line_of, self._ask(text, parameters, tuple_row))
            }
            behind = {
                case_id: versions[case_id]
                for case_id in lacking
                if case_id not in read or read[case_id].version != versions[case_id]
            }
            if behind:
                read.update(self._folded(behind))
            if self._memory:
                self._memory.keep(read.values())
            lines.update(read)
        return [lines[case_id] for case_id in versions]

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
        return self._ask(text, parameters, dict_row)


class PostgresReadModels:
    """``ReadModels``.

    Args:
        readers: connections of the service's role.
        log: read on connections of its own, for views of the past.
    """

    def __init__(self, readers: Readers, log: Log) -> None:
        self._readers = readers
        self._memory = LineMemory()
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
            if as_of is None:
                yield PostgresCaseView(
                    self._readers.rows, jurisdiction, now, self._log, self._memory
                )
            else:
                with self._readers.lent() as connection:
                    yield from self._past(connection, jurisdiction, as_of)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost

    def _past(
        self, connection: psycopg.Connection, jurisdiction: str, as_of: AsOf
    ) -> Iterator[PostgresCaseView]:
        ask = _asking(connection)
        prepared, connection.prepare_threshold = connection.prepare_threshold, None
        try:
            with connection.transaction():
                self._materialise(connection, jurisdiction, as_of)
                yield PostgresCaseView(ask, jurisdiction, as_of.instant, self._log)
        finally:
            connection.prepare_threshold = prepared

    @contextmanager
    def from_log(
        self,
        jurisdiction: str,
        *,
        now: datetime,
        as_of: AsOf | None = None,
        report: Callable[[int, int], None] = lambda _read, _total: None,
    ) -> Generator[PostgresCaseView, None, None]:
        """What indicators count, from the log alone, in memory for some histories at a time.

        Raises:
            LogUnavailable: the database cannot be reached, or went away meanwhile.
        """
        at = now if as_of is None else as_of.instant
        try:
            with self._readers.lent() as connection:
                ask = _asking(connection)
                prepared, connection.prepare_threshold = connection.prepare_threshold, None
                try:
                    with connection.transaction():
                        self._fold_all(connection, jurisdiction, as_of, report)
                        yield PostgresCaseView(ask, jurisdiction, at, self._log)
                finally:
                    connection.prepare_threshold = prepared
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost

    def _fold_all(
        self,
        connection: psycopg.Connection,
        jurisdiction: str,
        as_of: AsOf | None,
        report: Callable[[int, int], None],
    ) -> None:
        head = self._log.head(jurisdiction)
        into = sql.Identifier("pg_temp", INDICATOR_FACTS.name)
        read = 0
        waiting: list[IndicatorFacts] = []
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE TEMPORARY TABLE {name} (LIKE {name}) ON COMMIT DROP").format(
                    name=sql.Identifier(INDICATOR_FACTS.name)
                )
            )
            rows = self._log.stream_all(jurisdiction, up_to=head)
            for _, stream in groupby(rows, key=lambda row: row.aggregate_id):
                stored = list(stream)
                read += len(stored)
                if stored[0].topic in INDICATOR_FACTS.begins_with:
                    history = [self._log.decode(row) for row in stored]
                    if (story := told(read_as_of(history, as_of), jurisdiction)) is not None:
                        waiting.extend(INDICATOR_FACTS.fold(story))
                if len(waiting) >= _AT_ONCE:
                    INDICATOR_FACTS.insert(cursor, waiting, into=into)
                    waiting.clear()
                    report(read, head)
            INDICATOR_FACTS.insert(cursor, waiting, into=into)
            cursor.execute(sql.SQL("ANALYZE {}").format(into))
        report(read, head)

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
                for table in CASE_TABLES:
                    rows = [row for story in stories for row in table.fold(story)]
                    table.insert(cursor, rows, into=sql.Identifier("pg_temp", table.name))
            for table in CASE_TABLES:
                cursor.execute(sql.SQL("ANALYZE pg_temp.{}").format(sql.Identifier(table.name)))

    @staticmethod
    def _snapshot(cursor: psycopg.Cursor[Any], jurisdiction: str) -> int:
        """Position of the newest event that this transaction sees, 0 for an empty log."""
        found = cursor.execute(
            "SELECT position FROM log_heads WHERE jurisdiction = %s", [jurisdiction]
        ).fetchone()
        return int(found[0]) if found else 0


def _asking(connection: psycopg.Connection) -> Ask:
    def ask(text: Text, parameters: Mapping[str, Any], row_factory: RowFactory[Any]) -> list[Any]:
        with connection.cursor(row_factory=row_factory, binary=True) as cursor:
            return cursor.execute(text, parameters).fetchall()

    return ask


def _exclusion(log: Log, stream: Sequence[LogRow]) -> Exclusion:
    """The latest exclusion in the history of a case that has one."""
    asked, told = stream[0], None
    found: Exclusion | None = None
    for stored in stream:
        event = log.decode(stored)
        match event:
            case GateRequested(gate_code=code) if code == EXCLUSION:
                asked = stored
            case GateOpinionGiven(gate_code=code) if code == EXCLUSION:
                told = event.opinion
            case GatePassed(gate_code=code) if code == EXCLUSION:
                request = log.decode(asked)
                assert isinstance(request, GateRequested) and told is not None  # noqa: PT018  # a gate passes after both
                found = Exclusion(
                    case_id=event.originator_id,
                    ground=request.subject,
                    reason=request.reason,
                    requested_by=request.actor_id,
                    approved_by=event.actor_id,
                    approved_at=event.timestamp,
                    opinion=told,
                    positions=(asked.position, stored.position),
                )
    assert found is not None, "an excluded case has passed the gate"
    return found


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
    for table in CASE_TABLES:
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
    for table in CASE_TABLES:
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
