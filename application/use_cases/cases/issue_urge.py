"""Urge a unit (CAS-DG-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class IssueUrge(CaseCommand):
    """Command: urge a unit that has the case."""

    NAME: ClassVar[str] = "issue_urge"

    unit: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.issue_urge(self.unit, act)
