"""What commands about one estate in one period have in common (7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from application.use_cases.organisation.property.estate_command import EstateCommand
from domain.property.period import EstatePeriod
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


class PeriodCommand(EstateCommand):
    """A command about an estate in one period.

    Attributes:
        estate: code of the estate.
        period: name of the period, such as 2021Q1.
    """

    period: Code

    def subject_id(self, jurisdiction: str) -> UUID:
        return EstatePeriod.create_id(jurisdiction, self.estate, self.period)

    def known(self, ground: Ground) -> EstatePeriod | None:
        """The period, None: nothing happened in it yet."""
        return ground.aggregate(EstatePeriod, self.subject_id(ground.jurisdiction))
