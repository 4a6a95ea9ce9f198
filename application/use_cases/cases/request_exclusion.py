"""Ask to take a case out of appraisal (剔除, GAT-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RequestExclusion(CaseCommand):
    """Command: ask to take a case out of every figure, with a ground and a reason."""

    NAME: ClassVar[str] = "request_exclusion"

    ground: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.request_exclusion(self.ground, act)
