"""Which refusals each command to a unit or grid can meet, for the documentation of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound, GridNotFound, OutsideRowScope
from domain.communities.errors import CommunityNotDefined, FoundingNotDue
from domain.grids.errors import (
    BuildingNotInGrid,
    GridIsMerged,
    StaffIsNotOnGrid,
    StaffSourceUnknown,
)
from domain.kernel import DomainError
from domain.organisation import errors as body
from domain.organisation import joint_errors as joint
from domain.organisation import station_errors as station
from domain.oversight import errors as oversight
from domain.property.errors import EstateLiesElsewhere, EstateNotFound
from domain.ranges import ExceptionUnexplained, RangeBroken
from interfaces.api.refused_accountability import OF_ACCOUNTABILITY
from interfaces.api.refused_affairs import OF_AFFAIRS
from interfaces.api.refused_bodies import REFUSED_BODIES
from interfaces.api.refused_meetings import OF_MEETINGS
from interfaces.api.refused_oversight import OF_OVERSIGHT
from interfaces.api.refused_points import OF_POINTS
from interfaces.api.refused_property import OF_PROPERTY
from interfaces.api.refused_rebinding import OF_REBINDING
from interfaces.api.refused_services import OF_SERVICES
from interfaces.api.refused_surveys import OF_ASSESSMENTS, OF_SURVEYS

Refusals = tuple[type[DomainError], ...]

_ENDED: Final[Refusals] = (body.UnitIsDissolved, body.UnitIsMerged)
_OF_A_BODY: Final[Refusals] = (BodyNotFound, *_ENDED, GridIsMerged)
_OF_A_UNIT: Final[Refusals] = (BodyNotFound, *_ENDED)
_OF_A_GRID: Final[Refusals] = (GridNotFound, GridIsMerged)

_OF_A_STATION: Final[Refusals] = (*_OF_A_UNIT, station.BodyIsNoStation)
_OF_A_GROUP: Final[Refusals] = (*_OF_A_UNIT, station.BodyIsNoLeadingGroup)
_OF_A_SEAT: Final[Refusals] = (
    body.ElectionRequired,
    body.NotEligible,
    body.PartyMembershipRequired,
    body.PeriodIsEmpty,
    body.PostIsExclusive,
    body.PostIsFull,
    body.PostIsHeldAlready,
    body.PostSitsElsewhere,
    body.PostUnknown,
    station.OfficeDoesNotHold,
    station.OfficeMissing,
    station.SeatIsTaken,
)
_OF_A_FOUNDING: Final[Refusals] = (
    ExceptionUnexplained,
    RangeBroken,
    body.AlreadyFounded,
    body.DateInFuture,
    body.LevelUnknown,
    body.ParentIsFull,
    body.ParentMissing,
    body.TreeUnknown,
    body.WrongParentLevel,
)

_BY_COMMAND: Final[Mapping[str, Refusals]] = {
    **REFUSED_BODIES,
    "add_station_member": (
        *_OF_A_STATION,
        *_OF_A_SEAT,
        station.CategoryUnknown,
        station.StationIsOff,
    ),
    "adjust_boundary": _OF_A_GRID,
    "appoint_cross_post": (
        *_OF_A_BODY,
        body.PeriodIsEmpty,
        joint.CrossPostIsOff,
        joint.SameOrganisation,
    ),
    "appoint_post": (
        *_OF_A_BODY,
        *_OF_A_SEAT,
        oversight.ApprovedElsewhere,
        oversight.GateIsBlocked,
        oversight.GateNotFound,
        station.HeadIsNotLinked,
        station.HeldByOffice,
    ),
    "assign_duty": _OF_A_UNIT,
    "assign_rotating_chair": (
        *_OF_A_UNIT,
        joint.BodyDoesNotRotate,
        joint.ChairsAgainTooEarly,
        joint.TermHasChair,
        joint.TermUnknown,
        joint.UnitIsNoMember,
    ),
    "assign_work_item": (*_OF_A_GROUP, station.LeadDiffers, station.WorkItemUnknown),
    "dissolve_org_unit": (*_OF_A_UNIT, body.DateInFuture, body.UnitHasDependants),
    "found_org_unit": (
        *_OF_A_FOUNDING,
        body.FoundedInItsOwnWay,
        body.ParentLiesElsewhere,
        CommunityNotDefined,
        FoundingNotDue,
    ),
    "form_joint_team": (
        *_OF_A_UNIT,
        body.DateInFuture,
        joint.JointTeamUnknown,
        joint.LeadIsMissing,
        joint.PartUnknown,
    ),
    "form_team": (
        *_OF_A_UNIT,
        body.DateInFuture,
        EstateLiesElsewhere,
        EstateNotFound,
        joint.TeamEstateUnclear,
        joint.TeamIsFormed,
        joint.TeamKindUnknown,
    ),
    "form_leading_group": (*_OF_A_FOUNDING, BodyNotFound, station.LeadingGroupIsOff),
    "form_sub_team": (*_OF_A_STATION, station.NotAMember, station.SubTeamExists),
    "found_station": (
        *_OF_A_FOUNDING,
        *_OF_A_SEAT,
        *_OF_A_UNIT,
        station.LeaderNotLinked,
        station.StationIsOff,
    ),
    "issue_kit": (*_OF_A_GRID, StaffIsNotOnGrid, body.DateInFuture),
    "link_leader": (
        *_OF_A_UNIT,
        body.BodyHasLeader,
        body.DateInFuture,
        body.LeaderIsLinkedElsewhere,
        body.LeaderLinksAreOff,
        body.PeriodIsEmpty,
    ),
    "merge_grid": (*_OF_A_GRID, body.LevelsDiffer, body.MergesIntoItself),
    "merge_org_unit": (
        *_OF_A_UNIT,
        body.DateInFuture,
        body.LevelsDiffer,
        body.MergesIntoItself,
    ),
    "post_grid_board": (*_OF_A_GRID, BuildingNotInGrid, StaffIsNotOnGrid, body.DateInFuture),
    "release_from_grid": (*_OF_A_GRID, StaffIsNotOnGrid),
    "report_milestone": (
        *_OF_A_GROUP,
        station.UnitNotListed,
        station.WorkItemNotAssigned,
        station.WorkItemUnknown,
    ),
    "send_support": (*_OF_A_UNIT, body.DateInFuture, joint.SupportKindUnknown),
    "staff_grid": (*_OF_A_GRID, BodyNotFound, body.PeriodIsEmpty, StaffSourceUnknown),
    "vacate_post": (*_OF_A_BODY, body.PostIsNotHeld),
    **OF_ACCOUNTABILITY,
    **OF_AFFAIRS,
    **OF_MEETINGS,
    **OF_OVERSIGHT,
    **OF_PROPERTY,
    **OF_REBINDING,
    **OF_ASSESSMENTS,
    **OF_POINTS,
    **OF_SURVEYS,
    **OF_SERVICES,
}


def refusals_of(command: str) -> Refusals:
    """What a command can meet besides what every change can."""
    return (OutsideRowScope, *_BY_COMMAND[command])
