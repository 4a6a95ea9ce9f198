"""Count the homes of a housing area (ORG-BZ-05, ORG-CY-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Code, Counts

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class RecordHousingOccupancy(CommunityCommand):
    """Command: count the homes of a housing area; what they call for becomes due.

    Attributes:
        estate: code of the housing area.
        counts: by measure of the pack's threshold, like ``total`` and ``moved_in``.
    """

    NAME: ClassVar[str] = "record_housing_occupancy"

    estate: Code
    counts: Counts

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.record_occupancy(act, estate=self.estate, counts=self.counts)
        return community
