"""Report an emergency (CAS-BZ-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ReportEmergency(CaseCommand):
    """Command: say that the matter is an emergency.

    Attributes:
        kind: one of the kinds of the pack's emergency plan.
    """

    NAME: ClassVar[str] = "report_emergency"

    kind: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.report_emergency(self.kind, act)
