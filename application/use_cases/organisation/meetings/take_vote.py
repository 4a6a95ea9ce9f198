"""Put a motion to the vote (4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.meetings.command import MeetingCommand
from application.use_cases.organisation.oversight.gate_command import require_gates
from domain.vocabulary import Code, Count, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class TakeVote(MeetingCommand):
    """Command: record a vote; who is present and not counted here abstained.

    Attributes:
        matter: the matter it decides, a word of the pack.
        delegates: matters that the motion delegates.
        gate: code of the gate that was passed for the matter of this meeting, where the pack
            guards it (ORG-QY-05).
    """

    NAME: ClassVar[str] = "take_vote"

    motion: OfficialText
    in_favour: Count
    against: Count = 0
    abstain: Count = 0
    matter: Code | None = None
    delegates: tuple[Code, ...] = Field(default=(), max_length=100)
    gate: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        require_gates(act, ground, matter=self.matter, subject=self.meeting, gate=self.gate)
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
