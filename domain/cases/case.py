"""The case: one matter, from the report to the rating."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from uuid import UUID, uuid5

from domain import disputes, gates, kernel
from domain.act import Act
from domain.cases import events
from domain.cases.alarms import Alarms
from domain.cases.appraisal import Appraisal
from domain.cases.closing import Closing
from domain.cases.errors import (
    AnonymousWithoutPlace,
    DiscoveredInFuture,
    OccurredInFuture,
)
from domain.cases.intake import Intake
from domain.cases.photos import Photos
from domain.cases.rebinding import Rebinding
from domain.corrections import correction
from domain.kernel import Aggregate, EventCorrected
from domain.rebinding import PolicyPackRebound
from domain.reminders import ObligationReminderSent
from domain.vocabulary import CaseKind, VaultRef

_NAMESPACE = UUID("0b6f7c52-8f4e-4b8a-9b35-2c7d1f5e9a40")


class Case(Aggregate, Intake, Alarms, Photos, Closing, Appraisal, Rebinding):
    """A case is reported, uploaded, triaged, routed, handled, resolved, closed and rated.

    One state machine for every jurisdiction (rulebook 2.1); what differs is in the pack that the
    case was created under (ENV-03). Invariants: a step never skips the one before it; each unit
    has at most one running feedback obligation; only the body with the power closes; nothing is
    edited, a correction is a fact of its own (ENV-02). The commands lie in the chapters ``intake``,
    ``alarms``, ``photos``, ``routing``, ``escalation``, ``meetings``, ``feedback``, ``closing``,
    ``bounds``, ``appraisal`` and ``rebinding``.
    """

    TOPIC = "Case"
    Event = kernel.Event

    Reported = events.Reported
    PhotoAttached = events.PhotoAttached
    Uploaded = events.Uploaded
    Triaged = events.Triaged
    Routed = events.Routed
    Accepted = events.Accepted
    Returned = events.Returned
    HandedOver = events.HandedOver
    TabledAtDispatch = events.TabledAtDispatch
    EscalatedToDistrict = events.EscalatedToDistrict
    EscalatedToCity = events.EscalatedToCity
    LeadReassigned = events.LeadReassigned
    LevelBreached = events.LevelBreached
    FourListsDrawnUp = events.FourListsDrawnUp
    FourListsRevised = events.FourListsRevised
    WhistleBlown = events.WhistleBlown
    SiteMeetingConvened = events.SiteMeetingConvened
    SiteMeetingHeld = events.SiteMeetingHeld
    SiteMeetingAbsence = events.SiteMeetingAbsence
    SpecialMeetingHeld = events.SpecialMeetingHeld
    FeedbackObligationOpened = events.FeedbackObligationOpened
    FeedbackObligationCancelled = events.FeedbackObligationCancelled
    FeedbackGiven = events.FeedbackGiven
    FeedbackMissed = events.FeedbackMissed
    FeedbackGivenLate = events.FeedbackGivenLate
    DeadlineRecalculated = events.DeadlineRecalculated
    Overdue = events.Overdue
    FollowUpNoted = events.FollowUpNoted
    UrgeIssued = events.UrgeIssued
    ObligationReminderSent = ObligationReminderSent
    ResultReportedToHead = events.ResultReportedToHead
    ReporterInformed = events.ReporterInformed
    ResolutionReported = events.ResolutionReported
    CloseOutRefused = events.CloseOutRefused
    Closed = events.Closed
    Reopened = events.Reopened
    Rated = events.Rated
    Withdrawn = events.Withdrawn
    Merged = events.Merged
    Rejected = events.Rejected
    EmergencyReported = events.EmergencyReported
    DisputeFound = disputes.DisputeFound
    EarlyWarningRaised = disputes.EarlyWarningRaised
    AccessApplied = events.AccessApplied
    AccessApproved = events.AccessApproved
    AccessRefused = events.AccessRefused
    AccessPublished = events.AccessPublished
    TaskDelegatedToStation = events.TaskDelegatedToStation
    SeriousEventRecorded = events.SeriousEventRecorded
    # Shared by all aggregates. Naming them registers their topics, without which the library
    # neither records nor loads them.
    EventCorrected = EventCorrected
    PolicyPackRebound = PolicyPackRebound
    GateRequested = gates.GateRequested
    GateOpinionGiven = gates.GateOpinionGiven
    GatePassed = gates.GatePassed
    GateBlocked = gates.GateBlocked

    def __init__(self) -> None:
        Closing.__init__(self)

    @staticmethod
    def create_id(jurisdiction: str, reference: str) -> UUID:
        """One reference, one case: reporting it twice collides in the log."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{reference}")

    @classmethod
    def report(
        cls,
        case_id: UUID,
        *,
        kind: CaseKind,
        grid_id: str | None,
        community_id: str | None,
        category: str | None,
        reporter_ref: str | None,
        place: VaultRef | None,
        discovered_at: datetime | None,
        act: Act,
        **further: Any,
    ) -> Self:
        """Start a case (CAS-KD-01). Outside every grid it goes to the pool, it is not refused.

        Raises:
            AnonymousWithoutPlace: no reporter, no place and no grid (2.5).
            DiscoveredInFuture, OccurredInFuture: later than it is recorded (ENV-04).
        """
        if reporter_ref is None and place is None and grid_id is None:
            raise AnonymousWithoutPlace
        if act.occurred_at is not None and act.occurred_at > act.at:
            raise OccurredInFuture
        found_at = discovered_at or act.occurred_at or act.at
        if found_at > act.at:
            raise DiscoveredInFuture
        first_asked = act.actor.id if act.pack.cases.intake.first_asked else None
        return cls._create(
            events.Reported,
            id=case_id,
            kind=kind,
            grid_id=grid_id,
            community_id=community_id,
            category=category,
            reporter_ref=reporter_ref,
            place=place,
            discovered_at=found_at,
            first_asked_by=first_asked,
            **act.envelope(events.Reported.TOPIC),
            **further,
        )

    def correct(self, target: kernel.Event, field: str, new: object, act: Act) -> None:
        """Correct a field of an earlier event by a later one; both stay visible (ENV-02).

        Args:
            target: the event as it reads today, earlier corrections of it included.
            new: a value as JSON has it.

        Raises:
            NothingToCorrect: the event is not in this history, the field is not the event's own,
                or has this value already.
            CorrectionRefused: the value does not fit the field, the field ties the event to
                others, or the event is itself a correction.
        """
        self.record(EventCorrected, act, **correction(target, field, new, of=self))
