"""Give feedback on a case (CAS-DG-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand, acting_unit
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class GiveFeedback(CaseCommand):
    """Command: report progress on what the unit owes.

    Attributes:
        unit: the unit acted for; None: the only one of the case the caller works for.
        obligation_id: None: the oldest that runs, else the oldest missed.
    """

    NAME: ClassVar[str] = "give_feedback"

    content: OfficialText
    result: OfficialText | None = None
    unit: Code | None = None
    obligation_id: str | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.give_feedback(
            acting_unit(act.actor, case, self.unit),
            content=self.content,
            result=self.result,
            obligation_id=self.obligation_id,
            act=act,
        )
