"""Rate a case (CAS-KD-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand, CaseText
from domain.vocabulary import AtLeastOne, OfficialText, RatingScore

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RateCase(CaseCommand):
    """Command: rate the latest closing, once.

    Attributes:
        closing_no: the closing that is meant; None: the latest, whichever it is then.
        score: a value of the pack's scale.
        comment: the resident's words, sealed in the vault.
    """

    NAME: ClassVar[str] = "rate_case"

    score: RatingScore
    comment: str | None = CaseText
    branch_opinion: OfficialText | None = None
    closing_no: AtLeastOne | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        sealed = None
        if self.comment is not None:
            sealed = around.seal(
                person_ref=act.actor.id,
                case_id=case.id,
                kind="comment",
                text=self.comment,
                searchable=False,
            )
        case.rate(
            score=self.score,
            comment=sealed,
            branch_opinion=self.branch_opinion,
            closing_no=self.closing_no,
            act=act,
        )
