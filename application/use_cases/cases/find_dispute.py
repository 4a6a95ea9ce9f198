"""Record that a search found a dispute (CAS-BZ-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class FindDispute(CaseCommand):
    """Command: say that a search found a dispute, the first of the four joint steps."""

    NAME: ClassVar[str] = "find_dispute"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.find_dispute(act)
