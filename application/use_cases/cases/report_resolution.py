"""Report a case resolved (CAS-KD-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand, acting_unit
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ReportResolution(CaseCommand):
    """Command: claim that it is done; a claim, not a closing.

    Attributes:
        unit: the unit acted for; None: the only one of the case the caller works for.
    """

    NAME: ClassVar[str] = "report_resolution"

    measures: OfficialText
    unit: Code | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.report_resolution(acting_unit(act.actor, case, self.unit), self.measures, act)
