"""Makes read models anew from the log, beside those in use, and swaps them without a pause.

Histories are read in the order of their keys, so the memory needed is that of one chunk. The new
table is filled, indexed and brought up to date while everybody works with the old one; only the
last steps, a few events and a change of name, happen while writers wait.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from domain.kernel import Event, effective
from infrastructure.postgres.pool import SERVICE_ROLE
from infrastructure.projections.histories import (
    HOT,
    TABLES,
    Log,
    case_histories,
)
from infrastructure.projections.projector import locked_position, project
from infrastructure.projections.table import CaseTable

T = TypeVar("T")

_CHUNK = 2_000  # histories folded before their rows are copied in
_CLOSE_ENOUGH = 500  # events that may be caught up with while writers wait
_PAGE = 5_000
_ATTEMPTS = 60  # to swap; between two of them those who queued behind the swap get through
_PATIENCE = "2s"  # for a long query to end, while all new ones queue behind the swap


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild has come.

    Attributes:
        events: read so far, of ``total`` when it began.
    """

    jurisdiction: str
    events: int
    total: int


def rebuild(
    owner: psycopg.Connection,
    log: Log,
    jurisdictions: Sequence[str],
    *,
    tables: Sequence[CaseTable[Any]] = TABLES,
    report: Callable[[Progress], None] = lambda _: None,
) -> Mapping[str, int]:
    """Make the tables anew from the first event on.

    May run while commands and a projector do. If it is broken off, the tables in use are as
    they were.

    Args:
        owner: connection of the role that owns the tables, in autocommit.
        jurisdictions: all logs of the database.

    Returns:
        Rows by table.

    Raises:
        LockNotAvailable: somebody held one of the tables for minutes on end.
    """
    sides = [replace(table, name=_side(table.name)) for table in tables]
    with owner.transaction():
        for table, side in zip(tables, sides, strict=True):
            _create_side(owner, table.name, side.name)
    reached = {}
    for jurisdiction in jurisdictions:
        reached[jurisdiction] = log.head(jurisdiction)
        _fill(owner, log, jurisdiction, reached[jurisdiction], sides, report)
    for table, side in zip(tables, sides, strict=True):
        _index(owner, table.name, side.name)
    for jurisdiction in jurisdictions:
        while log.head(jurisdiction) - reached[jurisdiction] > _CLOSE_ENOUGH:
            with owner.transaction(), owner.cursor() as cursor:
                reached[jurisdiction] = _follow(
                    cursor, log, jurisdiction, reached[jurisdiction], sides
                )
    for attempt in range(_ATTEMPTS, 0, -1):
        try:
            _swap(owner, log, reached, tables, sides)
            break
        except psycopg.errors.LockNotAvailable:
            if attempt == 1:
                raise
    return {table.name: _count(owner, table.name) for table in tables}


def digest(connection: psycopg.Connection, table: CaseTable[Any]) -> str:
    """SHA-256 of a table's rows in the order of their keys, hexadecimal.

    The same rows give the same digest, wherever and however often they were made.
    """
    statement = sql.SQL("COPY (SELECT {columns} FROM {table} ORDER BY {key}) TO STDOUT").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        table=sql.Identifier(table.name),
        key=sql.SQL(", ").join(
            sql.SQL('{} COLLATE "C"').format(sql.Identifier(column))
            if column in _TEXT_KEYS
            else sql.Identifier(column)
            for column in table.key
        ),
    )
    summed = hashlib.sha256()
    with (
        connection.transaction(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET LOCAL TimeZone = 'UTC'")
        with cursor.copy(statement) as copy:
            for block in copy:
                summed.update(block)
    return summed.hexdigest()


_TEXT_KEYS = frozenset({"jurisdiction", "obligation_id"})


def _side(name: str) -> str:
    return f"{name}_rebuild"


def _create_side(owner: psycopg.Connection, name: str, side: str) -> None:
    owner.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(side)))
    owner.execute(
        sql.SQL("CREATE TABLE {side} (LIKE {name} INCLUDING DEFAULTS INCLUDING STORAGE)").format(
            side=sql.Identifier(side), name=sql.Identifier(name)
        )
    )


