"""Decide on taking a case out of appraisal (GAT-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class DecideExclusion(CaseCommand):
    """Command: approve or refuse a request to take a case out of every figure."""

    NAME: ClassVar[str] = "decide_exclusion"

    approved: bool
    opinion: OfficialText

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.decide_exclusion(approved=self.approved, opinion=self.opinion, act=act)
