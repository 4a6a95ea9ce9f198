"""Ask to stop the clock of a case (挂账, GAT-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RequestStopClock(CaseCommand):
    """Command: ask to put a case on the books, with a ground and a reason."""

    NAME: ClassVar[str] = "request_stop_clock"

    ground: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.request_stop_clock(self.ground, act)
