"""Ask for opinions before a vote (MTG-BZ-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class SolicitOpinions(MeetingCommand):
    """Command: record that opinions were asked for.

    Attributes:
        opinions_ref: the document with them.
    """

    NAME: ClassVar[str] = "solicit_opinions"

    opinions_ref: Code

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.solicit_opinions(act, opinions_ref=self.opinions_ref)
        return meeting
