"""Refuse to close a case (CAS-DG-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RefuseCloseOut(CaseCommand):
    """Command: send a claim back that did not stand up to inspection."""

    NAME: ClassVar[str] = "refuse_close_out"

    reasons: tuple[OfficialText, ...]

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.refuse_close_out(self.reasons, act)
