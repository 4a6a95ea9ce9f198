"""Return a case (CAS-KD-03, CAS-DG-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand, acting_unit
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ReturnCase(CaseCommand):
    """Command: give a case back as not one's own; the reason is mandatory.

    Attributes:
        unit: whose part is returned; None: the only one of the case the caller works for.
    """

    NAME: ClassVar[str] = "return_case"

    unit: Code | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        unit = self.unit
        if unit is None or any(held.body == unit for held in act.actor.posts):
            unit = acting_unit(act.actor, case, self.unit)
        case.give_back(unit, act)
