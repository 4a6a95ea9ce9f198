"""Draw a shared community in a city unit (ORG-CY-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import AtLeastOne

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class DefineSharedCommunity(CommunityCommand):
    """Command: draw a shared community in a city unit.

    Attributes:
        city_unit: its number, from 1.
    """

    NAME: ClassVar[str] = "define_shared_community"

    city_unit: AtLeastOne

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.define_shared(act, unit=self.city_unit)
        return community
