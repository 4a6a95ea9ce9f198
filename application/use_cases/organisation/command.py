"""What every command to a body is, and what it may look up."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast
from uuid import UUID

from application.directory import SEES_EVERYTHING
from application.errors import BodyNotFound, GridNotFound, OutsideRowScope
from application.use_cases.command import Command
from domain.calendar.local_time import local_date
from domain.grids.grid import Grid
from domain.kernel import Event, effective
from domain.organisation.body import Body
from domain.organisation.org_unit import OrgUnit
from domain.vocabulary import Role

if TYPE_CHECKING:
    from application.directory import Directory
    from domain.act import Act, Actor
    from domain.policy.pack import PolicyPack


class OrganisationCommand(Command):
    """A command to a unit or a grid.

    Attributes:
        PERMISSION: name of the permission it needs; None: its own.
    """

    PERMISSION: ClassVar[str | None] = None

    @property
    @abstractmethod
    def subject(self) -> str:
        """Code of the body it changes."""

    @property
    @abstractmethod
    def reach(self) -> Collection[str]:
        """Codes of the bodies it touches; the caller must have charge of each, or of all."""

    @property
    def also_reads(self) -> Sequence[str]:
        """Codes of further bodies whose state it needs to decide."""
        return ()

    @abstractmethod
    def decide(self, act: Act, ground: Ground) -> Body:
        """Let the body decide; it records what happened or refuses."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision may look up besides the body itself.

    Attributes:
        histories: stored events of the bodies that were opened, in version order.
    """

    jurisdiction: str
    directory: Directory
    histories: Mapping[UUID, Sequence[Event]]

    def unit(self, code: str) -> OrgUnit:
        """The unit of that code.

        Raises:
            BodyNotFound: there is none.
        """
        found = self._rebuilt(code)
        if not isinstance(found, OrgUnit):
            raise BodyNotFound(code)
        return found

    def grid(self, code: str) -> Grid:
        """The grid of that code.

        Raises:
            GridNotFound: there is none.
        """
        found = self._rebuilt(code)
        if not isinstance(found, Grid):
            raise GridNotFound(code)
        return found

    def body(self, code: str) -> OrgUnit | Grid:
        """The unit or grid of that code.

        Raises:
            BodyNotFound: there is none.
        """
        found = self._rebuilt(code)
        if found is None:
            raise BodyNotFound(code)
        return found

    def _rebuilt(self, code: str) -> OrgUnit | Grid | None:
        found: OrgUnit | Grid | None = None
        for event in effective(self.histories[Body.create_id(self.jurisdiction, code)]):
            found = cast("OrgUnit | Grid | None", event.mutate(found))
        return found


def day_or_today(on: date | None, act: Act) -> date:
    """A local day, today where none is stated."""
    return on if on is not None else local_date(act.at)


def require_reach(
    actor: Actor, command: OrganisationCommand, directory: Directory, pack: PolicyPack
) -> None:
    """Refuse a change outside the bodies the actor has charge of.

    Whoever works for the whole jurisdiction has charge of all of it; anybody else of the bodies
    in which they hold a post that gives the right, and of all below.

    Raises:
        OutsideRowScope: C.
    """
    name = command.PERMISSION or command.NAME
    if Role.ORG in actor.roles and pack.permissions.grant_for(name, {Role.ORG}) is not None:
        return
    held = {
        post.body
        for post in actor.posts
        if post.post in pack.posts
        and pack.permissions.grant_for(name, {pack.posts[post.post].role}) is not None
    }
    if not command.reach or set(command.reach) - directory.below(held):
        raise OutsideRowScope(f"{command.NAME} is permitted in one's own bodies and below.")


def require_rank(actor: Actor, post: str, pack: PolicyPack) -> None:
    """Refuse to give or take a post whose work is the whole jurisdiction, unless one's own is.

    Else whoever has charge of one body could give themselves charge of all.

    Raises:
        OutsideRowScope: C.
    """
    rule = pack.posts.get(post)
    if rule is not None and rule.role in SEES_EVERYTHING and not actor.roles & {Role.ORG, Role.SYS}:
        raise OutsideRowScope(f"{post} is filled by those who work for the whole jurisdiction.")
