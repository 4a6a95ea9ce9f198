"""Grade the property service at an estate (SAT-SA-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.property.estate_command import estate_of
from application.use_cases.organisation.property.period_command import PeriodCommand
from domain.property.period import EstatePeriod
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RateProperty(PeriodCommand):
    """Command: grade the service at an estate in a period, once.

    Attributes:
        grade: value of the pack's scale.
    """

    NAME: ClassVar[str] = "rate_property"

    grade: Code

    def decide(self, act: Act, ground: Ground) -> EstatePeriod:
        return EstatePeriod.rate(
            act,
            self.known(ground),
            estate_of(ground, self.estate),
            jurisdiction=ground.jurisdiction,
            grade=self.grade,
            period=self.period,
        )
