"""Judge the residents' committee at the end of the year (MTG-BZ-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class EvaluateCommittee(MeetingCommand):
    """Command: record the evaluation.

    Attributes:
        grade: in the council's words.
        reported_to_street: the street was told.
    """

    NAME: ClassVar[str] = "evaluate_committee"

    grade: Code
    reported_to_street: bool = False

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.evaluate_committee(
            act, grade=self.grade, reported_to_street=self.reported_to_street
        )
        return meeting
