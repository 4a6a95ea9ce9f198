"""What every question passes before anything is read: who asks, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from application.permissions import require_read
from application.ports import Clock, EventLog, SecurityLog
from application.use_cases.request import Caller, Directories, Packs, actor_of
from domain.calendar.local_time import local_date
from domain.kernel import Forbidden

if TYPE_CHECKING:
    from application.directory import Directory, Scope
    from domain.act import Actor
    from domain.policy.pack import PolicyPack


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that passed the permission check.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDesk:
    """What every desk that takes questions is made of. Safe for many threads."""

    log: EventLog
    packs: Packs
    directories: Directories
    security: SecurityLog
    clock: Clock

    def _ask(self, jurisdiction: str, caller: Caller, query: str, *, own: bool = True) -> Asked:
        """Take a question, or refuse what matrix C does not grant and note it (ENV-05).

        Args:
            query: its name in the matrix.
            own: whether a right to one's own subject is enough; False: nothing in the answer is
                anybody's own.

        Raises:
            PermissionDenied: C.
            UnknownJurisdiction: no such log.
        """
        now = self.clock()
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        pack = self.packs.current(jurisdiction, local_date(now))
        actor = actor_of(directory, caller, now, pack)
        try:
            require_read(actor, query, pack, own=own)
        except Forbidden as denial:
            self.security.refused(
                jurisdiction,
                at=now,
                actor_id=caller.person_ref,
                command=query,
                subject="",
                code=denial.code,
                rule=denial.rule,
                detail=str(denial),
                represented_by=caller.represented_by,
            )
            raise
        return Asked(actor, directory.scope(actor), directory, pack, now)
