"""Pass a major matter on to an assembly (MTG-BZ-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class ReferToAssembly(MeetingCommand):
    """Command: refer a matter.

    Attributes:
        motion: what it is about.
        assembly: type of the meeting that is to decide, a word of the pack.
    """

    NAME: ClassVar[str] = "refer_to_assembly"

    motion: OfficialText
    assembly: Code

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.refer_to_assembly(act, motion=self.motion, assembly=self.assembly)
        return meeting
