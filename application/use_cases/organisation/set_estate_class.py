"""Say how open an estate is (SAF-BZ-02)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class SetEstateClass(CommunityCommand):
    """Command: say how open an estate is; who patrols it follows from that day.

    Attributes:
        estate: code.
        estate_class: a word of the pack.
        from_on: first local day; None: today.
    """

    NAME: ClassVar[str] = "set_estate_class"

    estate: Code
    estate_class: Code
    from_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.set_estate_class(
            act,
            estate=self.estate,
            estate_class=self.estate_class,
            from_on=day_or_today(self.from_on, act),
        )
        return community
