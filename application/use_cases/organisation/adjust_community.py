"""Draw a community anew as its households change (ORG-CY-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Code, Count

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class AdjustCommunity(CommunityCommand):
    """Command: draw a community anew; the reason says why.

    Attributes:
        households: how many it has from now on.
        places: codes of the places in it; empty: as they were.
        exception_by: who approved an exception from a size that must be kept.
    """

    NAME: ClassVar[str] = "adjust_community"

    households: Count
    places: tuple[Code, ...] = ()
    exception_by: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.redraw(
            act,
            households=self.households,
            places=self.places,
            exception_by=self.exception_by,
        )
        return community
