"""Which refusals each command can meet, for the documentation of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import (
    ActingUnitUnclear,
    ClosingNotPermitted,
    CommunityNotFound,
    EventNotFound,
    GridNotFound,
    OccurredInFuture,
    OutsideRowScope,
    PermissionDenied,
    VersionIsStale,
    WhistleAuthority,
)
from application.identity import (
    ApiKeyRevoked,
    IssuerUnavailable,
    RepresentationNotPermitted,
    ScopeMissing,
    TokenExpired,
    TokenInvalid,
    TokenMissing,
    TokenNotYetValid,
    WrongAudience,
    WrongIssuer,
    WrongTokenType,
)
from application.ports import KeyReused, LogUnavailable, OutcomeUnknown, UnknownJurisdiction
from domain import corrections, rebinding, required
from domain.calendar.errors import CalendarMissing
from domain.cases import errors as case
from domain.kernel import ConcurrentChange, DomainError
from domain.policy.errors import PackNotInForce, PackUnknown
from interfaces.api.problems import Code
from interfaces.api.refusals import (
    CursorMalformed,
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    IfMatchMalformed,
    IfMatchRequired,
    OnBehalfOfMalformed,
    RateExceeded,
    ServiceBusy,
)

Refusals = tuple[type[DomainError], ...]

TOKEN: Final[Refusals] = (
    TokenMissing,
    TokenInvalid,
    TokenExpired,
    TokenNotYetValid,
    WrongAudience,
    WrongIssuer,
    WrongTokenType,
    ApiKeyRevoked,
)
EVERY_ROUTE: Final[Refusals] = (
    *TOKEN,
    IssuerUnavailable,
    OnBehalfOfMalformed,
    RepresentationNotPermitted,
    ScopeMissing,
    UnknownJurisdiction,
    PackNotInForce,
    PackUnknown,
    PermissionDenied,
    ServiceBusy,
    LogUnavailable,
    RateExceeded,
)
EVERY_CHANGE: Final[Refusals] = (
    *EVERY_ROUTE,
    OutcomeUnknown,
    IdempotencyKeyMissing,
    IdempotencyKeyMalformed,
    KeyReused,
    ConcurrentChange,
    OccurredInFuture,
    CalendarMissing,
)
VERSION: Final[Refusals] = (IfMatchMalformed, IfMatchRequired, VersionIsStale)
EVERY_COMMAND: Final[Refusals] = (
    *EVERY_CHANGE,
    OutsideRowScope,
    *VERSION,
    case.CaseNotFound,
    case.CaseIsEnded,
)
EVERY_LIST: Final[Refusals] = (*EVERY_ROUTE, CursorMalformed)
EVERY_CASE_READ: Final[Refusals] = (*EVERY_ROUTE, case.CaseNotFound, OutsideRowScope)
PLAIN: Final = (
    Code.BAD_JSON,
    Code.INVALID,
    Code.BODY_TOO_LARGE,
    Code.MEDIA_TYPE,
    Code.BEHIND,
    Code.INTERNAL,
)
PLAIN_READ: Final = (Code.INVALID, Code.BEHIND, Code.INTERNAL)

_BY_COMMAND: Final[Mapping[str, Refusals]] = {
    "accept_case": (
        ActingUnitUnclear,
        case.AlreadyAccepted,
        case.CaseNotRouted,
        case.UnitNotAssigned,
        case.UnitNotFound,
    ),
    "answer_hand_over": (
        case.CaseIsClosed,
        case.HandOverNotOffered,
        required.PolicySilent,
    ),
    "apply_access": (
        case.AccessOutOfOrder,
        case.CaseIsClosed,
        case.NotAnAccessApplication,
        required.PolicySilent,
    ),
    "approve_access": (
        case.ApproverNotCompetent,
        case.AccessOutOfOrder,
        case.CaseIsClosed,
        case.FundsMissing,
        case.NotAnAccessApplication,
        required.PolicySilent,
    ),
    "blow_whistle": (
        case.CaseNotTriaged,
        case.DueDateInPast,
        case.DueOnRestDay,
        case.ListsIncomplete,
        required.PolicySilent,
        case.UnknownGrade,
        case.WhistleAlreadyBlown,
        WhistleAuthority,
    ),
    "close_case": (
        case.CaseNotResolved,
        case.ClockIsStopped,
        case.CloserIsHandler,
        ClosingNotPermitted,
        case.FeedbackOpen,
        case.FollowUpMissing,
        case.LedgerIncomplete,
        case.OwnCase,
        case.ResultNotReported,
        case.SamePersonDecides,
        case.UnitNotFound,
        case.VerificationMissing,
    ),
    "convene_site_meeting": (
        case.CaseNotOnAgenda,
        case.CaseNotRouted,
        case.ChairNotAllowed,
        case.MeetingAlreadyConvened,
        required.PolicySilent,
    ),
    "correct_event": (
        corrections.CorrectionRefused,
        EventNotFound,
        corrections.NothingToCorrect,
    ),
    "decide_exclusion": (
        case.ApproverNotAllowed,
        case.ExclusionNotRequested,
        case.OwnRequest,
        required.PolicySilent,
        required.ReasonMissing,
    ),
    "decide_stop_clock": (
        case.ApproverNotAllowed,
        case.CaseIsClosed,
        case.OwnRequest,
        required.PolicySilent,
        required.ReasonMissing,
        case.StopNotRequested,
    ),
    "delegate_to_station": (
        case.CaseIsClosed,
        required.PolicySilent,
        case.StationNotResponsible,
        case.UnitNotFound,
        case.WorkFundsMissing,
    ),
    "draw_up_four_lists": (
        case.CaseNotTriaged,
        case.DueDateInPast,
        case.ListsAlreadyDrawnUp,
        case.ListsIncomplete,
        required.PolicySilent,
        WhistleAuthority,
    ),
    "escalate_to_city": (
        case.BoundStands,
        case.CaseNotTriaged,
        case.ClockIsStopped,
        case.DistrictLeadMissing,
        case.DueDateInPast,
        case.DueDateMissing,
        case.LeadNotCounterpart,
        case.ListsIncomplete,
        case.ModeNotInUse,
        required.ReasonMissing,
        case.RouteDoesNotClimb,
        case.UnitNotFound,
        case.UnknownLevel,
        case.WhistleNotBlown,
    ),
    "escalate_to_district": (
        case.BeyondStreetReasonMissing,
        case.BoundStands,
        case.CaseNotTriaged,
        case.ClockIsStopped,
        case.DueDateInPast,
        case.DueDateMissing,
        case.LeadNotAmongUnits,
        case.ListsIncomplete,
        case.ModeNotInUse,
        required.ReasonMissing,
        case.RouteDoesNotClimb,
        case.UnitNamedTwice,
        case.UnitNotFound,
        case.UnitsDoNotFitMode,
        case.UnknownLevel,
        case.WhistleNotBlown,
    ),
    "give_feedback": (
        ActingUnitUnclear,
        case.CaseIsClosed,
        case.FeedbackSettled,
        case.ObligationNotFound,
        required.PolicySilent,
        case.UnitNotAssigned,
    ),
    "hand_over_case": (
        case.CaseIsClosed,
        case.NotTheHolder,
        required.PolicySilent,
    ),
    "hold_site_meeting": (
        case.AttendanceMissing,
        case.CaseNotRouted,
        case.ChairNotAllowed,
        case.MeetingAlreadyHeld,
        case.MeetingNotConvened,
        case.MeetingOutcomeMissing,
        case.MinutesMissing,
        required.PolicySilent,
        case.UnitNotFound,
    ),
    "hold_special_meeting": (
        case.CaseNotTriaged,
        case.ChairNotAllowed,
        required.PolicySilent,
    ),
    "issue_urge": (
        case.CaseNotRouted,
        case.UnitNotAssigned,
        case.UnitNotFound,
    ),
    "merge_case": (
        case.MergedIntoItself,
        case.OriginalIsEnded,
        case.PastIntake,
    ),
    "note_follow_up": (case.CaseIsClosed,),
    "publish_access": (
        case.AccessOutOfOrder,
        case.CaseIsClosed,
        case.NotAnAccessApplication,
        required.PolicySilent,
    ),
    "rate_case": (
        case.AlreadyRated,
        case.AnotherClosing,
        case.CaseNotClosed,
        case.DueDateInPast,
        required.PolicySilent,
        case.RaterIsHandler,
        case.ScoreNotOnScale,
        case.UnitNotFound,
    ),
    "rebind_pack": (
        rebinding.BoundWouldHavePassed,
        case.CaseIsClosed,
        rebinding.PackDoesNotFit,
        rebinding.PackNotAdopted,
        rebinding.RebindingReasonMissing,
    ),
    "reassign_lead": (
        case.CaseIsClosed,
        case.LeadNotCounterpart,
        case.NotHandedOver,
        case.UnitNotFound,
    ),
    "find_dispute": (required.PolicySilent,),
    "raise_early_warning": (required.PolicySilent, case.UnknownWarningLevel),
    "report_emergency": (required.PolicySilent, case.UnknownEmergencyKind),
    "record_serious_event": (
        required.PolicySilent,
        case.SeriousKindFollows,
        case.UnknownSeriousKind,
    ),
    "refuse_access": (
        case.ApproverNotCompetent,
        case.AccessOutOfOrder,
        case.CaseIsClosed,
        case.NotAnAccessApplication,
        required.PolicySilent,
        required.ReasonMissing,
    ),
    "refuse_close_out": (
        case.CaseNotResolved,
        required.ReasonMissing,
    ),
    "reject_case": (
        case.PastIntake,
        required.ReasonMissing,
    ),
    "reopen_case": (
        case.CaseNotClosed,
        case.DueDateInPast,
        required.ReasonMissing,
        case.ReopeningNotAllowed,
    ),
    "report_case": (
        case.AnonymousWithoutPlace,
        CommunityNotFound,
        case.DiscoveredInFuture,
        GridNotFound,
        case.MergedIntoItself,
        case.PastIntake,
        case.UnitNotFound,
    ),
    "report_resolution": (
        ActingUnitUnclear,
        case.CaseNotInHandling,
        case.NotTheLead,
        case.UnitNotAssigned,
        case.UnitNotFound,
    ),
    "report_result_to_head": (case.CaseNotInHandling,),
    "request_exclusion": (
        case.ExclusionPending,
        required.PolicySilent,
        required.ReasonMissing,
        case.UnknownGround,
    ),
    "request_stop_clock": (
        case.CaseIsClosed,
        case.ClockAlreadyStopped,
        required.PolicySilent,
        required.ReasonMissing,
        case.UnknownGround,
    ),
    "resume_clock": (
        case.CaseIsClosed,
        case.ClockNotStopped,
        required.PolicySilent,
    ),
    "return_case": (
        ActingUnitUnclear,
        case.CaseNotRouted,
        required.ReasonMissing,
        case.UnitNotAssigned,
        case.UnitNotFound,
    ),
    "revise_four_lists": (
        case.CaseNotTriaged,
        case.DueDateInPast,
        case.ListsIncomplete,
        case.ListsNotDrawnUp,
        required.PolicySilent,
        WhistleAuthority,
    ),
    "route_case": (
        case.AccessNotApproved,
        case.BoundStands,
        case.CaseNotTriaged,
        case.ClockIsStopped,
        case.DueDateInPast,
        case.DueDateMissing,
        case.LeadNotAmongUnits,
        case.ModeNotInUse,
        case.RouteDoesNotClimb,
        case.UnitNamedTwice,
        case.UnitNotCompetent,
        case.UnitNotFound,
        case.UnitsDoNotFitMode,
        case.UnknownCategory,
        case.UnknownLevel,
    ),
    "table_case_at_dispatch": (case.CaseNotTriaged,),
    "triage_case": (
        case.CaseNotUploaded,
        case.SamePersonDecides,
        case.UnknownLevel,
    ),
    "upload_case": (case.CaseNotJustReported,),
    "withdraw_case": (case.PastIntake,),
}


def refusals_of(command: str) -> Refusals:
    """What a command can meet besides what every command can."""
    return _BY_COMMAND.get(command, ())
