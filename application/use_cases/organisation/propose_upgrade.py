"""Propose that a party body becomes a larger one (ORG-BZ-11)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import Code, Counts

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class ProposeUpgrade(OrganisationCommand):
    """Command: propose that a body becomes a larger kind of body; the pack says who must approve.

    Attributes:
        unit: code.
        to: what it is to become, a word of the pack's threshold.
        counts: by measure of the threshold, like ``party_members``.
        by_hand: no clause covers these counts, and somebody decided; the reason says why.
    """

    NAME: ClassVar[str] = "propose_upgrade"

    unit: Code
    to: Code
    counts: Counts
    by_hand: bool = False

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.propose_upgrade(act, to=self.to, counts=self.counts, by_hand=self.by_hand)
        return unit
