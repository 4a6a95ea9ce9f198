"""Reopen a case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ReopenCase(CaseCommand):
    """Command: take a closed case up again; the reason is mandatory.

    Attributes:
        due_on: last local day; None: the clock of the category, where it has one.
    """

    NAME: ClassVar[str] = "reopen_case"

    due_on: date | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.reopen(self.due_on, act)
