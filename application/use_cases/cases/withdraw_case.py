"""Withdraw a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class WithdrawCase(CaseCommand):
    """Command: take one's report back."""

    NAME: ClassVar[str] = "withdraw_case"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.withdraw(act)
