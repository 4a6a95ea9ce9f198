"""Triage, the four lists and the whistle."""

from __future__ import annotations

from typing import ClassVar

from domain.calendar.clocks import Deadline
from domain.cases.record import CaseRecord
from domain.kernel import Event
from domain.vocabulary import CaseState, Code, OfficialText


class Triaged(Event):
    """The case was judged: what it is, how grave, and which level is competent."""

    TOPIC: ClassVar[str] = "CaseTriaged"

    category: Code | None
    severity: Code | None = None
    competent_level: Code | None = None

    def apply(self, case: CaseRecord) -> None:
        case.steps[self.TOPIC] = self.timestamp
        case.state = CaseState.TRIAGED
        case.category = self.category


class TabledAtDispatch(Event):
    """The lower level finds it really difficult and tables it at the dispatch meeting."""

    TOPIC: ClassVar[str] = "CaseTabledAtDispatch"

    meeting_id: Code


class FourListsDrawnUp(Event):
    """Problem, task, responsibility and standard, with a person and a date (CAS-DG-01)."""

    TOPIC: ClassVar[str] = "FourListsDrawnUp"

    problem: OfficialText
    task: OfficialText
    responsible_person: Code
    responsible_unit: Code
    standard: OfficialText
    due: Deadline
    meeting_id: Code | None = None

    def apply(self, case: CaseRecord) -> None:
        case.lists_version += 1
        if not case.whistle_blown:
            case.stated_due = self.due


class FourListsRevised(FourListsDrawnUp):
    """A new version of the lists; earlier versions remain."""

    TOPIC: ClassVar[str] = "FourListsRevised"


class WhistleBlown(Event):
    """The departments were called, with a named person and a limit (CAS-DG-02).

    Attributes:
        due_on_rest_day: the limit falls on no working day.
    """

    TOPIC: ClassVar[str] = "WhistleBlown"

    grade: Code
    responsible_person: Code
    due: Deadline
    due_on_rest_day: bool

    def apply(self, case: CaseRecord) -> None:
        case.whistle_blown = True
        case.stated_due = self.due


class SpecialMeetingHeld(Event):
    """A meeting on a sudden event produced a plan; routing may go ahead (CAS-DG-11).

    Attributes:
        lists_due: when the lists must follow.
    """

    TOPIC: ClassVar[str] = "SpecialMeetingHeld"

    matter: OfficialText
    plan: OfficialText
    lists_due: Deadline

    def apply(self, case: CaseRecord) -> None:
        case.special_meeting_held = True
