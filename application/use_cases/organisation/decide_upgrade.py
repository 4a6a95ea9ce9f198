"""Answer a proposed upgrade (ORG-BZ-11, GAT-01)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class DecideUpgrade(OrganisationCommand):
    """Command: approve a proposed upgrade, which carries it out, or turn it down.

    Attributes:
        unit: code.
        opinion: why, in the approver's words.
    """

    NAME: ClassVar[str] = "decide_upgrade"

    unit: Code
    approved: bool
    opinion: OfficialText

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.decide_upgrade(act, approved=self.approved, opinion=self.opinion)
        return unit
