"""Record what has become due (ENV-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class MarkDue(CaseCommand):
    """Command: record every bound of a case that has passed; only the scheduler may."""

    NAME: ClassVar[str] = "mark_due"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        """The desk settles bounds before every decision; nothing is left to do."""
