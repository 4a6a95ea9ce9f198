"""The facts of a case: the first row of the event catalogue (rulebook Annex E).

Each class lists its fields, then its effect. An effect only assigns and cannot fail. ``Case``
names them all: ``Case.Reported`` is stored as ``CaseReported``. ``LINKS`` are the fields that tie a
fact to others or to the machine that was decided on: no correction may cut them.

A file for each stage of a case; this package names them all.
"""

from __future__ import annotations

from domain.cases.events.bounds import (
    DeadlineRecalculated,
    FeedbackGiven,
    FeedbackGivenLate,
    FeedbackMissed,
    FeedbackObligationCancelled,
    FeedbackObligationOpened,
    Overdue,
)
from domain.cases.events.closing import (
    Closed,
    CloseOutRefused,
    Rated,
    Reopened,
    ResolutionReported,
)
from domain.cases.events.following import (
    FollowUpNoted,
    ReporterInformed,
    ResultReportedToHead,
    UrgeIssued,
)
from domain.cases.events.intake import (
    HandedOver,
    Merged,
    PhotoAttached,
    Rejected,
    Reported,
    Uploaded,
    Withdrawn,
)
from domain.cases.events.meetings import (
    SiteMeetingAbsence,
    SiteMeetingConvened,
    SiteMeetingHeld,
)
from domain.cases.events.routing import (
    Accepted,
    EscalatedToCity,
    EscalatedToDistrict,
    LeadReassigned,
    LevelBreached,
    Returned,
    Routed,
)
from domain.cases.events.special import (
    AccessApplied,
    AccessApproved,
    AccessPublished,
    AccessRefused,
    EmergencyReported,
    SeriousEventRecorded,
    TaskDelegatedToStation,
)
from domain.cases.events.triage import (
    FourListsDrawnUp,
    FourListsRevised,
    SpecialMeetingHeld,
    TabledAtDispatch,
    Triaged,
    WhistleBlown,
)

__all__ = [
    "Accepted",
    "AccessApplied",
    "AccessApproved",
    "AccessPublished",
    "AccessRefused",
    "CloseOutRefused",
    "Closed",
    "DeadlineRecalculated",
    "EmergencyReported",
    "EscalatedToCity",
    "EscalatedToDistrict",
    "FeedbackGiven",
    "FeedbackGivenLate",
    "FeedbackMissed",
    "FeedbackObligationCancelled",
    "FeedbackObligationOpened",
    "FollowUpNoted",
    "FourListsDrawnUp",
    "FourListsRevised",
    "HandedOver",
    "LeadReassigned",
    "LevelBreached",
    "Merged",
    "Overdue",
    "PhotoAttached",
    "Rated",
    "Rejected",
    "Reopened",
    "Reported",
    "ReporterInformed",
    "ResolutionReported",
    "ResultReportedToHead",
    "Returned",
    "Routed",
    "SeriousEventRecorded",
    "SiteMeetingAbsence",
    "SiteMeetingConvened",
    "SiteMeetingHeld",
    "SpecialMeetingHeld",
    "TabledAtDispatch",
    "TaskDelegatedToStation",
    "Triaged",
    "Uploaded",
    "UrgeIssued",
    "WhistleBlown",
    "Withdrawn",
]
