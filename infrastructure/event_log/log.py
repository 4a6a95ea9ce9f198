"""``EventLog`` on PostgreSQL, for all jurisdictions of a process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from eventsourcing.utils import get_topic
from psycopg.pq.abc import PGresult

from application.ports import (
    Change,
    FollowerMoved,
    KeyReused,
    LogUnavailable,
    Opened,
    Receipt,
    UnknownJurisdiction,
)
from domain.kernel import ConcurrentChange, Event
from infrastructure.event_log.appender import Appender, KeyedReceipt, Row, Save
from infrastructure.event_log.errors import VersionGap, translated
from infrastructure.event_log.mapper import PydanticMapper
from infrastructure.event_log.reading import LogReader, LogRow
from infrastructure.event_log.recollection import Recollection
from infrastructure.event_log.statements import EVENT, HEAD, OPEN, RECEIPT
from infrastructure.postgres import wire
from infrastructure.postgres.pool import Rejected, Sessions, Statement

_OPEN_JURISDICTION = Statement(
    "open_jurisdiction",
    """
    WITH opened AS (
        INSERT INTO jurisdictions (jurisdiction, pack_id) VALUES ($1, $2) ON CONFLICT DO NOTHING
    )
    INSERT INTO log_heads (jurisdiction) VALUES ($1) ON CONFLICT DO NOTHING
    """,
    (wire.TEXT, wire.TEXT),
)
_JURISDICTIONS = Statement(
    "jurisdictions", "SELECT jurisdiction, pack_id FROM jurisdictions ORDER BY jurisdiction", ()
)

_OUT_OF_ORDER = frozenset({"53", "57"})  # full disk, no memory, cancelled by an operator
_NOT_NULL_VIOLATION, _FOREIGN_KEY_VIOLATION, _UNIQUE_VIOLATION = "23502", "23503", "23505"


class HotModel(Protocol):
    """A read model whose rows commit together with the events they come from.

    Attributes:
        table: its table, keyed by (jurisdiction, …), with a column ``version``.
        upsert_sql: stores the rows; ``{rows}`` stands where the JSON array of rows goes. Must
            not replace a row by an older version.
    """

    table: str
    upsert_sql: str

    def rows(self, change: Change) -> bytes | None:
        """The rows that a change leaves behind, as a compact JSON array; None: there are none."""
        ...


class PostgresEventLog(LogReader):
    """The log of every jurisdiction in one database; safe for any number of threads.

    The receipt of a change to several aggregates is that of the first one it names.

    Args:
        hot: read models updated in the appending transaction.
        resolve_within: seconds to find out what became of an append whose answer was lost.
        remembered: events kept decoded in memory, about 3 kB each.
    """

    def __init__(
        self,
        sessions: Sessions,
        *,
        mapper: PydanticMapper | None = None,
        hot: Sequence[HotModel] = (),
        resolve_within: float = 15.0,
        remembered: int = 20_000,
    ) -> None:
        super().__init__(sessions)
        self._recollection = Recollection(remembered)
        self._mapper = mapper or PydanticMapper()
        self._hot = tuple(hot)
        self._appender = Appender(
            sessions, upserts=[model.upsert_sql for model in hot], resolve_within=resolve_within
        )

    def open(
        self,
        jurisdiction: str,
        aggregate_ids: Sequence[UUID],
        *,
        key: str | None = None,
        fingerprint: bytes | None = None,
    ) -> Opened:
        histories: dict[UUID, list[Event]] = {
            wanted: list(self._recollection.beginning(jurisdiction, wanted))
            for wanted in aggregate_ids
        }
        result = self._read(
            OPEN,
            [
                jurisdiction.encode(),
                wire.uuids(list(histories)),
                None if key is None else key.encode(),
                wire.int4s([len(known) for known in histories.values()]),
            ],
        )
        prior: Receipt | None = None
        directory_position: int | None = None
        grown: set[UUID] = set()
        cell = result.get_value
        for n in range(result.ntuples):
            what = wire.to_int(cell(n, 0) or b"")
            if what == EVENT:
                grown.add(self._read_event(result, n, histories))
            elif what == HEAD:
                directory_position = wire.to_int(cell(n, 4) or b"")
            else:
                prior = _receipt(result, n, (1, 2, 4, 5, 6), fingerprint)
        for aggregate_id in grown:
            self._recollection.keep(jurisdiction, aggregate_id, histories[aggregate_id])
        if directory_position is None:
            raise UnknownJurisdiction(f"No log {jurisdiction!r}.")
        return Opened(prior, directory_position, histories)

    def append(self, change: Change) -> Receipt:
        save = self._save(change)
        subject = change.events[0].originator_id
        final = [event for event in change.events if event.originator_id == subject][-1]
        try:
            first = self._appender.append(save)
        except Rejected as refusal:
            return self._judge(change, refusal)
        self._recollection.extend(change.jurisdiction, change.events)
        return Receipt(
            subject,
            final.originator_version,
            first + len(save.rows) - 1,
            change.events[-1].timestamp,
        )

    def history(self, jurisdiction: str, aggregate_id: UUID) -> Sequence[tuple[int, Event]]:
        rows = self.streams_of(jurisdiction, [aggregate_id])[aggregate_id]
        return [(row.position, self.decode(row)) for row in rows]

    def histories(
        self, jurisdiction: str, aggregate_ids: Sequence[UUID]
    ) -> Mapping[UUID, Sequence[Event]]:
        """Whole histories of many aggregates, none of them remembered."""
        streams = self.streams_of(jurisdiction, aggregate_ids)
        return {found: [self.decode(row) for row in rows] for found, rows in streams.items()}

    def decode(self, row: LogRow) -> Event:
        """The event of a row.

        Raises:
            MapperDeserialisationError: the row cannot be read.
        """
        return self._mapper.decode(row.topic, row.aggregate_id, row.version, row.state)

    def open_jurisdiction(self, jurisdiction: str, pack_id: str) -> None:
        """Begin a log; one that exists stays as it is, also the pack it was begun with."""
        self._read(_OPEN_JURISDICTION, [jurisdiction.encode(), pack_id.encode()])

    def jurisdictions(self) -> Mapping[str, str]:
        """All logs of this database: the id of each one's pack by jurisdiction."""
        result = self._read(_JURISDICTIONS, [])
        return {
            (result.get_value(n, 0) or b"").decode(): (result.get_value(n, 1) or b"").decode()
            for n in range(result.ntuples)
        }

    def close(self) -> None:
        """Finish what was begun, refuse the rest; the sessions stay their owner's."""
        self._appender.close()

    def _read_event(self, result: PGresult, n: int, histories: dict[UUID, list[Event]]) -> UUID:
        cell = result.get_value
        aggregate_id = UUID(bytes=cell(n, 1))
        version = wire.to_int(cell(n, 2) or b"")
        history = histories[aggregate_id]
        assert version == len(history) + 1, "the log is read in version order"
        history.append(
            self._mapper.decode(
                (cell(n, 3) or b"").decode(), aggregate_id, version, cell(n, 6) or b""
            )
        )
        return aggregate_id

    def _save(self, change: Change) -> Save:
        events = change.events
        if not events:
            raise ValueError("A change without events is not appended.")
        encode = self._mapper.encode
        rows = [
            Row(
                event.originator_id,
                event.originator_version,
                get_topic(type(event)),
                event.timestamp,
                encode(event),
            )
            for event in events
        ]
        receipt = None
        if change.key is not None:
            subject = rows[0].aggregate_id
            receipt = KeyedReceipt(
                change.key,
                change.fingerprint or b"",
                subject,
                [row.version for row in rows if row.aggregate_id == subject][-1],
                events[-1].timestamp,
            )
        return Save(
            change.jurisdiction,
            rows,
            receipt,
            directory=change.directory,
            seen=change.directory_seen,
            sealed=change.sealed,
            followed=change.followed,
            hot=tuple(model.rows(change) for model in self._hot),
        )

    def _judge(self, change: Change, refusal: Rejected) -> Receipt:
        """What the server's refusal means: a repeated command, or why this one was not stored."""
        if refusal.sqlstate == _UNIQUE_VIOLATION and change.key is not None:
            result = self._read(RECEIPT, [change.jurisdiction.encode(), change.key.encode()])
            if result.ntuples:
                return _receipt(result, 0, (0, 1, 2, 3, 4), change.fingerprint)
        if change.followed is not None and _has_moved(refusal):
            raise FollowerMoved(change.followed.name) from refusal
        raise self._reason(refusal) from refusal

    @staticmethod
    def _reason(refusal: Rejected) -> Exception:
        if refusal.sqlstate == _UNIQUE_VIOLATION and refusal.constraint == "events_pkey":
            return ConcurrentChange("Somebody else changed it first; read it again.")
        if refusal.sqlstate == _FOREIGN_KEY_VIOLATION and refusal.constraint.startswith("vault_"):
            return ConcurrentChange("The person's content was erased meanwhile.")
        if refusal.sqlstate == _NOT_NULL_VIOLATION and refusal.column == "version":
            return VersionGap("An event does not follow the last one of its aggregate.")
        if refusal.sqlstate[:2] in _OUT_OF_ORDER:
            return LogUnavailable("The database cannot store anything now.")
        return translated(refusal)


def _has_moved(refusal: Rejected) -> bool:
    return refusal.sqlstate == _NOT_NULL_VIOLATION and refusal.column == "position"


def _receipt(
    result: PGresult, n: int, columns: tuple[int, int, int, int, int], fingerprint: bytes | None
) -> Receipt:
    """The receipt of an earlier command with the key.

    Raises:
        KeyReused: that command was another one.
    """
    aggregate_id, version, position, recorded_at, stored = (
        result.get_value(n, column) or b"" for column in columns
    )
    if stored != (fingerprint or b""):
        raise KeyReused("This key was used for another request.")
    return Receipt(
        UUID(bytes=aggregate_id),
        wire.to_int(version),
        wire.to_int(position),
        wire.to_instant(recorded_at),
        repeated=True,
    )
