"""Makes read models anew from the log, beside those in use, and swaps them without a pause.

The new tables are filled by several processes from one snapshot of the log, indexed, and brought
up to date, while everybody works with the old ones. Only the last step waits for nobody and lets
others wait for an instant: a few events and a change of name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic, sleep
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from infrastructure.projections import rebuild_crew
from infrastructure.projections.histories import HOT, TABLES, TRACKING, Log
from infrastructure.projections.projector import project
from infrastructure.projections.rebuild_fill import Part
from infrastructure.projections.rebuild_tables import (
    Side,
    drop_leftovers,
    finish,
    make_sides,
    take_place,
)
from infrastructure.projections.table import Table

_ALONE = 0x636C6F73_00000003
"""Advisory lock of whoever rebuilds; only to save work: two at once would harm nothing live."""

_PART = 20_000  # events that a process takes at a time
_WORTH_HELP = 100_000  # events; below, a second process takes longer to begin than to help
_PAGE = 5_000
_NEARLY = 50  # events that may be caught up with while others wait
_INSTANT = "150ms"  # that a swap may wait for its locks, while all others queue behind it
_PAUSE = 0.25  # seconds between two attempts, in which those who queued get through
_PATIENCE = 600.0  # seconds of attempts


class Phase(StrEnum):
    """What a rebuild is doing."""

    READING = "READING"
    INDEXING = "INDEXING"
    CATCHING_UP = "CATCHING_UP"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild has come.

    Attributes:
        events: read so far; ``total``: of how many.
    """

    phase: Phase
    events: int
    total: int


class NoSuchReadModel(Exception):
    """A read model was named that is not one of those there are."""


class RebuildRuns(Exception):
    """Another rebuild of this database is under way."""


class TablesHeld(Exception):
    """Somebody held a table for minutes on end, so that the new ones could not take its place."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did.

    Attributes:
        rows: by table.
        events: read from the snapshot; ``seconds`` it took from the first to the swap.
        locked: seconds that others had to wait at most, in the attempt that swapped.
    """

    rows: Mapping[str, int]
    events: int
    seconds: float
    locked: float


def chosen(read_model: str | None) -> Sequence[Table[Any, Any]]:
    """The read model of that name, or all of them.

    Raises:
        NoSuchReadModel: there is none of that name; the text lists those there are.
    """
    found = [table for table in TABLES if read_model in {None, table.read_model}]
    if not found:
        names = ", ".join(table.read_model for table in TABLES)
        raise NoSuchReadModel(f"there is no read model {read_model!r}; there are {names}")
    return found


