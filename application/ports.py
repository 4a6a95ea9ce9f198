"""What the use cases need from the outside world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.kernel import (
    Aggregate,
    ConcurrentChange,
    Conflict,
    Event,
    Forbidden,
    Invalid,
    Unavailable,
)
from domain.vocabulary import VaultRef


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command left behind.

    Attributes:
        version: the aggregate's version after the command; the caller's next ``ETag``.
        position: place of its last event in the jurisdiction's log, or None if nothing happened.
            Wait for a read model to reach it to read your own write.
        recorded_at: when it was recorded, UTC.
        repeated: the key had been used before: this is the first receipt, nothing was appended.
    """

    aggregate_id: UUID
    version: int
    position: int | None
    recorded_at: datetime
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class SealedItem:
    """One encrypted piece of personal content on its way into the vault.

    Attributes:
        person_ref: whose key seals it; destroying that key erases it.
        case_id: the case it belongs to, for search.
        bigrams: character pairs of the text for the search index; empty: not searchable.
    """

    ref: VaultRef
    person_ref: str
    kind: str
    case_id: UUID
    nonce: bytes
    ciphertext: bytes
    bigrams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command finds when it opens aggregates for a decision.

    Attributes:
        prior: receipt of the earlier command with the same key, or None.
        directory_position: position of the jurisdiction's newest directory event; a directory
            snapshot older than this must be refreshed before it decides anything.
        histories: stored events by aggregate, in version order; empty for an unknown id.
    """

    prior: Receipt | None
    directory_position: int
    histories: Mapping[UUID, Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Followed:
    """A step of somebody who follows the log and appends by what is read there.

    Attributes:
        name: under which the follower keeps its position.
        since, until: the position it read from, and the one it has come to.
    """

    name: str
    since: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Events to append, all or none, with what must commit together with them.

    Attributes:
        events: new events, of one or several aggregates of this jurisdiction, in order.
        aggregates: the aggregates that changed, as they are after the new events; the read
            models that are updated in the same transaction are made from them.
        key, fingerprint: idempotency key and digest of the request; None for system work that is
            idempotent by its own nature.
        directory: place among the events, from 1, of the last one that belongs to the directory of
            units, grids and posts; 0: none does.
        directory_seen: the decision rests on the directory up to this position; if it has moved on
            the change is refused with ``DirectoryMoved``. None: the decision just looked.
        followed: the step of a follower that decided this; it is taken together with the events,
            or the change is refused with ``FollowerMoved``. None: it is nobody's.
    """

    jurisdiction: str
    events: Sequence[Event]
    aggregates: Sequence[Aggregate] = field(default=())
    key: str | None = None
    fingerprint: bytes | None = None
    directory: int = 0
    directory_seen: int | None = None
    sealed: Sequence[SealedItem] = field(default=())
    followed: Followed | None = None


class EventLog(Protocol):
    """The append-only log of a jurisdiction, positions 1, 2, 3 … without a gap."""

    def open(
        self,
        jurisdiction: str,
        aggregate_ids: Sequence[UUID],
        *,
        key: str | None = None,
        fingerprint: bytes | None = None,
    ) -> Opened:
        """Read all that a decision needs, in one round trip.

        Raises:
            KeyReused: the key was used for another request.
            UnknownJurisdiction: no such log.
        """
        ...

    def append(self, change: Change) -> Receipt:
        """Append, all or none; returns when it is durable.

        Raises:
            ConcurrentChange: somebody appended to one of the aggregates first.
            KeyReused: see ``open``.
        """
        ...

    def history(self, jurisdiction: str, aggregate_id: UUID) -> Sequence[tuple[int, Event]]:
        """Stored events of one aggregate with their positions, in version order."""
        ...


