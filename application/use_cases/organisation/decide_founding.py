"""Decide by hand what no clause decides (ORG-BZ-05, B-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class DecideFounding(CommunityCommand):
    """Command: decide by hand what housing calls for that no clause covers; the reason says why.

    Attributes:
        estate: code of the housing area.
        result: one of the results of the pack's threshold.
        decided_by: body or post that decided.
    """

    NAME: ClassVar[str] = "decide_founding"

    estate: Code
    result: Code
    decided_by: Code

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.decide_founding(
            act, estate=self.estate, result=self.result, decided_by=self.decided_by
        )
        return community
