"""Which refusals each command to a unit or grid can meet, for the documentation of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound, GridNotFound, OutsideRowScope
from domain.grids.errors import GridIsMerged, StaffIsNotOnGrid, StaffSourceUnknown
from domain.kernel import DomainError
from domain.organisation import errors as body
from interfaces.api.refused_affairs import OF_AFFAIRS
from interfaces.api.refused_meetings import OF_MEETINGS
from interfaces.api.refused_oversight import OF_OVERSIGHT

Refusals = tuple[type[DomainError], ...]

_ENDED: Final[Refusals] = (body.UnitIsDissolved, body.UnitIsMerged)
_OF_A_BODY: Final[Refusals] = (BodyNotFound, *_ENDED, GridIsMerged)
_OF_A_UNIT: Final[Refusals] = (BodyNotFound, *_ENDED)
_OF_A_GRID: Final[Refusals] = (GridNotFound, GridIsMerged)

_BY_COMMAND: Final[Mapping[str, Refusals]] = {
    "adjust_boundary": _OF_A_GRID,
    "appoint_post": (
        *_OF_A_BODY,
        body.PartyMembershipRequired,
        body.PeriodIsEmpty,
        body.PostIsExclusive,
        body.PostIsFull,
        body.PostIsHeldAlready,
        body.PostSitsElsewhere,
        body.PostUnknown,
    ),
    "assign_duty": _OF_A_UNIT,
    "dissolve_org_unit": (*_OF_A_UNIT, body.DateInFuture, body.UnitHasDependants),
    "found_org_unit": (
        body.AlreadyFounded,
        body.DateInFuture,
        body.LevelUnknown,
        body.ParentIsFull,
        body.ParentMissing,
        body.TreeUnknown,
        body.WrongParentLevel,
    ),
    "link_leader": (
        *_OF_A_UNIT,
        body.BodyHasLeader,
        body.DateInFuture,
        body.LeaderIsLinkedElsewhere,
    ),
    "merge_grid": (*_OF_A_GRID, body.LevelsDiffer, body.MergesIntoItself),
    "merge_org_unit": (
        *_OF_A_UNIT,
        body.DateInFuture,
        body.LevelsDiffer,
        body.MergesIntoItself,
    ),
    "release_from_grid": (*_OF_A_GRID, StaffIsNotOnGrid),
    "staff_grid": (*_OF_A_GRID, BodyNotFound, body.PeriodIsEmpty, StaffSourceUnknown),
    "vacate_post": (*_OF_A_BODY, body.PostIsNotHeld),
    **OF_AFFAIRS,
    **OF_MEETINGS,
    **OF_OVERSIGHT,
}


def refusals_of(command: str) -> Refusals:
    """What a command can meet besides what every change can."""
    return (OutsideRowScope, *_BY_COMMAND[command])