def _fill(  # one log into its tables, reporting
    owner: psycopg.Connection,
    log: Log,
    jurisdiction: str,
    up_to: int,
    sides: Sequence[CaseTable[Any]],
    report: Callable[[Progress], None],
) -> None:
    seen = 0

    def counted() -> Iterator[Any]:
        nonlocal seen
        for row in log.stream_all(jurisdiction, up_to=up_to):
            seen += 1
            yield row

    histories = (effective(history) for history in case_histories(log, counted()))
    for chunk in _chunks(histories, _CHUNK):
        with owner.transaction(), owner.cursor() as cursor:
            for side in sides:
                _copy(cursor, side, chunk, jurisdiction)
        report(Progress(jurisdiction, seen, up_to))
    report(Progress(jurisdiction, up_to, up_to))


def _copy(
    cursor: psycopg.Cursor[Any],
    side: CaseTable[Any],
    histories: Sequence[Sequence[Event]],
    jurisdiction: str,
) -> None:
    rows = [row for history in histories for row in side.fold(history, jurisdiction)]
    side.copy(cursor, rows, into=sql.Identifier(side.name))


def _index(owner: psycopg.Connection, name: str, side: str) -> None:
    """Give the new table the keys and indexes of the old one, after the rows: that is faster."""
    found = owner.execute(
        "SELECT pg_get_indexdef(i.indexrelid), c.relname, i.indisprimary "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass ORDER BY c.relname",
        [name],
    ).fetchall()
    for definition, index, is_primary in found:
        new = _side(index)
        if is_primary:
            columns = definition[definition.index("(") :]
            owner.execute(
                sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} PRIMARY KEY " + columns).format(
                    sql.Identifier(side), sql.Identifier(new)
                )
            )
            continue
        # "CREATE INDEX name ON schema.table USING …": what follows USING is the index itself.
        method = definition[definition.index(" USING ") :]
        owner.execute(
            sql.SQL("CREATE INDEX {} ON {}" + method).format(
                sql.Identifier(new), sql.Identifier(side)
            )
        )
    owner.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(
            sql.Identifier(side), sql.Identifier(SERVICE_ROLE)
        )
    )
    owner.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(side)))


def _follow(
    cursor: psycopg.Cursor[Any],
    log: Log,
    jurisdiction: str,
    position: int,
    sides: Sequence[CaseTable[Any]],
    up_to: int | None = None,
) -> int:
    """Bring the new tables forward by a page; returns the position they have then."""
    rows = log.events_after(jurisdiction, position, _PAGE, up_to=up_to)
    if not rows:
        return position
    touched = list(dict.fromkeys(row.aggregate_id for row in rows))
    project(cursor, log, jurisdiction, touched, rows[-1].position, sides)
    return rows[-1].position


def _swap(
    owner: psycopg.Connection,
    log: Log,
    reached: Mapping[str, int],
    tables: Sequence[CaseTable[Any]],
    sides: Sequence[CaseTable[Any]],
) -> None:
    """Bring the new tables to where the old ones are, and let them take their place.

    A hot table is as far as the log: writers wait at its lock until the new one is there. A
    projected one is at least as far as the projector, which waits at the row of its position;
    what it repeats afterwards gives the same rows.
    """
    hot = {table.name for table in HOT}
    with owner.transaction(), owner.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
        tracked = {jurisdiction: locked_position(cursor, jurisdiction) for jurisdiction in reached}
        for table in tables:
            cursor.execute(
                sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table.name))
            )
        for table, side in zip(tables, sides, strict=True):
            for jurisdiction, position in reached.items():
                goal = log.head(jurisdiction) if table.name in hot else tracked[jurisdiction]
                at = position
                while at < goal:
                    at = _follow(cursor, log, jurisdiction, at, [side], goal)
            _take_place(cursor, table.name, side.name)


def _take_place(cursor: psycopg.Cursor[Any], name: str, side: str) -> None:
    cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
    cursor.execute(
        sql.SQL("ALTER TABLE {} RENAME TO {}").format(sql.Identifier(side), sql.Identifier(name))
    )
    indexes = cursor.execute(
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass",
        [name],
    ).fetchall()
    for (index,) in indexes:
        cursor.execute(
            sql.SQL("ALTER INDEX {} RENAME TO {}").format(
                sql.Identifier(index), sql.Identifier(index.removesuffix(_side("")))
            )
        )


def _count(owner: psycopg.Connection, name: str) -> int:
    found = owner.execute(
        sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
    ).fetchone()
    assert found is not None
    return int(found[0])


def _chunks(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(items, size)):
        yield chunk
