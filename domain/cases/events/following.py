"""Following up: notes, urging, who was told."""

from __future__ import annotations

from typing import ClassVar

from domain.cases.record import CaseRecord
from domain.kernel import Event
from domain.vocabulary import Code, OfficialText, VaultRef


class FollowUpNoted(Event):
    """Somebody who tracks the case wrote down how it stands (CAS-DG-09)."""

    TOPIC: ClassVar[str] = "FollowUpNoted"

    note: OfficialText

    def apply(self, case: CaseRecord) -> None:
        case.follow_ups += 1
        case.followed_up_at = self.occurred_at
        case.tracked_at = self.occurred_at


class UrgeIssued(Event):
    """A unit was urged.

    Attributes:
        no: how many times this case has been urged, this one included.
    """

    TOPIC: ClassVar[str] = "UrgeIssued"

    unit_id: Code
    no: int

    def apply(self, case: CaseRecord) -> None:
        case.urges = self.no
        case.tracked_at = self.occurred_at


class ResultReportedToHead(Event):
    """The deputy reported the result to the head (CAS-DG-05)."""

    TOPIC: ClassVar[str] = "ResultReportedToHead"

    result: OfficialText

    def apply(self, case: CaseRecord) -> None:
        case.result_reported = True
        case.tracked_at = self.occurred_at


class ReporterInformed(Event):
    """The public got an answer (CAS-DG-03)."""

    TOPIC: ClassVar[str] = "ReporterInformed"

    result: VaultRef | None = None
    channel: Code | None = None

    def apply(self, case: CaseRecord) -> None:
        case.reporter_informed = True
