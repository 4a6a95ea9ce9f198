"""Make the outcome of a session public (4.1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.meetings.command import MeetingCommand

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class PublishOutcome(MeetingCommand):
    """Command: record that the outcome was published.

    Attributes:
        published_on: local day; None: today. On time is what is recorded in time (ENV-04).
    """

    NAME: ClassVar[str] = "publish_outcome"

    published_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        meeting.publish(act, published_on=day_or_today(self.published_on, act))
        return meeting
