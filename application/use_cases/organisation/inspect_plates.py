"""Count the plates outside the premises (ORG-BZ-20)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.oversight.errors import CodeIsTaken, RectificationDateMissing
from domain.oversight.rectification import Rectification
from domain.vocabulary import Code, Count

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class InspectPlates(CommunityCommand):
    """Command: count the plates outside the premises of a community.

    Attributes:
        count: how many there are.
        order: code of the order to put it right, where there are too many or too few.
        due_on: last local day to put it right; needed where there is an order (RCT-01).
    """

    NAME: ClassVar[str] = "inspect_plates"

    count: Count
    order: Code | None = None
    due_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        wrong = community.inspect_plates(act, count=self.count)
        if wrong is not None:
            ground.also_changed(self._ordered(act, ground, wrong))
        return community

    def _ordered(self, act: Act, ground: Ground, defect: str) -> Rectification:
        if self.order is None or self.due_on is None:
            raise RectificationDateMissing
        if ground.history(Rectification.create_id(ground.jurisdiction, self.order)):
            raise CodeIsTaken(self.order)
        return Rectification.order(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.order,
            body=self.community,
            subject=self.community,
            defects=(defect,),
            due_on=self.due_on,
        )