class Vault(Protocol):
    """Keeps personal content apart from the log, encrypted with a key per person (ENV-07)."""

    def seal(
        self,
        jurisdiction: str,
        *,
        person_ref: str,
        case_id: UUID,
        kind: str,
        content: bytes,
        searchable: str = "",
    ) -> SealedItem:
        """Encrypt content; it is stored by the ``Change`` that carries the item."""
        ...

    def reveal(self, jurisdiction: str, refs: Sequence[VaultRef]) -> Mapping[UUID, bytes]:
        """Decrypted content by item id; an erased item is absent."""
        ...

    def give_key(self, jurisdiction: str, owner: str) -> None:
        """Make sure that there is a key of that owner."""
        ...

    def pseudonym(self, jurisdiction: str, *, owner: str, text: str) -> str | None:
        """A keyed digest of a text, 64 hex digits, under the owner's key; None: it has no key.

        The same text under the same key gives the same digest; under another's it gives one that
        nobody can link to it, and once the key is erased nobody can compute it again.
        """
        ...

    def erase(self, jurisdiction: str, person_ref: str) -> int:
        """Destroy a person's key and search entries; returns how many items became unreadable."""
        ...


class SearchableVault(Vault, Protocol):
    """A vault whose texts can be searched by whoever passed the permission check."""

    def find_cases(self, jurisdiction: str, text: str) -> AbstractSet[UUID]:
        """Cases whose searchable content holds every word of the text, Chinese ones included."""
        ...


class SecurityLog(Protocol):
    """Append-only record of refused access (ENV-05); never part of an aggregate's stream."""

    def refused(
        self,
        jurisdiction: str,
        *,
        at: datetime,
        actor_id: str,
        command: str,
        subject: str,
        code: str,
        rule: str | None,
        detail: str,
        represented_by: str | None = None,
    ) -> None:
        """Record one ``CommandRejected``.

        Args:
            actor_id: whose rights were asked for; empty: nobody was proven.
            represented_by: the machine that asked for the actor.
        """
        ...


class Jurisdictions(Protocol):
    """The jurisdictions that run here: each has a log of its own and one policy pack."""

    def open(self, jurisdiction: str, pack_id: str) -> None:
        """Begin a log; opening it again with the same pack is a no-op.

        Raises:
            JurisdictionRunsAnotherPack: it was opened with another pack.
        """
        ...

    def all(self) -> Mapping[str, str]:
        """Pack id by jurisdiction."""
        ...


class Clock(Protocol):
    """The only source of 'now'."""

    def __call__(self) -> datetime:
        """The current time, aware, UTC."""
        ...


class KeyReused(Invalid):
    """One key, one request: the same key with another body is a mistake of the caller."""

    code = "idempotency-key-reused"
    title = "Idempotency key was used for another request"
    rule = "ENV-05"


class DirectoryMoved(ConcurrentChange):
    """A right or a duty changed between the decision and its record; decide anew."""

    def __init__(self, jurisdiction: str) -> None:
        super().__init__(f"The directory of {jurisdiction} changed meanwhile.")


class FollowerMoved(ConcurrentChange):
    """Another process follows the log under the same name, and was faster."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has another position by now.")


class LogUnavailable(Unavailable):
    """The database cannot be reached now; nothing was recorded."""

    code = "log-unavailable"
    title = "The event log cannot be reached"


class OutcomeUnknown(LogUnavailable):
    """The answer was lost and the database stayed away.

    Ask again with the same idempotency key.
    """

    code = "outcome-unknown"
    title = "Whether it was recorded is not known yet"


class JurisdictionRunsAnotherPack(Conflict):
    """A jurisdiction adopts new versions of its pack, never another pack."""

    code = "jurisdiction-runs-another-pack"
    title = "The jurisdiction runs another policy pack"
    rule = "ENV-03"

    def __init__(self, jurisdiction: str, pack_id: str) -> None:
        super().__init__(f"{jurisdiction} runs {pack_id}.")


class UnknownJurisdiction(Forbidden):
    """No log of that name runs here, or the caller may not know that it does."""

    code = "unknown-jurisdiction"
    title = "Unknown jurisdiction"


__all__ = [
    "Change",
    "Clock",
    "DirectoryMoved",
    "EventLog",
    "Followed",
    "FollowerMoved",
    "JurisdictionRunsAnotherPack",
    "Jurisdictions",
    "KeyReused",
    "LogUnavailable",
    "Opened",
    "OutcomeUnknown",
    "Receipt",
    "SealedItem",
    "SearchableVault",
    "SecurityLog",
    "UnknownJurisdiction",
    "Vault",
]
