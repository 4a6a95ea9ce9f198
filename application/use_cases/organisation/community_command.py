"""What every command to a community is."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand
from domain.communities.community import Community
from domain.communities.errors import CommunityNotDefined
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.directory import UnitEntry
    from application.use_cases.organisation.command import Ground


class CommunityCommand(OrganisationCommand):
    """A command to a community, which shares the code of its body.

    Attributes:
        community: code.
    """

    FAMILY: ClassVar[str] = "communities"

    community: Code

    @property
    def subject(self) -> str:
        return self.community

    def subject_id(self, jurisdiction: str) -> UUID:
        return Community.create_id(jurisdiction, self.community)

    @property
    def reach(self) -> Collection[str]:
        return (self.community,)

    def known(self, ground: Ground) -> Community | None:
        """The community, None: it is not defined.

        Raises:
            BodyNotFound: there is no such body, or it has ended.
        """
        living_unit(ground, self.community)
        return ground.aggregate(Community, self.subject_id(ground.jurisdiction))

    def defined(self, ground: Ground) -> Community:
        """The community.

        Raises:
            BodyNotFound: there is no such body, or it has ended.
            CommunityNotDefined: 1.5.
        """
        found = self.known(ground)
        if found is None:
            raise CommunityNotDefined(self.community)
        return found


def living_unit(ground: Ground, code: str) -> UnitEntry:
    """A unit that goes on under its own code.

    Raises:
        BodyNotFound: there is none.
    """
    entry = ground.directory.unit(code)
    if entry is None or not entry.active:
        raise BodyNotFound(code)
    return entry
