"""Let a neighbour manage a housing area for which nothing is founded (ORG-BZ-05)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand, living_unit
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class TakeOnHousing(CommunityCommand):
    """Command: let a neighbouring committee manage a housing area with too few people of its own.

    It settles what the count called for, as a founding does elsewhere.

    Attributes:
        estate: code of the housing area.
        neighbour: code of the body that takes its people on.
    """

    NAME: ClassVar[str] = "take_on_housing"

    estate: Code
    neighbour: Code

    @property
    def reach(self) -> Collection[str]:
        return (self.community, self.neighbour)

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        level = living_unit(ground, self.neighbour).level
        community.take_on(act, estate=self.estate, neighbour=self.neighbour, level=level)
        return community
