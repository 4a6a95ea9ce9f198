"""Blow the whistle (CAS-DG-02)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class BlowWhistle(CaseCommand):
    """Command: call the departments, with a grade, a named person and a limit.

    Attributes:
        due_on: last local day.
    """

    NAME: ClassVar[str] = "blow_whistle"

    grade: Code
    responsible_person: Code
    due_on: date

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.blow_whistle(
            grade=self.grade,
            responsible_person=self.responsible_person,
            due_on=self.due_on,
            act=act,
        )
