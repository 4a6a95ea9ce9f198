"""Count the plates outside the premises (ORG-BZ-20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.community_command import CommunityCommand

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class InspectPlates(CommunityCommand):
    """Command: count the plates outside the premises of a community.

    Attributes:
        count: how many there are.
    """

    NAME: ClassVar[str] = "inspect_plates"

    count: int = Field(ge=0)

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.inspect_plates(act, count=self.count)
        return community
