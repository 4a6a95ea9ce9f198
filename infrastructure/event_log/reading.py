"""Streaming the log to followers and rebuilds, in pages: flat memory, no long transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg.pq.abc import PGresult

from application.ports import LogUnavailable
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Sessions, Statement

_COLUMNS = "position, aggregate_id, version, topic, recorded_at, state"
_FIRST_ID, _LAST_ID = UUID(int=0), UUID(int=2**128 - 1)
FAR = 2**62
"""Beyond every position."""

_AFTER = Statement(
    "events_after",
    f"SELECT {_COLUMNS} FROM events WHERE jurisdiction = $1 AND position > $2 AND position <= $3 "  # noqa: S608  # constant
    "ORDER BY position LIMIT $4",
    (wire.TEXT, wire.INT8, wire.INT8, wire.INT8),
)
_AFTER_OF_TOPICS = Statement(
    "events_after_of_topics",
    f"SELECT {_COLUMNS} FROM events WHERE jurisdiction = $1 AND position > $2 AND position <= $3 "  # noqa: S608  # constant
    "AND topic = ANY ($5) ORDER BY position LIMIT $4",
    (wire.TEXT, wire.INT8, wire.INT8, wire.INT8, wire.TEXT_ARRAY),
)
_STREAMS = Statement(
    "streams_of",
    f"SELECT e.* FROM unnest($2) AS wanted (id), LATERAL (SELECT {_COLUMNS} FROM events "  # noqa: S608  # constant
    "WHERE jurisdiction = $1 AND aggregate_id = wanted.id AND position <= $3 "
    "ORDER BY aggregate_id, version) AS e",
    (wire.TEXT, wire.UUID_ARRAY, wire.INT8),
)
_PAGE = Statement(
    "stream_page",
    f"SELECT {_COLUMNS} FROM events WHERE jurisdiction = $1 "  # noqa: S608  # constant
    "AND (aggregate_id, version) > ($2, $3) AND aggregate_id <= $4 AND position <= $5 "
    "ORDER BY aggregate_id, version LIMIT $6",
    (wire.TEXT, wire.UUID_, wire.INT4, wire.UUID_, wire.INT8, wire.INT8),
)
_PAGE_OF_TOPICS = Statement(
    "stream_page_of_topics",
    f"SELECT {_COLUMNS} FROM events WHERE jurisdiction = $1 "  # noqa: S608  # constant
    "AND (aggregate_id, version) > ($2, $3) AND aggregate_id <= $4 AND position <= $5 "
    "AND topic = ANY ($7) ORDER BY aggregate_id, version LIMIT $6",
    (wire.TEXT, wire.UUID_, wire.INT4, wire.UUID_, wire.INT8, wire.INT8, wire.TEXT_ARRAY),
)
_BEGUN = Statement(
    "begun",
    "SELECT aggregate_id FROM events "
    "WHERE jurisdiction = $1 AND aggregate_id = ANY ($2) AND version = 1",
    (wire.TEXT, wire.UUID_ARRAY),
)
_HEAD = Statement("head", "SELECT position FROM log_heads WHERE jurisdiction = $1", (wire.TEXT,))


class LogRow(NamedTuple):
    """A stored event; ``recorded_at`` is aware, UTC; ``state`` is UTF-8 JSON."""

    position: int
    aggregate_id: UUID
    version: int
    topic: str
    recorded_at: datetime
    state: bytes


class LogReader:
    """Reads any log of a database."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def head(self, jurisdiction: str) -> int:
        """Position of the newest event, 0 for an empty or unknown log."""
        result = self._read(_HEAD, [jurisdiction.encode()])
        return wire.to_int(_cell(result, 0, 0)) if result.ntuples else 0

    def events_after(
        self,
        jurisdiction: str,
        position: int,
        limit: int,
        *,
        up_to: int | None = None,
        topics: Sequence[str] = (),
    ) -> Sequence[LogRow]:
        """The next events by position: as many as ``limit``, fewer only at the end.

        Args:
            up_to: last position that is wanted.
            topics: only these; none: all. A follower must not filter, or it cannot tell how far
                it has come.
        """
        parameters = [
            jurisdiction.encode(),
            wire.int8(position),
            wire.int8(FAR if up_to is None else up_to),
            wire.int8(limit),
        ]
        if topics:
            return rows_of(self._read(_AFTER_OF_TOPICS, [*parameters, wire.texts(topics)]))
        return rows_of(self._read(_AFTER, parameters))

    def begun(self, jurisdiction: str, aggregate_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Which of these aggregates exist."""
        result = self._read(_BEGUN, [jurisdiction.encode(), wire.uuids(list(aggregate_ids))])
        return {UUID(bytes=_cell(result, n, 0)) for n in range(result.ntuples)}

    def streams_of(
        self, jurisdiction: str, aggregate_ids: Sequence[UUID], up_to_position: int | None = None
    ) -> Mapping[UUID, Sequence[LogRow]]:
        """Whole histories by aggregate, in version order; an unknown id has none."""
        wanted = dict.fromkeys(aggregate_ids)
        result = self._read(
            _STREAMS,
            [
                jurisdiction.encode(),
                wire.uuids(list(wanted)),
                wire.int8(FAR if up_to_position is None else up_to_position),
            ],
        )
        streams: dict[UUID, list[LogRow]] = {aggregate_id: [] for aggregate_id in wanted}
        for row in rows_of(result):
            streams[row.aggregate_id].append(row)
        return streams

    def stream_all(  # what to read, and how much of it at a time
        self,
        jurisdiction: str,
        *,
        up_to: int,
        first: UUID = _FIRST_ID,
        last: UUID = _LAST_ID,
        topics: Sequence[str] = (),
        page: int = 20_000,
    ) -> Iterator[LogRow]:
        """Every event up to a position, ordered by aggregate and version.

        One aggregate ends before the next begins, so a fold needs memory for one only. Ranges of
        ids can be read by several processes at once.

        Args:
            up_to: position of the snapshot; later events are left out, whenever they are read.
            first, last: the range of aggregate ids, both included.
            topics: only these; none: all.
        """
        after, version = first.bytes, -1
        while True:
            parameters = [
                jurisdiction.encode(),
                after,
                wire.int4(version),
                last.bytes,
                wire.int8(up_to),
                wire.int8(page),
            ]
            if topics:
                result = self._read(_PAGE_OF_TOPICS, [*parameters, wire.texts(topics)])
            else:
                result = self._read(_PAGE, parameters)
            rows = rows_of(result)
            yield from rows
            if len(rows) < page:
                return
            after, version = rows[-1].aggregate_id.bytes, rows[-1].version

    def _read(self, statement: Statement, parameters: Sequence[bytes | None]) -> PGresult:
        try:
            return self._sessions.read(statement, parameters)
        except ConnectionLost as lost:
            raise LogUnavailable("The database cannot be reached.") from lost


def _cell(result: PGresult, row: int, column: int) -> bytes:
    value = result.get_value(row, column)
    assert value is not None
    return value


def rows_of(result: PGresult) -> list[LogRow]:
    """The rows of a result whose columns are those of ``LogRow``, in this order."""
    return [
        LogRow(
            wire.to_int(_cell(result, n, 0)),
            UUID(bytes=_cell(result, n, 1)),
            wire.to_int(_cell(result, n, 2)),
            _cell(result, n, 3).decode(),
            wire.to_instant(_cell(result, n, 4)),
            _cell(result, n, 5),
        )
        for n in range(result.ntuples)
    ]
