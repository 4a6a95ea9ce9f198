"""Hand an adopted decision to the body that carries it out (MTG-BZ-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.errors import BodyNotFound
from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class HandOverDecision(MeetingCommand):
    """Command: hand a decision over.

    Attributes:
        motion: as it was adopted.
        to: code of the body.
    """

    NAME: ClassVar[str] = "hand_over_decision"

    motion: OfficialText
    to: Code

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        if ground.directory.body(self.to) is None:
            raise BodyNotFound(self.to)
        meeting.hand_over_decision(act, motion=self.motion, to=self.to)
        return meeting
