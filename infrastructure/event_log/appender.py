"""Appends saves in batches, and finds out what became of them when the answer is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from threading import Event, Lock
from time import monotonic
from uuid import UUID

from application.ports import (
    DirectoryMoved,
    Followed,
    LogUnavailable,
    OutcomeUnknown,
    SealedItem,
    UnknownJurisdiction,
)
from infrastructure.event_log.group_commit import Full, Lane
from infrastructure.event_log.statements import CONFIRM, RECEIPT, STORED, AppendPlans
from infrastructure.postgres import wire
from infrastructure.postgres.pool import (
    CannotConnect,
    ConnectionLost,
    Rejected,
    Session,
    Sessions,
    Statement,
)
from infrastructure.vault.envelope import key_of

_UNIQUE_VIOLATION = "23505"
_BOOL = (b"\x00", b"\x01")


_ANY = 2**62  # beyond every position


@dataclass(frozen=True, slots=True)
class Row:
    """An event on its way into the log; ``recorded_at`` None: when the database receives it."""

    aggregate_id: UUID
    version: int
    topic: str
    recorded_at: datetime | None
    state: bytes


@dataclass(frozen=True, slots=True)
class KeyedReceipt:
    """What a later command with the same key is told."""

    key: str
    fingerprint: bytes
    aggregate_id: UUID
    version: int
    recorded_at: datetime


@dataclass(slots=True, eq=False)
class Save:
    """What one command appends, all or none.

    Attributes:
        directory: place in ``rows``, from 1, of the last directory event; 0 for none.
        seen: position up to which the decision knew the directory; None: it need not hold still.
        followed: the step of a follower that is taken with it.
        hot: per hot read model its rows as a compact JSON array, or None.
        first: position of the first event once it is stored.
        failure: why it was not stored, or that this is unknown.
    """

    jurisdiction: str
    rows: Sequence[Row]
    receipt: KeyedReceipt | None = None
    directory: int = 0
    seen: int | None = None
    sealed: Sequence[SealedItem] = ()
    followed: Followed | None = None
    hot: tuple[bytes | None, ...] = ()
    touches: frozenset[object] = frozenset()
    first: int = 0
    failure: BaseException | None = None
    done: bool = False
    turn: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        touched: set[object] = {row.aggregate_id for row in self.rows}
        if self.receipt is not None:
            touched.add(self.receipt.key)
        if self.followed is not None:
            touched.add(self.followed.name)
        self.touches = frozenset(touched)

    def fail(self, failure: BaseException) -> None:
        """Not stored, or not known to be."""
        self.failure = failure
        self.done = True


class Appender:
    """Group commit over all logs of a process.

    A batch is one statement: either all of it is stored or nothing. When the server refuses one,
    its halves are tried apart until only the saves that are at fault have failed.

    Args:
        upserts: see ``AppendPlans``.
        resolve_within: seconds to find out what became of a save whose answer was lost.
    """

    def __init__(
        self, sessions: Sessions, *, upserts: Sequence[str] = (), resolve_within: float = 15.0
    ) -> None:
        self._sessions = sessions
        self._plans = AppendPlans(upserts)
        self._models = len(upserts)
        self._patience = resolve_within
        self._lanes: dict[str, Lane[Save]] = {}
        self._lanes_lock = Lock()
        self._closing = Event()

    def append(self, save: Save) -> int:
        """Store it; returns the position of its first event.

        Raises:
            Rejected: the server refused it.
            UnknownJurisdiction: no such log.
            LogUnavailable: no server; nothing was stored.
            OutcomeUnknown: the answer was lost and could not be found out in time.
        """
        give_up = 0.0
        while True:
            try:
                self._lane(save.jurisdiction).submit(save)
            except Full:
                if not give_up:
                    raise LogUnavailable("Too many commands are waiting.") from None
                raise OutcomeUnknown("The log was closed before the answer was found.") from None
            failure = save.failure
            if failure is None:
                return save.first
            if isinstance(failure, ConnectionLost):
                if isinstance(failure, CannotConnect) and not give_up:
                    raise LogUnavailable("The database cannot be reached.") from failure
            elif not (give_up and isinstance(failure, Rejected) and _is_duplicate(failure)):
                raise failure
            give_up = give_up or monotonic() + self._patience
            stored = self._find(save, give_up)
            if stored is not None:
                return stored
            if isinstance(failure, Rejected):
                raise failure
            save.failure = None

    def close(self) -> None:
        """Let what was admitted finish, and admit nothing more."""
        self._closing.set()
        with self._lanes_lock:
            lanes = list(self._lanes.values())
        for lane in lanes:
            lane.close()

    def _lane(self, jurisdiction: str) -> Lane[Save]:
        lane = self._lanes.get(jurisdiction)
        if lane is None:
            with self._lanes_lock:
                if self._closing.is_set():
                    raise Full
                lane = self._lanes.setdefault(jurisdiction, Lane(self._write))
        return lane

    def _write(self, batch: Sequence[Save]) -> None:
        pending = [batch]
        session: Session | None = None
        try:
            while pending:
                part = pending.pop()
                try:
                    if session is None or session.closed:
                        session = self._sessions.take()
                    self._store(session, part)
                except (Rejected, DirectoryMoved) as refusal:
                    if len(part) == 1:
                        part[0].fail(refusal)
                    else:
                        middle = len(part) // 2
                        pending += (part[middle:], part[:middle])
                except (ConnectionLost, UnknownJurisdiction) as failure:
                    self._fail(part, failure)
        finally:
            if session is not None:
                self._sessions.give(session)
            for save in batch:
                if not save.done:  # an error nobody foresaw still answers every caller
                    save.fail(ConnectionLost("the writer stopped before it had an answer"))

    def _fail(self, part: Sequence[Save], failure: Exception) -> None:
        if isinstance(failure, ConnectionLost):
            self._sessions.discard_idle()  # what comes next would wait as long on another one
        for save in part:
            save.fail(failure)

    def _store(self, session: Session, batch: Sequence[Save]) -> None:
        statement, parameters = self._statement(batch)
        result = session.run(statement, parameters)
        if session.unreplicated:
            raise ConnectionLost("committed here, but not confirmed by the replicas")
        base = result.get_value(0, 0) if result.ntuples else None
        if base is None and any(save.seen is not None for save in batch):
            raise DirectoryMoved(batch[0].jurisdiction)
        if base is None:
            raise UnknownJurisdiction(f"No log {batch[0].jurisdiction!r}.")
        position = wire.to_int(base) + 1
        for save in batch:
            save.first = position
            save.done = True
            position += len(save.rows)

    def _statement(self, batch: Sequence[Save]) -> tuple[Statement, list[bytes | None]]:
        offsets = list(accumulate((len(save.rows) for save in batch), initial=0))
        directory = max(
            (offsets[n] + save.directory for n, save in enumerate(batch) if save.directory),
            default=0,
        )
        parameters: list[bytes | None] = [
            batch[0].jurisdiction.encode(),
            wire.int8(offsets[-1]),
            wire.int8(directory),
        ]
        parameters += _event_columns([row for save in batch for row in save.rows])
        seen = min((save.seen for save in batch if save.seen is not None), default=_ANY)
        parameters.append(wire.int8(seen))
        receipts = [
            (save.receipt, offsets[n] + len(save.rows))
            for n, save in enumerate(batch)
            if save.receipt is not None
        ]
        if receipts:
            parameters += _receipt_columns(receipts)
        items = [item for save in batch for item in save.sealed]
        if items:
            parameters += _item_columns(items)
        searchable = [item for item in items if item.bigrams]
        if searchable:
            parameters += _search_columns(searchable)
        steps = [save.followed for save in batch if save.followed is not None]
        if steps:
            parameters += [
                wire.texts([step.name for step in steps]),
                wire.array(wire.INT8, [wire.int8(step.since) for step in steps]),
                wire.array(wire.INT8, [wire.int8(step.until) for step in steps]),
            ]
        hot = tuple(self._hot_rows(batch))
        parameters += [wire.jsonb(rows) for rows in hot if rows is not None]
        statement = self._plans.statement(
            keys=bool(receipts),
            items=bool(items),
            search=bool(searchable),
            steps=bool(steps),
            hot=tuple(rows is not None for rows in hot),
        )
        return statement, parameters

    def _hot_rows(self, batch: Sequence[Save]) -> Iterator[bytes | None]:
        for model in range(self._models):
            arrays = [rows for save in batch if save.hot and (rows := save.hot[model])]
            yield b"[" + b",".join(rows.strip()[1:-1] for rows in arrays) + b"]" if arrays else None

    def _find(self, save: Save, give_up: float) -> int | None:
        """Where the save lies, or None if it was not stored; waits for the database to return."""
        pause = 0.02
        while True:
            try:
                return self._look_for(save)
            except ConnectionLost as lost:
                self._sessions.discard_idle()
                if monotonic() + pause > give_up or self._closing.wait(pause):
                    raise OutcomeUnknown("The answer was lost; ask again with the key.") from lost
                pause = min(2 * pause, 1.0)

    def _look_for(self, save: Save) -> int | None:
        jurisdiction = save.jurisdiction.encode()
        with self._sessions.session() as session:
            session.run(CONFIRM, [jurisdiction])
            if session.unreplicated:
                raise ConnectionLost("the replicas have not confirmed yet")
            if save.receipt is not None:
                return _stored_under_key(session, jurisdiction, save, save.receipt)
            return _stored_as(session, jurisdiction, save.rows[0])


def _stored_under_key(
    session: Session, jurisdiction: bytes, save: Save, receipt: KeyedReceipt
) -> int | None:
    """Position of the first event of the save that has this key, if it is this one.

    The key alone tells: another command may have stored the very same event at the very same
    version, by the same person at the same instant.
    """
    found = session.run(RECEIPT, [jurisdiction, receipt.key.encode()])
    if not found.ntuples:
        return None
    kept = [found.get_value(0, column) or b"" for column in (0, 1, 4)]
    if kept != [receipt.aggregate_id.bytes, wire.int4(receipt.version), receipt.fingerprint]:
        return None
    return wire.to_int(found.get_value(0, 2) or b"") - len(save.rows) + 1


def _stored_as(session: Session, jurisdiction: bytes, row: Row) -> int | None:
    """Position of an event without a key, if it is this one."""
    found = session.run(STORED, [jurisdiction, row.aggregate_id.bytes, wire.int4(row.version)])
    if not found.ntuples or found.get_value(0, 3) != row.state:
        return None
    return wire.to_int(found.get_value(0, 0) or b"")


def _event_columns(rows: Sequence[Row]) -> list[bytes]:
    ids, versions, follows, topics, instants, states = [], [], [], [], [], []
    last: dict[UUID, int] = {}
    for row in rows:
        version = row.version
        ids.append(row.aggregate_id.bytes)
        versions.append(wire.int4(version))
        # What comes before it is looked for in the table, unless it is the row just before.
        follows.append(_BOOL[version <= 1 or last.get(row.aggregate_id) == version - 1])
        topics.append(row.topic.encode())
        instants.append(None if row.recorded_at is None else wire.instant(row.recorded_at))
        states.append(row.state)
        last[row.aggregate_id] = version
    return [
        wire.array(wire.UUID_, ids),
        wire.array(wire.INT4, versions),
        wire.array(wire.BOOL, follows),
        wire.array(wire.TEXT, topics),
        wire.array(wire.TIMESTAMPTZ, instants),
        wire.array(wire.BYTEA, states),
    ]


def _receipt_columns(receipts: Sequence[tuple[KeyedReceipt, int]]) -> list[bytes]:
    return [
        wire.texts([receipt.key for receipt, _ in receipts]),
        wire.array(wire.BYTEA, [receipt.fingerprint for receipt, _ in receipts]),
        wire.uuids([receipt.aggregate_id for receipt, _ in receipts]),
        wire.int4s([receipt.version for receipt, _ in receipts]),
        wire.array(wire.INT8, [wire.int8(last) for _, last in receipts]),
        wire.array(
            wire.TIMESTAMPTZ, [wire.instant(receipt.recorded_at) for receipt, _ in receipts]
        ),
    ]


def _item_columns(items: Sequence[SealedItem]) -> list[bytes]:
    return [
        wire.uuids([item.ref.item_id for item in items]),
        wire.uuids([key_of(item.ciphertext) for item in items]),
        wire.texts([item.person_ref for item in items]),
        wire.uuids([item.case_id for item in items]),
        wire.texts([item.kind for item in items]),
        wire.array(wire.BYTEA, [item.nonce for item in items]),
        wire.array(wire.BYTEA, [item.ciphertext for item in items]),
    ]


def _search_columns(items: Sequence[SealedItem]) -> list[bytes]:
    return [
        wire.uuids([item.ref.item_id for item in items]),
        wire.uuids([key_of(item.ciphertext) for item in items]),
        wire.uuids([item.case_id for item in items]),
        wire.texts([" ".join(item.bigrams) for item in items]),
    ]


def _is_duplicate(refusal: Rejected) -> bool:
    return refusal.sqlstate == _UNIQUE_VIOLATION
