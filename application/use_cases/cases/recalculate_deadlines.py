"""Recompute the running clocks of a case (CAL-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RecalculateDeadlines(CaseCommand):
    """Command: recompute the running clocks under the present calendar; only the system may."""

    NAME: ClassVar[str] = "recalculate_deadlines"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.recalculate(act)
