"""Score an estate at its inspection (PRP-CY-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.property.estate_command import estate_of
from application.use_cases.organisation.property.period_command import PeriodCommand
from domain.property.period import EstatePeriod, Score
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class InspectProperty(PeriodCommand):
    """Command: score an estate at the inspection of a period, once.

    Attributes:
        score: on the pack's scale.
        inspectors: who was there; the pack names who has to be.
    """

    NAME: ClassVar[str] = "inspect_property"

    score: Score
    inspectors: tuple[Code, ...] = ()

    def decide(self, act: Act, ground: Ground) -> EstatePeriod:
        return EstatePeriod.inspect(
            act,
            self.known(ground),
            estate_of(ground, self.estate),
            jurisdiction=ground.jurisdiction,
            score=self.score,
            inspectors=self.inspectors,
            period=self.period,
        )