def rebuild(
    dsn: str,
    log: Log,
    *,
    tables: Sequence[Table[Any, Any]] = TABLES,
    report: Callable[[Progress], None] = lambda _: None,
    processes: int | None = None,
    part: int = _PART,
) -> Rebuilt:
    """Make tables anew from the first event of every log on.

    May run while commands, a projector and readers do. If it is broken off, the tables in use are
    as they were, and the next run clears away what was begun.

    Args:
        dsn: the role that owns the tables.
        processes: that read at once; None: as many as there are cores, fewer for short logs.
        part: events, about, that a process takes at a time.

    Raises:
        RebuildRuns: another one is under way.
        TablesHeld: the swap had no chance for ten minutes.
        HelperLost: one of the processes failed.
    """
    began = monotonic()
    with psycopg.connect(dsn, autocommit=True) as owner, _alone(owner):
        sides = make_sides(owner, [name for table in tables for name in table.stored])
        try:
            reached = _heads(owner)
            total = sum(reached.values())
            hands = processes or min(rebuild_crew.cores(), 1 + total // _WORTH_HELP)
            new = _beside(tables, sides)
            names = [(old.name, side.name) for old, side in zip(tables, new, strict=True)]
            seen = 0
            with closing(
                rebuild_crew.fill_all(dsn, names, _parts(reached, part), hands)
            ) as reading:
                for events in reading:
                    seen += events
                    report(Progress(Phase.READING, seen, total))
            report(Progress(Phase.INDEXING, total, total))
            with owner.cursor() as cursor:
                for table in new:
                    table.sum_up(cursor)
            finish(owner, dsn, sides, rebuild_crew.cores())
            locked = _Follower(owner, log, new, sides, reached).swap(report)
        except BaseException:
            drop_leftovers(owner)
            raise
        rows = {table.name: _count(owner, table.name) for table in tables}
    return Rebuilt(rows, total, monotonic() - began, locked)


class _Follower:
    """Keeps new tables up with the log until they take the place of the old ones."""

    def __init__(
        self,
        owner: psycopg.Connection,
        log: Log,
        new: Sequence[Table[Any, Any]],
        sides: Sequence[Side],
        reached: Mapping[str, int],
    ) -> None:
        self._owner = owner
        self._log = log
        self._sides = sides
        self._new = new
        self._hot = bool({one.name for one in sides} & {table.name for table in HOT})
        self._reached = dict(reached)

    def swap(self, report: Callable[[Progress], None]) -> float:
        """Catch up and let the new tables take their place; seconds that others waited.

        Raises:
            TablesHeld: no attempt got the locks.
        """
        deadline = monotonic() + _PATIENCE
        while True:
            self._catch_up(report)
            try:
                return self._attempt()
            except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled) as held:
                if monotonic() > deadline:
                    names = ", ".join(one.name for one in self._sides)
                    raise TablesHeld(f"One of {names} is in use without a pause.") from held
            sleep(_PAUSE)

    def _catch_up(self, report: Callable[[Progress], None]) -> None:
        while True:
            heads = _heads(self._owner)
            behind = sum(heads.values()) - sum(self._reached.values())
            if behind <= _NEARLY:
                return
            report(Progress(Phase.CATCHING_UP, sum(self._reached.values()), sum(heads.values())))
            for jurisdiction, head in heads.items():
                with self._owner.transaction(), self._owner.cursor() as cursor:
                    self._follow(cursor, jurisdiction, head)

    def _follow(self, cursor: psycopg.Cursor[Any], jurisdiction: str, goal: int) -> None:
        """Bring the new tables to a position of one log."""
        at = self._reached.get(jurisdiction, 0)
        while at < goal:
            rows = self._log.events_after(jurisdiction, at, _PAGE, up_to=goal)
            touched = list(dict.fromkeys(row.aggregate_id for row in rows))
            at = rows[-1].position
            project(cursor, self._log, jurisdiction, touched, at, self._new)
        self._reached[jurisdiction] = at

    def _attempt(self) -> float:
        """One attempt to swap; seconds that others had to wait for it.

        A hot table is as far as the log: writers wait at its lock until the new one is there. A
        projected one is at least as far as the projector, which waits at the lock as well; what
        it repeats afterwards gives the same rows.
        """
        reached = dict(self._reached)
        began = monotonic()
        try:
            with self._owner.transaction(), self._owner.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_INSTANT])
                cursor.execute(
                    sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(
                        sql.SQL(", ").join(sql.Identifier(one.name) for one in self._sides)
                    )
                )
                cursor.execute("SELECT set_config('statement_timeout', '0', true)")
                goals = _heads(self._owner) if self._hot else _tracked(self._owner)
                for jurisdiction, goal in goals.items():
                    self._follow(cursor, jurisdiction, goal)
                for one in self._sides:
                    take_place(cursor, one)
        except BaseException:
            self._reached = reached  # what was followed was rolled back
            raise
        return monotonic() - began


def _beside(tables: Sequence[Table[Any, Any]], sides: Sequence[Side]) -> Sequence[Table[Any, Any]]:
    """The read models in their new tables."""
    side_of = {one.name: one.side for one in sides}
    return [table.beside([side_of[name] for name in table.stored]) for table in tables]


def _heads(owner: psycopg.Connection) -> dict[str, int]:
    """The newest position of each log, also of those opened a moment ago."""
    return dict(owner.execute("SELECT jurisdiction, position FROM log_heads").fetchall())


def _tracked(owner: psycopg.Connection) -> dict[str, int]:
    """How far the projector has come in each log."""
    return dict(
        owner.execute(
            "SELECT jurisdiction, position FROM tracking WHERE name = %s", [TRACKING]
        ).fetchall()
    )


def _parts(heads: Mapping[str, int], size: int) -> Iterator[Part]:
    """Ranges of ids with about as many events each: ids are hashes, so they lie evenly."""
    for jurisdiction, head in heads.items():
        count = -(-head // size)
        bounds = [UUID(int=(number << 128) // count) for number in range(count)]
        for number, first in enumerate(bounds):
            beyond = bounds[number + 1] if number + 1 < count else None
            yield Part(jurisdiction, first, beyond, head)


@contextmanager
def _alone(owner: psycopg.Connection) -> Iterator[None]:
    found = owner.execute("SELECT pg_try_advisory_lock(%s)", [_ALONE]).fetchone()
    if found != (True,):
        raise RebuildRuns("another rebuild of this database is under way")
    try:
        yield
    finally:
        if not owner.closed:
            owner.execute("SELECT pg_advisory_unlock(%s)", [_ALONE])


def digest(connection: psycopg.Connection, table: Table[Any, Any]) -> str:
    """SHA-256 of a table's rows in the order of their keys, hexadecimal.

    The same rows give the same digest, wherever and however often they were made.
    """
    statement = sql.SQL("COPY (SELECT {columns} FROM {table} ORDER BY {key}) TO STDOUT").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        table=sql.Identifier(table.name),
        key=sql.SQL(", ").join(
            sql.SQL('{} COLLATE "C"').format(sql.Identifier(column))
            if column in table.text_columns
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


def _count(owner: psycopg.Connection, name: str) -> int:
    found = owner.execute(
        sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
    ).fetchone()
    assert found is not None
    return int(found[0])
