"""Which refusals commands to communities, branches and members can meet, for the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain import ranges
from domain.communities import errors as community
from domain.kernel import DomainError
from domain.organisation import errors as body
from domain.organisation import life_errors as life
from domain.organisation import station_errors as station
from domain.oversight.errors import (
    CodeIsTaken,
    DefectsMissing,
    RectificationDateInPast,
    RectificationDateMissing,
)
from domain.party_branches import errors as branch
from domain.policy.thresholds import CountMissing
from domain.required import PolicySilent, ReasonMissing

Refusals = tuple[type[DomainError], ...]

_RANGE: Final[Refusals] = (ranges.RangeBroken, ranges.ExceptionUnexplained)
_OF_A_COMMUNITY: Final[Refusals] = (BodyNotFound, community.CommunityNotDefined, PolicySilent)
_OF_A_UNIT: Final[Refusals] = (BodyNotFound, body.UnitIsDissolved, body.UnitIsMerged)
_ELECTION: Final[Refusals] = (
    PolicySilent,
    body.DateInFuture,
    life.ModeUnknown,
    life.SeatUnknown,
    life.TeamUnknown,
)
_POSTS: Final[Refusals] = (
    body.ElectionRequired,
    body.NotEligible,
    body.PartyMembershipRequired,
    body.PeriodIsEmpty,
    body.PostIsExclusive,
    body.PostIsFull,
    body.PostIsHeldAlready,
    body.PostIsNotHeld,
    body.PostSitsElsewhere,
    body.PostUnknown,
    station.OfficeDoesNotHold,
    station.OfficeMissing,
    station.SeatIsTaken,
)
_TEAM: Final[Refusals] = (
    *_RANGE,
    *_ELECTION,
    *_POSTS,
    life.ElectedMiscounted,
    life.ElectedNotNamed,
    life.RepresentedTwice,
)
_STEP: Final[Refusals] = (
    PolicySilent,
    branch.StepOfAnother,
    branch.BranchStepOutOfOrder,
    body.DateInFuture,
)
_PLACE: Final[Refusals] = (
    body.AlreadyFounded,
    body.LevelUnknown,
    body.ParentIsFull,
    body.ParentMissing,
    body.TreeUnknown,
    body.WrongParentLevel,
)

REFUSED_BODIES: Final[Mapping[str, Refusals]] = {
    "adjust_community": (*_OF_A_COMMUNITY, *_RANGE, ReasonMissing),
    "appoint_branch": (
        *_STEP,
        *_PLACE,
        branch.BranchNotProposed,
        body.ElectionRequired,
        body.PartyMembershipRequired,
        body.PostIsExclusive,
    ),
    "decide_founding": (
        *_OF_A_COMMUNITY,
        community.FoundingIsDecided,
        community.KindUnknown,
        ReasonMissing,
    ),
    "take_on_housing": (*_OF_A_COMMUNITY, community.FoundingNotDue),
    "decide_upgrade": (*_OF_A_UNIT, life.ApproverNotCompetent, life.UpgradeNotProposed),
    "appoint_part_time_member": (
        *_OF_A_UNIT,
        PolicySilent,
        body.PartyMembershipRequired,
        life.SourceUnknown,
    ),
    "assign_first_secretary": (*_OF_A_UNIT, PolicySilent, life.SecretaryFromElsewhere),
    "elect_committee": (*_OF_A_UNIT, *_TEAM, life.ElectedOutsideCommittee),
    "elect_head": (
        *_OF_A_UNIT,
        PolicySilent,
        *_POSTS,
        body.DateInFuture,
        life.CandidateUnknown,
        life.PriorityPassedOver,
    ),
    "elect_team": (*_OF_A_UNIT, *_TEAM),
    "form_sub_committee": (
        *_OF_A_UNIT,
        *_RANGE,
        PolicySilent,
        body.DateInFuture,
        life.LeadOutsideCommittee,
        life.RepresentedTwice,
        life.SubCommitteeUnknown,
    ),
    "record_branch_activity": (
        *_OF_A_UNIT,
        PolicySilent,
        body.DateInFuture,
        life.JointKindUnknown,
    ),
    "register_talent": (*_OF_A_UNIT, PolicySilent, life.TalentRouteUnknown),
    "define_community": (
        BodyNotFound,
        PolicySilent,
        *_RANGE,
        community.CommunityDefinedAlready,
        community.KindMissing,
        community.KindUnknown,
        community.NotACommunity,
    ),
    "define_shared_community": (*_OF_A_COMMUNITY, community.SharedUnitsFull),
    "hire_staff": (
        *_OF_A_COMMUNITY,
        body.DateInFuture,
        community.HiringRouteRefused,
        community.KindUnknown,
        community.ReviewMissing,
    ),
    "insure_staff": (*_OF_A_COMMUNITY, community.KindUnknown),
    "announce_staff_exit": _OF_A_COMMUNITY,
    "inspect_plates": (
        *_OF_A_COMMUNITY,
        CodeIsTaken,
        DefectsMissing,
        RectificationDateInPast,
        RectificationDateMissing,
    ),
    "name_safe_site": (*_OF_A_COMMUNITY, community.InspectionMissing, community.KindUnknown),
    "propose_branch": (*_STEP, *_PLACE),
    "propose_upgrade": (
        *_OF_A_UNIT,
        PolicySilent,
        CountMissing,
        ReasonMissing,
        life.LevelDoesNotGrow,
        life.UpgradeIsProposed,
        life.UpgradeNotPermitted,
        life.UpgradeUndefined,
    ),
    "record_headcount": (*_OF_A_COMMUNITY, body.DateInFuture, community.KindUnknown),
    "record_housing_occupancy": (
        *_OF_A_COMMUNITY,
        CountMissing,
        community.MoreMovedInThanBuilt,
    ),
    "record_member_activity": (branch.NotReportedIn,),
    "record_member_points": (
        branch.FormulaHasNoSuchCount,
        branch.MemberFormulaMissing,
        branch.NotReportedIn,
    ),
    "report_member": (BodyNotFound, branch.MemberReportsElsewhere, branch.NotReportedIn),
    "set_estate_class": (*_OF_A_COMMUNITY, community.KindUnknown),
    "vet_branch": (*_STEP, branch.BranchNotProposed, ReasonMissing),
}
"""By command, besides what every change can meet."""
