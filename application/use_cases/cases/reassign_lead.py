"""Reassign the lead of a handed-over case (CAS-DG-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ReassignLead(CaseCommand):
    """Command: let another registered counterpart lead."""

    NAME: ClassVar[str] = "reassign_lead"

    new_lead: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.reassign_lead(around.unit(self.new_lead), act)
