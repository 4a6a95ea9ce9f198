"""Send the result of a hearing to the department it concerns (MTG-BZ-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.errors import BodyNotFound
from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class CopyResult(MeetingCommand):
    """Command: copy the result in writing.

    Attributes:
        dept: code of the department.
        letter_ref: the letter.
    """

    NAME: ClassVar[str] = "copy_result"

    dept: Code
    letter_ref: Code

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        if ground.directory.body(self.dept) is None:
            raise BodyNotFound(self.dept)
        meeting.copy_result(act, dept=self.dept, letter_ref=self.letter_ref)
        return meeting
