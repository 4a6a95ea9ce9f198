"""Inform the reporter (CAS-DG-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand, CaseText
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class InformReporter(CaseCommand):
    """Command: give the public an answer.

    Attributes:
        result: the answer; it may name the resident, so it is sealed in the vault.
    """

    NAME: ClassVar[str] = "inform_reporter"

    result: str | None = CaseText
    channel: Code | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        sealed = None
        if self.result is not None:
            sealed = around.seal(
                person_ref=case.reporter_ref,
                case_id=case.id,
                kind="answer",
                text=self.result,
                searchable=False,
            )
        case.inform_reporter(sealed, self.channel, act)
