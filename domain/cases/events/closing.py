"""Resolution, closing, reopening, rating."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from domain.calendar.clocks import Deadline
from domain.cases.record import CaseRecord
from domain.kernel import Event
from domain.vocabulary import CaseState, Code, OfficialText, RouteMode, VaultRef


class ResolutionReported(Event):
    """The handling unit says that it is done; a claim, not a closing (CAS-KD-04)."""

    TOPIC: ClassVar[str] = "ResolutionReported"

    unit_id: Code
    measures: OfficialText
    claim_no: int

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.RESOLVED
        case.claims = self.claim_no
        case.claimed_by = self.unit_id
        case.measures_reported = True


class CloseOutRefused(Event):
    """The claim did not stand up to inspection (CAS-DG-10).

    Attributes:
        listed_for_appraisal: refused as often as the pack needs for the year-end appraisal.
    """

    TOPIC: ClassVar[str] = "CloseOutRefused"

    unit_id: Code
    claim_no: int
    reasons: tuple[OfficialText, ...]
    listed_for_appraisal: bool = False

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.IN_HANDLING
        case.refused_claims += 1


class Closed(Event):
    """The body with the power closed the case (销号).

    Attributes:
        units, mode, level, lead: the last route, which decides whose credit it is.
        on_time: before the bound of the case; None: it had none.
        verified_by: who inspected; None where the pack asks for no verification.
    """

    TOPIC: ClassVar[str] = "CaseClosed"

    closed_by: str
    closing_basis: Literal["HANDLING", "SUPERVISION"]
    closing_no: int
    mode: RouteMode
    level: Code
    units: Annotated[tuple[Code, ...], Field(min_length=1)]
    lead: Code | None
    on_time: bool | None
    verified_by: str | None = None
    verification: OfficialText | None = None
    agent_handled: bool = False
    one_visit: bool = False

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.CLOSED
        case.closings = self.closing_no


class Reopened(Event):
    """A closed case goes on.

    Attributes:
        by_rating: a low rating did it.
        due, due_clock, due_started_at: the new bound; None: none was set.
    """

    TOPIC: ClassVar[str] = "CaseReopened"
    LINKS: ClassVar[frozenset[str]] = frozenset({"due_clock"})

    closing_no: int
    by_rating: bool = False
    due: Deadline | None = None
    due_clock: Code | None = None
    due_started_at: AwareDatetime

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.IN_HANDLING
        case.due = self.due
        case.due_clock = self.due_clock
        case.due_started_at = self.due_started_at
        case.overdue_at = None
        case.result_reported = False
        case.reporter_informed = False
        case.refused_claims = 0
        case.stop_requested_by = None


class Rated(Event):
    """The reporter rated a closing, once (CAS-KD-05)."""

    TOPIC: ClassVar[str] = "CaseRated"

    score: int
    scale_id: Code
    closing_no: int
    comment: VaultRef | None = None
    branch_opinion: OfficialText | None = None

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.RATED
        case.rated_closing = self.closing_no
