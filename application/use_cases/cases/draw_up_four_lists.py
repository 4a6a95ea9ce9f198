"""Draw up the four lists (CAS-DG-01)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.cases.routing import ListEntries
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class DrawUpFourLists(CaseCommand):
    """Command: draw up problem, task, responsibility and standard.

    Attributes:
        due_on: last local day of the task.
        meeting_id: the dispatch meeting that decomposed it.
    """

    NAME: ClassVar[str] = "draw_up_four_lists"

    problem: OfficialText | None = None
    task: OfficialText | None = None
    standard: OfficialText | None = None
    responsible_person: Code | None = None
    responsible_unit: Code | None = None
    due_on: date | None = None
    meeting_id: Code | None = None

    @property
    def entries(self) -> ListEntries:
        """What the lists hold; the case says what is missing."""
        return ListEntries(
            problem=self.problem,
            task=self.task,
            standard=self.standard,
            responsible_person=self.responsible_person,
            responsible_unit=self.responsible_unit,
            due_on=self.due_on,
            meeting_id=self.meeting_id,
        )

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.draw_up_lists(self.entries, act)
