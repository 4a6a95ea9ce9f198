"""Count who is there (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Count

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class CheckQuorum(MeetingCommand):
    """Command: count those present; the last count holds.

    Attributes:
        left: members who have left their seat since they were invited.
    """

    NAME: ClassVar[str] = "check_quorum"

    present: Count
    left: Count = 0

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.check_quorum(act, present=self.present, left=self.left)
        return meeting
