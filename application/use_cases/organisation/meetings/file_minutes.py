"""File the record of a session (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class FileMinutes(MeetingCommand):
    """Command: file the minutes.

    Attributes:
        minutes_ref: the document.
    """

    NAME: ClassVar[str] = "file_minutes"

    minutes_ref: Code

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.file_minutes(act, minutes_ref=self.minutes_ref)
        return meeting
