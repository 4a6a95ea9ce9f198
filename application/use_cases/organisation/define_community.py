"""Say of a body that it is a community (ORG-BZ-04, ORG-BJ-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand, living_unit
from domain.communities.community import Community
from domain.communities.errors import CommunityDefinedAlready
from domain.vocabulary import Code, Count

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class DefineCommunity(CommunityCommand):
    """Command: say of a body that it is a community, of which kind and how large.

    Attributes:
        households: how many live there.
        kind: a word of the pack; needed where the pack tells kinds apart.
        exception_by: who approved an exception from a size that must be kept; needs a reason.
    """

    NAME: ClassVar[str] = "define_community"

    households: Count
    kind: Code | None = None
    exception_by: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Community:
        known = self.known(ground)
        if known is not None:
            if (known.households, known.kind) != (self.households, self.kind):
                raise CommunityDefinedAlready(self.community)
            return known
        return Community.define(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.community,
            level=living_unit(ground, self.community).level,
            households=self.households,
            kind=self.kind,
            exception_by=self.exception_by,
        )
