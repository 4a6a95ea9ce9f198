"""Who may be told of an event: the rights of whom a webhook acts for, as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from application.live.cloud_events import Detail
from application.permissions import may_read
from application.ports import EventLog
from application.use_cases.request import Caller, Directories, Packs, actor_of
from domain.act import Actor
from domain.calendar.local_time import local_date

if TYPE_CHECKING:
    from application.directory import Directory
    from application.webhooks.webhook import Webhook
    from domain.policy.pack import PolicyPack


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMarks:
    """What decides who may see a case, as it stands now."""

    reporter_ref: str | None
    units_ever: tuple[str, ...]
    grid_id: str | None
    community_id: str | None


@dataclass(frozen=True, slots=True)
class Audience:
    """The rights of one jurisdiction at one instant; made anew for each batch: they end at once."""

    directory: Directory
    pack: PolicyPack
    at: datetime

    def detail(self, webhook: Webhook, marks: CaseMarks | None) -> Detail | None:
        """How much of an event is told; None: nothing.

        An event of a unit or grid belongs to no row of a case: it is for those who may replay
        histories and have every row in sight, as in the live feed.

        Args:
            marks: of the event's case; None: it is of a unit or grid.
        """
        actor = actor_of(self.directory, Caller(webhook.acts_for), self.at, self.pack)
        if not holds_office(actor) or not may_read(actor, "read_case", self.pack):
            return None
        record = may_read(actor, "read_history", self.pack)
        scope = self.directory.scope(actor)
        if marks is None:
            seen = record and scope.everything and webhook.unit is None
        else:
            seen = scope.covers(
                reporter=marks.reporter_ref,
                units=marks.units_ever,
                grid=marks.grid_id,
                community=marks.community_id,
            ) and (webhook.unit is None or webhook.unit in marks.units_ever)
        if not seen:
            return None
        return Detail.RECORD if record else Detail.NOTICE


def holds_office(actor: Actor) -> bool:
    """Whether somebody is more than a resident: a webhook is the system of an office."""
    return bool(actor.posts or actor.grids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audiences:
    """Finds the audience of a jurisdiction at this moment."""

    log: EventLog
    directories: Directories
    packs: Packs

    def of(self, jurisdiction: str, at: datetime) -> Audience:
        """The rights as they are now.

        Raises:
            LogUnavailable: the database cannot be reached.
        """
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        return Audience(directory, self.packs.current(jurisdiction, local_date(at)), at)
