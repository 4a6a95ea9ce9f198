"""Post a grade of property service in public (SAT-SA-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.property.estate_command import estate_of
from application.use_cases.organisation.property.period_command import PeriodCommand
from domain.property.errors import NotRated
from domain.property.period import EstatePeriod

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class PostGrade(PeriodCommand):
    """Command: post the grade of an estate for a period in public."""

    NAME: ClassVar[str] = "post_grade"

    def decide(self, act: Act, ground: Ground) -> EstatePeriod:
        period = self.known(ground)
        if period is None:
            raise NotRated(estate_of(ground, self.estate).code, self.period)
        period.post(act)
        return period
