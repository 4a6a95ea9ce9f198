"""Hand a case over upward through its counterpart (CAS-DG-06)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class EscalateToCity(CaseCommand):
    """Command: hand a case over to the level above, led by the registered counterpart.

    Attributes:
        district_lead_unit: mandatory; None is refused with the rule's own code.
    """

    NAME: ClassVar[str] = "escalate_to_city"

    city_unit: Code
    district_lead_unit: Code | None = None
    due_on: date | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        lead = around.unit(self.district_lead_unit) if self.district_lead_unit else None
        case.escalate_to_city(lead=lead, city_unit=self.city_unit, due_on=self.due_on, act=act)
