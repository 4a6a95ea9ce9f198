"""What every request for a change brings along, and what every desk makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.errors import OccurredInFuture
from application.ports import SecurityLog
from domain.act import THE_SYSTEM, Act, Actor, HeldPost
from domain.kernel import Forbidden, StaleVersion

if TYPE_CHECKING:
    from application.directory import Directory
    from application.use_cases.command import Command
    from domain.calendar.working_days import WorkingCalendar
    from domain.policy.pack import PolicyPack

ATTEMPTS = 4
"""How often a command without an expected version is decided anew after a concurrent change."""


class Packs(Protocol):
    """The policy packs in force."""

    def pinned(self, ref: str) -> PolicyPack:
        """The pack an aggregate was created under (ENV-03)."""
        ...

    def current(self, jurisdiction: str, on: date) -> PolicyPack:
        """The pack a jurisdiction creates new aggregates under on a local day."""
        ...

    def versions(self, jurisdiction: str) -> Sequence[PolicyPack]:
        """Every version of the jurisdiction's pack, the oldest first."""
        ...


class Calendars(Protocol):
    """The working-day tables in force."""

    def current(self, jurisdiction: str) -> WorkingCalendar:
        """The tables with all imported overrides of the jurisdiction."""
        ...


class Directories(Protocol):
    """Snapshots of units, grids and posts."""

    def latest(self, jurisdiction: str) -> Directory | None:
        """The newest snapshot at hand, which may be old; None: there is none yet."""
        ...

    def directory(self, jurisdiction: str, position: int) -> Directory:
        """A snapshot that holds at least the directory events up to ``position``."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the edge verified it.

    Attributes:
        person_ref: pseudonymous id of the person (or machine) whose rights count.
        represented_by: the machine that carries the request for that person; recorded with it.
        correlation_id: conversation the request belongs to.
    """

    person_ref: str
    represented_by: str | None = None
    correlation_id: str | None = None


SYSTEM_CALLER = Caller(THE_SYSTEM.id)


def act_of(
    command: Command,
    actor: Actor,
    post: HeldPost | None,
    pack: PolicyPack,
    calendar: WorkingCalendar,
    at: datetime,
    correlation_id: str | None,
) -> Act:
    """The act that a permitted command is.

    Raises:
        OccurredInFuture: see ``occurred_at``.
    """
    return Act(
        actor=actor,
        at=at,
        pack=pack,
        calendar=calendar,
        occurred_at=occurred_at(command, at),
        post=post,
        reason=command.reason,
        evidence=command.evidence,
        correlation_id=correlation_id,
    )


def actor_of(directory: Directory, caller: Caller, at: datetime, pack: PolicyPack) -> Actor:
    """What the caller is in the jurisdiction at that instant."""
    if caller is SYSTEM_CALLER:
        return THE_SYSTEM
    actor = directory.actor(caller.person_ref, at, pack)
    if caller.represented_by is None:
        return actor
    return replace(actor, represented_by=caller.represented_by)


def occurred_at(command: Command, at: datetime) -> datetime | None:
    """When an offline act happened, UTC; None: it happens now.

    Raises:
        OccurredInFuture: later than it is recorded (ENV-04).
    """
    if command.occurred_at is None:
        return None
    if command.occurred_at > at:
        raise OccurredInFuture
    return command.occurred_at.astimezone(UTC)


def scoped(caller: Caller, key: str) -> str:
    """An idempotency key, so that two callers never share one by accident (ENV-05)."""
    return f"{caller.person_ref}/{key}"


def fingerprint(*commands: Command) -> bytes:
    """Digest of a request: the same key with another digest is a mistake of the caller."""
    digest = hashlib.sha256()
    for command in commands:
        digest.update(command.NAME.encode())
        digest.update(command.model_dump_json(exclude_unset=True).encode())
    return digest.digest()


@contextmanager
def noting_refusals(
    security: SecurityLog,
    jurisdiction: str,
    caller: Caller,
    asked_for: str,
    at: datetime,
    *,
    subject: UUID | None = None,
) -> Iterator[None]:
    """Write refused access into the security log, and let the refusal go on (ENV-05).

    Args:
        asked_for: name of the command or query.
        subject: case or body it is about; None: it is about many, or none.
    """
    try:
        yield
    except (Forbidden, StaleVersion) as refusal:
        security.refused(
            jurisdiction,
            at=at,
            actor_id=caller.person_ref,
            command=asked_for,
            subject="" if subject is None else str(subject),
            code=refusal.code,
            rule=refusal.rule,
            detail=str(refusal),
            represented_by=caller.represented_by,
        )
        raise
