"""Report to the assembly that supervises (MTG-BZ-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.errors import BodyNotFound
from application.use_cases.organisation.meetings.command import MeetingCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.meetings.meeting import Meeting


class DeliverReport(MeetingCommand):
    """Command: record that a body reported to this session.

    Attributes:
        by_body: code of the body that reported.
        report_ref: the report.
    """

    NAME: ClassVar[str] = "deliver_report"

    by_body: Code
    report_ref: Code

    def decide(self, act: Act, ground: Ground) -> Meeting:
        meeting = self.session(ground)
        if ground.directory.body(self.by_body) is None:
            raise BodyNotFound(self.by_body)
        meeting.deliver_report(act, body=self.by_body, report_ref=self.report_ref)
        return meeting
