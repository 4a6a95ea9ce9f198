"""Record the survey before a hearing (MTG-BZ-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class RecordSurvey(MeetingCommand):
    """Command: record the survey that precedes the session.

    Attributes:
        survey_ref: the document with it.
        ruled_by_law: the matter is ruled by law, so the authorities are asked first.
        authority_ref: their answer.
    """

    NAME: ClassVar[str] = "record_survey"

    survey_ref: Code
    ruled_by_law: bool = False
    authority_ref: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.record_survey(
            act,
            survey_ref=self.survey_ref,
            ruled_by_law=self.ruled_by_law,
            authority_ref=self.authority_ref,
        )
        return meeting
