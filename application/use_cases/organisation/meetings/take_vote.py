"""Put a motion to the vote (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class TakeVote(MeetingCommand):
    """Command: record a vote; who is present and not counted here abstained.

    Attributes:
        matter: the matter it decides, a word of the pack.
        delegates: matters that the motion delegates.
    """

    NAME: ClassVar[str] = "take_vote"

    motion: OfficialText
    in_favour: int = Field(ge=0)
    against: int = Field(default=0, ge=0)
    abstain: int = Field(default=0, ge=0)
    matter: Code | None = None
    delegates: tuple[Code, ...] = Field(default=(), max_length=100)

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.take_vote(
            act,
            motion=self.motion,
            in_favour=self.in_favour,
            against=self.against,
            abstain=self.abstain,
            matter=self.matter,
            delegates=self.delegates,
        )
        return meeting
