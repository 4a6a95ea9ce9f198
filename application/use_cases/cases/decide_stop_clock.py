"""Decide on stopping the clock of a case (GAT-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class DecideStopClock(CaseCommand):
    """Command: approve or refuse a request to stop the clock."""

    NAME: ClassVar[str] = "decide_stop_clock"

    approved: bool
    opinion: OfficialText

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.decide_stop_clock(approved=self.approved, opinion=self.opinion, act=act)
