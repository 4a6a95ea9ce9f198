"""Answer an offered case (CAS-BZ-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class AnswerHandOver(CaseCommand):
    """Command: take an offered case over, or refuse it."""

    NAME: ClassVar[str] = "answer_hand_over"

    taken: bool

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.answer_hand_over(taken=self.taken, act=act)
