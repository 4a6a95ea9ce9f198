"""What every question passes before anything is read: who asks, and whether they may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from application.errors import PermissionDenied
from application.permissions import require_read
from application.ports import Clock, EventLog, SecurityLog
from application.read_models.as_of import AsOf, Axis
from application.use_cases.request import (
    Caller,
    Directories,
    Packs,
    actor_of,
    noting_refusals,
)
from domain.calendar.local_time import local_date

if TYPE_CHECKING:
    from application.directory import Directory, Scope
    from domain.act import Actor
    from domain.policy.pack import PolicyPack
    from domain.policy.permissions import Condition


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and what the answer may draw on.

    Attributes:
        scope: which cases the answer may show.
        directory: with everything that was recorded when the question came.
        pack: in force today.
        now: aware, UTC.
    """

    actor: Actor
    scope: Scope
    directory: Directory
    pack: PolicyPack
    now: datetime

    def directory_at(self, as_of: AsOf | None) -> Directory:
        """The directory as it stood at an instant on one of the two axes (ENV-06); None: now."""
        if as_of is None:
            return self.directory
        if as_of.axis is Axis.RECORDED:
            return self.directory.known_by(as_of.instant)
        return self.directory.true_by(as_of.instant)


def names_of(directory: Directory) -> Mapping[str, str]:
    """Bodies by code that have a name beside it, those that ended, too."""
    return {body.code: body.label for body in directory.bodies(ended=True) if body.label}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDesk:
    """What every desk that takes questions is made of. Safe for many threads."""

    log: EventLog
    packs: Packs
    directories: Directories
    security: SecurityLog
    clock: Clock

    def _ask(
        self,
        jurisdiction: str,
        caller: Caller,
        query: str,
        *,
        own: bool = True,
        met: frozenset[Condition] = frozenset(),
    ) -> Asked:
        """Take a question, or refuse what matrix C does not grant and note it (ENV-05).

        Args:
            query: its name in the matrix.
            own: whether a right to one's own subject is enough; False: nothing in the answer is
                anybody's own.
            met: conditions of the matrix that the query meets.

        Raises:
            PermissionDenied: C.
            UnknownJurisdiction: no such log.
        """
        with self._asking(jurisdiction, caller, query) as asked:
            require_read(asked.actor, query, asked.pack, own=own, met=met)
        return asked

    def _remembered(self, jurisdiction: str, caller: Caller, query: str) -> Asked | None:
        """The same by the directory as it is remembered, without a word to the log (ADR 12).

        The answer counts only if what it was read from says that the directory still stands at
        ``asked.directory.position``. None: nothing is remembered, or it refuses, which may be due
        to old memory.
        """
        directory = self.directories.latest(jurisdiction)
        if directory is None:
            return None
        now = self.clock()
        pack = self.packs.current(jurisdiction, local_date(now))
        actor = actor_of(directory, caller, now, pack)
        try:
            require_read(actor, query, pack)
        except PermissionDenied:
            return None
        return Asked(actor, directory.scope(actor), directory, pack, now)

    @contextmanager
    def _asking(self, jurisdiction: str, caller: Caller, asked_for: str) -> Iterator[Asked]:
        """Who asks, to be judged in the block; what is refused there is noted (ENV-05).

        Raises:
            UnknownJurisdiction: no such log.
        """
        now = self.clock()
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        pack = self.packs.current(jurisdiction, local_date(now))
        actor = actor_of(directory, caller, now, pack)
        with noting_refusals(self.security, jurisdiction, caller, asked_for, now):
            yield Asked(actor, directory.scope(actor), directory, pack, now)
