"""Triage a case (CAS-KD-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class TriageCase(CaseCommand):
    """Command: judge what a case is and which level is competent.

    Attributes:
        category: None: keep the reported one.
    """

    NAME: ClassVar[str] = "triage_case"

    category: Code | None = None
    severity: Code | None = None
    competent_level: Code | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.triage(
            category=self.category,
            severity=self.severity,
            competent_level=self.competent_level,
            act=act,
        )
