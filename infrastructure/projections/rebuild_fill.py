"""Fills the new tables of a rebuild from a part of a log: read, fold and write as a stream."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from struct import Struct
from types import TracebackType
from typing import Any, NamedTuple, Self
from uuid import UUID

import psycopg
from psycopg import pq, sql
from psycopg.pq.abc import PGconn

from infrastructure.event_log.mapper import PydanticMapper
from infrastructure.event_log.skim import SKIMMED_LINE, Skimmer, topic_of
from infrastructure.projections.histories import story_from
from infrastructure.projections.packing import HEADER, TRAILER, Pack, Packing
from infrastructure.projections.table import Table

_BLOCK = 1_000  # aggregates whose rows are written at once
_ROW = Struct(">hi16siqi")  # columns, then id, count and lines, each after its length


class Part(NamedTuple):
    """A range of the aggregates of a log.

    Attributes:
        first: the lowest id in it; ``beyond``: the lowest after it, None: there is none.
        up_to: position of the snapshot; later events are left out, whenever they are read.
    """

    jurisdiction: str
    first: UUID
    beyond: UUID | None
    up_to: int


class LogIsTorn(Exception):
    """A history in the log lacks an event, so nothing can be folded from it."""


class Filler:
    """Reads parts of logs and writes the rows they fold to, in memory for one history.

    Args:
        dsn: a role that reads events and owns the new tables; two connections are made.
        tables: read models with the names of their new tables, which have no index yet.
    """

    def __init__(self, dsn: str, tables: Sequence[tuple[Table[Any, Any], str]]) -> None:
        self._source = psycopg.connect(dsn, autocommit=True)
        self._target = psycopg.connect(dsn, autocommit=True)
        # The swap's own commit is waited for, and what was committed before it is then safe, too.
        self._target.execute("SET synchronous_commit = off")
        self._skimmer = Skimmer(PydanticMapper())
        packing = Packing()
        self._sinks = [
            _Sink(self._target, table, name, packing.of(table.row)) for table, name in tables
        ]
        self._sinks_of = {
            topic.encode(): [sink for sink in self._sinks if topic in sink.begins_with]
            for topic in frozenset[str]().union(*(table.begins_with for table, _ in tables))
        }

    def fill(self, part: Part) -> Iterator[int]:
        """Write the rows of a part; yields, now and then, how many more events were read.

        Raises:
            LogIsTorn: a version is missing.
            MapperDeserialisationError: a stored event cannot be read.
        """
        with without_collector():
            for events in self._filled(part):
                for sink in self._sinks:
                    sink.flush()
                yield events

    def _filled(self, part: Part) -> Iterator[int]:
        read = folded = 0
        for row in _copied(self._source.pgconn, _reading(part).as_bytes(self._source)):
            _, _, raw_id, _, events, _ = _ROW.unpack_from(row)
            read += events
            lines = row[_ROW.size :]
            sinks = self._sinks_of.get(topic_of(lines))
            if sinks:
                history = self._skimmer.history(UUID(bytes=raw_id), lines)
                for place, event in enumerate(history, 1):
                    if event.originator_version != place:
                        raise LogIsTorn(f"{event.originator_id} lacks version {place}.")
                story = story_from(history, part.jurisdiction)
                for sink in sinks:
                    sink.add(story)
                folded += 1
                if folded == _BLOCK:
                    yield read
                    read = folded = 0
        yield read

    def close(self) -> None:
        """Close both connections."""
        self._source.close()
        self._target.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Sink:
    """Rows on their way into one table, packed as soon as they are folded."""

    def __init__(
        self, target: psycopg.Connection, table: Table[Any, Any], name: str, pack: Pack
    ) -> None:
        self.begins_with = table.begins_with
        self._fold = table.fold
        self._target = target
        self._pack = pack
        self._packed: list[bytes] = []
        self._statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
        )

    def add(self, story: Any) -> None:
        """Fold a story; its rows wait for the next ``flush``."""
        self._packed.append(self._pack(self._fold(story)))

    def flush(self) -> None:
        """Write the rows."""
        if self._packed:
            with self._target.cursor().copy(self._statement) as copy:
                copy.write(b"".join([HEADER, *self._packed, TRAILER]))
            self._packed.clear()


def _reading(part: Part) -> sql.Composed:
    """A row for each aggregate, not for each event: what is done in Python is done less often.

    The lines lie in the order of the rows they are gathered from. SQL does not promise it, so
    versions are looked at; to order them once more takes as long as to read them.
    """
    return sql.SQL(
        "COPY (SELECT aggregate_id, count(*), string_agg({line}, '\n') FROM ("
        "SELECT aggregate_id, version, topic, state FROM events "
        "WHERE jurisdiction = {jurisdiction} AND position <= {up_to} "
        "AND aggregate_id >= {first} {end} ORDER BY aggregate_id, version) AS ordered "
        "GROUP BY aggregate_id) TO STDOUT (FORMAT binary)"
    ).format(
        line=sql.SQL(SKIMMED_LINE),
        jurisdiction=sql.Literal(part.jurisdiction),
        up_to=sql.Literal(part.up_to),
        first=sql.Literal(part.first),
        end=sql.SQL("")
        if part.beyond is None
        else sql.SQL("AND aggregate_id < {}").format(sql.Literal(part.beyond)),
    )


def _copied(raw: PGconn, statement: bytes) -> Iterator[bytes]:
    """The tuples of a binary COPY, straight from libpq: one call for each.

    Raises:
        psycopg.Error: what the server says.
    """
    begun = raw.exec_(statement)
    if begun.status != pq.ExecStatus.COPY_OUT:
        raise psycopg.errors.error_from_result(begun)
    next_row = raw.get_copy_data
    _, first = next_row(0)
    row = bytes(first)[len(HEADER) :]
    while row != TRAILER:
        if row:
            yield row
        size, data = next_row(0)
        if size < 0:  # the server broke off, and says why in its result
            break
        row = bytes(data)
    while next_row(0)[0] > 0:
        pass
    while ended := raw.get_result():
        if ended.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(ended)


@contextmanager
def without_collector() -> Iterator[None]:
    """Without looking for cycles: histories and rows have none, and looking costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
