"""Tables of bodies, meetings and the like: as they are, or as they stood at an instant (ENV-06)."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import RowFactory

from application.ports import LogUnavailable
from application.read_models.aggregate_story import story_of
from application.read_models.as_of import AsOf, Axis, read_as_of
from infrastructure.postgres.readers import Readers, Text
from infrastructure.projections.asking import Ask
from infrastructure.projections.histories import TRACKING, Log, histories_of
from infrastructure.projections.table import AggregateTable

_AT_ONCE = 500  # histories in memory while an as-of view is made
_STAMP = {Axis.RECORDED: sql.SQL("changed_at"), Axis.OCCURRED: sql.SQL("latest_occurred_at")}


class AggregateViews:
    """Answers statements over read models of aggregates that are no cases.

    Args:
        readers: connections of the service's role.
        log: read on connections of its own, for views of the past.
    """

    def __init__(self, readers: Readers, log: Log) -> None:
        self._readers = readers
        self._log = log

    @contextmanager
    def view(
        self, jurisdiction: str, *tables: AggregateTable[Any], as_of: AsOf | None
    ) -> Generator[Ask, None, None]:
        """What runs statements over these tables, now or as they stood.

        A view of the past takes the rows of all that has not changed since, and folds the rest
        again into temporary tables of the same names; they go when the view is left.

        Raises:
            LogUnavailable: the database cannot be reached, or went away meanwhile.
        """
        try:
            if as_of is None:
                yield self._readers.rows
            else:
                with self._readers.lent() as connection:
                    yield from self._past(connection, jurisdiction, tables, as_of)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost

    def _past(
        self,
        connection: psycopg.Connection,
        jurisdiction: str,
        tables: Sequence[AggregateTable[Any]],
        as_of: AsOf,
    ) -> Iterator[Ask]:
        def ask(
            text: Text, parameters: Mapping[str, Any], row_factory: RowFactory[Any]
        ) -> list[Any]:
            with connection.cursor(row_factory=row_factory, binary=True) as cursor:
                return cursor.execute(text, parameters).fetchall()

        prepared, connection.prepare_threshold = connection.prepare_threshold, None
        try:
            with connection.transaction(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                for table in tables:
                    self._materialise(cursor, jurisdiction, table, as_of)
                yield ask
        finally:
            connection.prepare_threshold = prepared

    def _materialise(
        self,
        cursor: psycopg.Cursor[Any],
        jurisdiction: str,
        table: AggregateTable[Any],
        as_of: AsOf,
    ) -> None:
        head, changed = _split(cursor, jurisdiction, table, as_of)
        into = sql.Identifier("pg_temp", table.name)
        for start in range(0, len(changed), _AT_ONCE):
            histories = histories_of(
                self._log,
                jurisdiction,
                changed[start : start + _AT_ONCE],
                head,
                begins_with=table.begins_with,
            )
            rows = [
                row
                for history in histories
                if (story := story_of(read_as_of(history, as_of), jurisdiction)) is not None
                for row in table.fold(story)
            ]
            table.insert(cursor, rows, into=into)
        cursor.execute(sql.SQL("ANALYZE {}").format(into))


def _split(
    cursor: psycopg.Cursor[Any], jurisdiction: str, table: AggregateTable[Any], as_of: AsOf
) -> tuple[int, list[UUID]]:
    """Make the temporary table with all rows that stand as they stood.

    Returns the position of the newest event, and the aggregates to fold again: those with anything
    later than the instant, and those with events that the projector has not reached yet.
    """
    found = cursor.execute(
        "SELECT current_schema(), "
        "coalesce((SELECT position FROM log_heads WHERE jurisdiction = %(j)s), 0), "
        "coalesce((SELECT position FROM tracking WHERE jurisdiction = %(j)s "
        "AND name = %(name)s), 0)",
        {"j": jurisdiction, "name": TRACKING},
    ).fetchone()
    assert found is not None
    schema, head, reached = found
    source = sql.Identifier(schema, table.name)
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE {name} (LIKE {source}) ON COMMIT DROP").format(
            name=sql.Identifier(table.name), source=source
        )
    )
    unprojected = [
        aggregate_id
        for (aggregate_id,) in cursor.execute(
            "SELECT DISTINCT aggregate_id FROM events WHERE jurisdiction = %s AND position > %s",
            [jurisdiction, reached],
        ).fetchall()
    ]
    parameters = {"j": jurisdiction, "at": as_of.instant, "late": unprojected}
    stamp = _STAMP[as_of.axis]
    changed = cursor.execute(
        sql.SQL(
            "SELECT aggregate_id FROM {source} WHERE jurisdiction = %(j)s AND {stamp} > %(at)s "
            "UNION SELECT unnest(%(late)s::uuid[]) ORDER BY aggregate_id"
        ).format(source=source, stamp=stamp),
        parameters,
    ).fetchall()
    cursor.execute(
        sql.SQL(
            "INSERT INTO pg_temp.{name} SELECT * FROM {source} WHERE jurisdiction = %(j)s "
            "AND {stamp} <= %(at)s AND aggregate_id <> ALL (%(late)s)"
        ).format(name=sql.Identifier(table.name), source=source, stamp=stamp),
        parameters,
    )
    return head, [aggregate_id for (aggregate_id,) in changed]
