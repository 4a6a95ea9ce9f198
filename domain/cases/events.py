"""The facts of a case: the first row of the event catalogue (rulebook Annex E).

Each class lists its fields, then its effect. An effect only assigns and cannot fail. ``Case``
names them all: ``Case.Reported`` is stored as ``CaseReported``. ``LINKS`` are the fields that tie a
fact to others or to the machine that was decided on: no correction may cut them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.calendar.clocks import Deadline
from domain.cases.record import (
    AccessStep,
    CaseRecord,
    ConvenedMeeting,
    FeedbackObligation,
    ObligationStatus,
)
from domain.kernel import CreatedEvent, Event
from domain.vocabulary import CaseKind, CaseState, Code, OfficialText, RouteMode, VaultRef

# --- Intake ---


class Reported(CreatedEvent):
    """Somebody reported a matter (CAS-KD-01).

    Attributes:
        grid_id: None: it lies in no grid and waits in the community pool.
        reporter_ref: pseudonymous id; None: anonymous, then a place is known.
        place, text, photos, contact: in the vault (ENV-07).
        discovered_at: when it was found; measured against the upload.
        source: how it came to be known (VISIT …); ``source_ref`` the visit or foreign record.
        first_asked_by: who was asked first and answers until somebody takes over (CAS-BZ-01).
    """

    TOPIC: ClassVar[str] = "CaseReported"

    kind: CaseKind
    grid_id: Code | None
    community_id: Code | None
    category: Code | None
    reporter_ref: str | None
    place: VaultRef | None = None
    text: VaultRef | None = None
    contact: VaultRef | None = None
    photos: tuple[VaultRef, ...] = ()
    discovered_at: AwareDatetime
    channel: Code | None = None
    window: Code | None = None
    source: Code | None = None
    source_ref: str | None = None
    first_asked_by: str | None = None
    priority: bool = False
    home_visit: bool = False
    booked: bool = False
    urgent: bool = False

    def apply(self, case: CaseRecord) -> None:
        case.steps[self.TOPIC] = self.timestamp
        case.kind = self.kind
        case.pack = self.pack
        case.reporter_ref = self.reporter_ref
        case.grid_id = self.grid_id
        case.community_id = self.community_id
        case.category = self.category
        case.taken_in_by = self.actor_id
        case.reported_at = self.occurred_at
        case.first_asked_by = self.first_asked_by
        case.holder = self.first_asked_by


class PhotoAttached(Event):
    """Somebody added a photo of the matter; not part of rulebook Annex E (ADR 16).

    Attributes:
        photo_id: keyed digest of the case and of the bytes that came: the same photo is one photo.
        original: what came, sealed; ``picture``: the same pixels rebuilt, without any metadata.
        media_type: what the original is, by its content.
        width, height: of the picture, in pixels.
    """

    TOPIC: ClassVar[str] = "PhotoAttached"
    LINKS: ClassVar[frozenset[str]] = frozenset({"photo_id", "original", "picture"})

    photo_id: UUID
    original: VaultRef
    picture: VaultRef
    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]

    def apply(self, case: CaseRecord) -> None:
        case.photos |= {self.photo_id}


class Uploaded(Event):
    """The case was entered on the platform; from here it counts (CAS-KD-02)."""

    TOPIC: ClassVar[str] = "CaseUploaded"

    platform_no: str | None = None

    def apply(self, case: CaseRecord) -> None:
        case.steps[self.TOPIC] = self.timestamp
        case.state = CaseState.UPLOADED


class Withdrawn(Event):
    """The reporter took it back."""

    TOPIC: ClassVar[str] = "CaseWithdrawn"

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.WITHDRAWN


class Merged(Event):
    """It is a duplicate of another case; it is not counted twice."""

    TOPIC: ClassVar[str] = "CaseMerged"

    into: UUID

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.MERGED
        case.merged_into = self.into


class Rejected(Event):
    """It is no matter for this service; the reason says whose it is."""

    TOPIC: ClassVar[str] = "CaseRejected"

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.REJECTED


class HandedOver(Event):
    """Who was asked first passes the case on, or the one asked answers (CAS-BZ-01)."""

    TOPIC: ClassVar[str] = "CaseHandedOver"

    from_ref: str
    to_ref: str
    answer: Literal["OFFERED", "TAKEN", "REFUSED"]

    def apply(self, case: CaseRecord) -> None:
        case.offered_to = self.to_ref if self.answer == "OFFERED" else None
        if self.answer == "TAKEN":
            case.holder = self.to_ref


# --- Triage, lists, whistle ---


class Triaged(Event):
    """The case was judged: what it is, how grave, and which level is competent."""

    TOPIC: ClassVar[str] = "CaseTriaged"

    category: Code | None
    severity: Code | None = None
    competent_level: Code | None = None

    def apply(self, case: CaseRecord) -> None:
        case.steps[self.TOPIC] = self.timestamp
        case.state = CaseState.TRIAGED
        case.category = self.category


class TabledAtDispatch(Event):
    """The lower level finds it really difficult and tables it at the dispatch meeting."""

    TOPIC: ClassVar[str] = "CaseTabledAtDispatch"

    meeting_id: Code


class FourListsDrawnUp(Event):
    """Problem, task, responsibility and standard, with a person and a date (CAS-DG-01)."""

    TOPIC: ClassVar[str] = "FourListsDrawnUp"

    problem: OfficialText
    task: OfficialText
    responsible_person: Code
    responsible_unit: Code
    standard: OfficialText
    due: Deadline
    meeting_id: Code | None = None

    def apply(self, case: CaseRecord) -> None:
        case.lists_version += 1
        if not case.whistle_blown:
            case.stated_due = self.due


class FourListsRevised(FourListsDrawnUp):
    """A new version of the lists; earlier versions remain."""

    TOPIC: ClassVar[str] = "FourListsRevised"


class WhistleBlown(Event):
    """The departments were called, with a named person and a limit (CAS-DG-02).

    Attributes:
        due_on_rest_day: the limit falls on no working day.
    """

    TOPIC: ClassVar[str] = "WhistleBlown"

    grade: Code
    responsible_person: Code
    due: Deadline
    due_on_rest_day: bool

    def apply(self, case: CaseRecord) -> None:
        case.whistle_blown = True
        case.stated_due = self.due


class SpecialMeetingHeld(Event):
    """A meeting on a sudden event produced a plan; routing may go ahead (CAS-DG-11).

    Attributes:
        lists_due: when the lists must follow.
    """

    TOPIC: ClassVar[str] = "SpecialMeetingHeld"

    matter: OfficialText
    plan: OfficialText
    lists_due: Deadline

    def apply(self, case: CaseRecord) -> None:
        case.special_meeting_held = True


# --- Routes ---


class _Route(Event):
    """What every route has in common.

    Attributes:
        units: who handles it, the lead first where one is named.
        due: bound of the case, None while its clocks are stopped.
        due_clock: clock that gave the bound; None: a date given by hand.
        due_started_at: what that clock counts from.
    """

    LINKS: ClassVar[frozenset[str]] = frozenset({"mode", "due_clock"})

    mode: RouteMode
    level: Code
    units: Annotated[tuple[Code, ...], Field(min_length=1)]
    lead: Code | None = None
    due: Deadline | None
    due_clock: Code | None = None
    due_started_at: AwareDatetime

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.ROUTED
        case.mode = self.mode
        case.level = self.level
        case.units = self.units
        case.units_ever += tuple(unit for unit in self.units if unit not in case.units_ever)
        case.followed_up_at = case.followed_up_at or self.occurred_at
        case.tracked_at = case.tracked_at or self.occurred_at
        case.lead = self.lead
        case.accepted_by = ()
        case.routed_at = self.timestamp
        case.due = self.due
        case.due_clock = self.due_clock
        case.due_started_at = self.due_started_at
        case.stated_due = None


class Routed(_Route):
    """The case was given to units by the duty list (CAS-KD-03, CAS-DG-03)."""

    TOPIC: ClassVar[str] = "CaseRouted"

    override_reason: OfficialText | None = None


class EscalatedToDistrict(_Route):
    """Units of the level above were called: one alone or several (CAS-DG-04, CAS-DG-05)."""

    TOPIC: ClassVar[str] = "CaseEscalatedToDistrict"

    beyond_street_reason: OfficialText | None = None


class EscalatedToCity(_Route):
    """Handed over upward through the counterpart unit, which leads (CAS-DG-06)."""

    TOPIC: ClassVar[str] = "CaseEscalatedToCity"

    district_lead_unit: Code
    city_unit: Code

    def apply(self, case: CaseRecord) -> None:
        _Route.apply(self, case)
        case.city_unit = self.city_unit


class LeadReassigned(Event):
    """Another counterpart leads from now on."""

    TOPIC: ClassVar[str] = "LeadReassigned"

    old_lead: Code
    new_lead: Code

    def apply(self, case: CaseRecord) -> None:
        case.lead = self.new_lead
        if self.new_lead not in case.units_ever:
            case.units_ever += (self.new_lead,)
        case.units = tuple(self.new_lead if u == self.old_lead else u for u in case.units)


class LevelBreached(Event):
    """The case went above the level that should have settled it; an aim, not a rule (CAS-SA-01)."""

    TOPIC: ClassVar[str] = "LevelBreached"

    level: Code
    aim: Code


class Accepted(Event):
    """A unit took the case up.

    Attributes:
        accept_due: bound of the acceptance clock, None where the pack has none.
        late: after that bound; shown, not penalised.
    """

    TOPIC: ClassVar[str] = "CaseAccepted"

    unit_id: Code
    accept_due: Deadline | None = None
    late: bool = False

    def apply(self, case: CaseRecord) -> None:
        case.state = CaseState.IN_HANDLING
        case.accepted_by = (*case.accepted_by, self.unit_id)


class Returned(Event):
    """A unit that is not competent gave it back; the clock of the case goes on (CAS-KD-03).

    Attributes:
        remaining_units: who still has it; empty: back to triage.
    """

    TOPIC: ClassVar[str] = "CaseReturned"
    LINKS: ClassVar[frozenset[str]] = frozenset({"remaining_units"})

    unit_id: Code
    remaining_units: tuple[Code, ...]

    def apply(self, case: CaseRecord) -> None:
        case.units = self.remaining_units
        if case.lead == self.unit_id:
            case.lead = None
        if not self.remaining_units:
            case.state = CaseState.TRIAGED


# --- Site meetings ---


class SiteMeetingConvened(Event):
    """Those concerned were called together on the spot; one meeting may serve several cases."""

    TOPIC: ClassVar[str] = "SiteMeetingConvened"
    LINKS: ClassVar[frozenset[str]] = frozenset({"meeting_id"})

    meeting_id: Code
    case_ids: tuple[UUID, ...]
    place: OfficialText
    at: AwareDatetime
    invited_units: tuple[Code, ...]

    def apply(self, case: CaseRecord) -> None:
        case.meetings[self.meeting_id] = ConvenedMeeting(self.case_ids, self.invited_units)


class SiteMeetingHeld(Event):
    """Ways, methods and guarantees were settled on the spot (CAS-DG-07)."""

    TOPIC: ClassVar[str] = "SiteMeetingHeld"
    LINKS: ClassVar[frozenset[str]] = frozenset({"meeting_id"})

    meeting_id: Code
    chair: str
    attended_units: tuple[Code, ...]
    ways: OfficialText
    methods: OfficialText
    guarantees: OfficialText
    minutes_ref: str

    def apply(self, case: CaseRecord) -> None:
        case.meetings[self.meeting_id].held = True
        if case.state is CaseState.ROUTED:
            case.state = CaseState.IN_HANDLING


class SiteMeetingAbsence(Event):
    """A unit that was invited did not come; the clock binds it all the same."""

    TOPIC: ClassVar[str] = "SiteMeetingAbsence"
    LINKS: ClassVar[frozenset[str]] = frozenset({"meeting_id"})

    meeting_id: Code
    unit_id: Code


# --- Feedback and clocks ---


class FeedbackObligationOpened(Event):
    """A unit owes a progress report by a bound (CAS-DG-08)."""

    TOPIC: ClassVar[str] = "FeedbackObligationOpened"
    LINKS: ClassVar[frozenset[str]] = frozenset({"obligation_id", "clock"})

    obligation_id: str
    unit_id: Code
    clock: Code
    opened_at: AwareDatetime
    deadline: Deadline | None

    def apply(self, case: CaseRecord) -> None:
        case.obligations[self.obligation_id] = FeedbackObligation(
            self.obligation_id, self.unit_id, self.clock, self.opened_at, self.deadline
        )


class _OfObligation(Event):
    """What every fact about an obligation has in common."""

    SETTLES: ClassVar[ObligationStatus]
    LINKS: ClassVar[frozenset[str]] = frozenset({"obligation_id"})

    obligation_id: str
    unit_id: Code

    def apply(self, case: CaseRecord) -> None:
        case.obligations[self.obligation_id].status = self.SETTLES


class FeedbackObligationCancelled(_OfObligation):
    """The unit no longer owes the report."""

    TOPIC: ClassVar[str] = "FeedbackObligationCancelled"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.CANCELLED


class FeedbackGiven(_OfObligation):
    """The unit reported progress in time."""

    TOPIC: ClassVar[str] = "FeedbackGiven"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.GIVEN

    content: OfficialText
    result: OfficialText | None = None


class FeedbackMissed(_OfObligation):
    """The bound passed without a report; ``occurred_at`` is the bound."""

    TOPIC: ClassVar[str] = "FeedbackMissed"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.MISSED

    clock: Code
    due_at: AwareDatetime


class FeedbackGivenLate(FeedbackGiven):
    """The unit reported after the bound; the miss stays."""

    TOPIC: ClassVar[str] = "FeedbackGivenLate"
    SETTLES: ClassVar[ObligationStatus] = ObligationStatus.GIVEN_LATE


class DeadlineRecalculated(Event):
    """A running clock got another bound (CAL-08, CAS-DG-08, stop-clock).

    Attributes:
        obligation_id: whose bound; None: the case's own.
        clock: the clock that gives the new bound.
        started_at: what it counts from.
        old_due, new_due: bounds; None while the clock is stopped.
        cause: why.
    """

    TOPIC: ClassVar[str] = "DeadlineRecalculated"
    LINKS: ClassVar[frozenset[str]] = frozenset({"obligation_id", "clock", "cause"})

    obligation_id: str | None
    clock: Code | None
    started_at: AwareDatetime | None
    old_due: AwareDatetime | None
    new_due: AwareDatetime | None
    deadline: Deadline | None
    calendar_version: str
    cause: Literal["SITE_MEETING", "CALENDAR", "PACK", "STOPPED", "RESUMED"]

    def apply(self, case: CaseRecord) -> None:
        if self.cause == "RESUMED" and case.is_stopped:
            case.stops[-1] = (case.stops[-1][0], self.timestamp)
        if self.obligation_id is None:
            case.due = self.deadline
            return
        obligation = case.obligations[self.obligation_id]
        obligation.deadline = self.deadline
        if self.clock and self.started_at:
            obligation.clock = self.clock
            obligation.opened_at = self.started_at


class Overdue(Event):
    """The bound of the case passed before it was closed; recorded once for each bound."""

    TOPIC: ClassVar[str] = "CaseOverdue"

    due_at: AwareDatetime

    def apply(self, case: CaseRecord) -> None:
        case.overdue_at = self.due_at


# --- Following up ---


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


# --- Resolution, closing, rating ---


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


# --- Serious events, admission, delegation ---


class SeriousEventRecorded(Event):
    """One of the events that an area aims to have none of (CAS-SA-02)."""

    TOPIC: ClassVar[str] = "SeriousEventRecorded"

    kind: Code


class EmergencyReported(Event):
    """The matter is an emergency of a kind that the plans provide for (CAS-BZ-04)."""

    TOPIC: ClassVar[str] = "EmergencyReported"

    kind: Code


class AccessApplied(Event):
    """A department asks to put its work into a community, with staff and money (CAS-BZ-03)."""

    TOPIC: ClassVar[str] = "AccessApplied"

    dept: Code
    matter: OfficialText
    funds_fen: int
    staff: int

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.APPLIED
        case.access_matter = self.matter
        case.access_funds_fen = self.funds_fen


class AccessApproved(Event):
    """The approving body let the work in."""

    TOPIC: ClassVar[str] = "AccessApproved"

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.APPROVED


class AccessRefused(Event):
    """The approving body kept the work out."""

    TOPIC: ClassVar[str] = "AccessRefused"

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.REFUSED


class AccessPublished(Event):
    """The admission was made public."""

    TOPIC: ClassVar[str] = "AccessPublished"

    published_on: date

    def apply(self, case: CaseRecord) -> None:
        case.access = AccessStep.PUBLISHED


class TaskDelegatedToStation(Event):
    """A unit asks the station to help, with work funds (ORG-DG-07)."""

    TOPIC: ClassVar[str] = "TaskDelegatedToStation"

    from_unit: Code
    station: Code
    responsible_unit: Code
    matter: Code
    funds_fen: int
