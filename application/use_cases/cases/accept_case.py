"""Accept a case (CAS-DG-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand, acting_unit
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class AcceptCase(CaseCommand):
    """Command: take a case up for a unit.

    Attributes:
        unit: the unit acted for; None: the only one of the case the caller works for.
    """

    NAME: ClassVar[str] = "accept_case"

    unit: Code | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.accept(acting_unit(act.actor, case, self.unit), act)
