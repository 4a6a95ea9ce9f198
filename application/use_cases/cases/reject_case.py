"""Reject a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RejectCase(CaseCommand):
    """Command: turn a report away as no matter for this service; the reason says whose it is."""

    NAME: ClassVar[str] = "reject_case"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.reject(act)
