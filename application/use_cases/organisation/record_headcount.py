"""Count the full-time workers of a community (ORG-BZ-13, ORG-CY-07)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Counts

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class RecordHeadcount(CommunityCommand):
    """Command: count the full-time workers of a community.

    Attributes:
        workers: by kind, a word of the pack.
        counted_on: local day; None: today.
    """

    NAME: ClassVar[str] = "record_headcount"

    workers: Counts
    counted_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.record_headcount(
            act, workers=self.workers, counted_on=day_or_today(self.counted_on, act)
        )
        return community
