"""Which refusals each command to a meeting can meet, for the documentation of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.calendar.errors import CalendarMissing
from domain.kernel import DomainError
from domain.meetings import errors
from domain.organisation.joint_errors import BodyDoesNotRotate
from domain.oversight.errors import (
    CodeIsTaken,
    GateIsBlocked,
    GateNotFound,
    RectificationDateInPast,
    RectificationDateMissing,
)

Refusals = tuple[type[DomainError], ...]

_ALL: Final[Refusals] = (errors.MeetingNotFound, errors.MeetingTypeUndefined)
_IN_SESSION: Final[Refusals] = (
    *_ALL,
    errors.CountsDoNotAddUp,
    errors.NotTheDayConvened,
    errors.SessionIsOver,
    errors.SessionNotBegun,
)
_GUARDED: Final[Refusals] = (GateIsBlocked, GateNotFound)
_AFTERWARDS: Final[Refusals] = (*_ALL, errors.FollowUpNotProvided, errors.NotHeldYet)

OF_MEETINGS: Final[Mapping[str, Refusals]] = {
    "request_meeting": (
        BodyNotFound,
        errors.BasisUnknown,
        errors.CountsDoNotAddUp,
        errors.MeetingTypeUndefined,
        errors.NobodyMayRequest,
        errors.RequestCodeTaken,
        errors.SupportTooSmall,
    ),
    "convene_meeting": (
        *_GUARDED,
        BodyNotFound,
        BodyDoesNotRotate,
        errors.AgendaOfAnotherMeeting,
        errors.CountedOnce,
        errors.DelegatesOutOfRange,
        errors.EntitledMissing,
        errors.HostMissing,
        errors.InvitedAfterSession,
        errors.MajorMatterMissing,
        errors.MandateUnknown,
        errors.MatterNotListed,
        errors.MeetingBelongsToCase,
        errors.MeetingCodeTaken,
        errors.MeetingOfAnotherBody,
        errors.MeetingTypeUndefined,
        errors.MembersDiffer,
        errors.ModeUnknown,
        errors.RequestMissing,
        errors.RequestUnknown,
    ),
    "solicit_opinions": (*_ALL, errors.SessionIsOver),
    "record_survey": (*_ALL, errors.AuthorityNotAsked, errors.SessionIsOver),
    "check_quorum": (*_IN_SESSION, errors.EntitledMissing),
    "take_vote": (
        *_GUARDED,
        *_IN_SESSION,
        errors.MatterNotListed,
        errors.NoQuorum,
        errors.OpinionsNotSolicited,
        errors.SurveyMissing,
        errors.VoteNotProvided,
    ),
    "file_minutes": (*_ALL, errors.SessionIsOver, errors.SessionNotBegun),
    "hold_meeting": (
        *_IN_SESSION,
        CalendarMissing,
        CodeIsTaken,
        RectificationDateInPast,
        RectificationDateMissing,
        errors.NothingIsInspected,
        errors.NoQuorum,
        errors.OutcomeCannotBeAgreed,
        errors.SessionWithoutMinutes,
        errors.SideUnknown,
        errors.SurveyMissing,
        errors.WrongChair,
    ),
    "publish_outcome": (
        *_ALL,
        errors.NotHeldYet,
        errors.PublishedAlready,
        errors.PublishedBefore,
    ),
    "hand_over_decision": (*_AFTERWARDS, BodyNotFound, errors.NotAdopted),
    "refer_to_assembly": _AFTERWARDS,
    "evaluate_committee": _AFTERWARDS,
    "copy_result": (*_AFTERWARDS, BodyNotFound),
    "deliver_report": (*_AFTERWARDS, BodyNotFound),
}
"""By command to a meeting, or to a request for one."""
