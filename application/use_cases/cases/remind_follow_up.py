"""Remind of a case that nobody follows up (CAS-DG-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RemindFollowUp(CaseCommand):
    """Command: remind of a case whose follow-up clock has run out; only the scheduler may."""

    NAME: ClassVar[str] = "remind_follow_up"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.remind_follow_up(act)
