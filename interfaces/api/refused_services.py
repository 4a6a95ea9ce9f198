"""Which refusals the commands to services around a case can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.kernel import DomainError
from domain.organisation.errors import DateInFuture
from domain.oversight.errors import CodeIsTaken
from domain.required import ReasonMissing
from domain.volunteers import errors as volunteer

Refusals = tuple[type[DomainError], ...]

_ACCOUNT: Final[Refusals] = (volunteer.VolunteerNotFound, volunteer.VolunteersAreOff)

OF_SERVICES: Final[Mapping[str, Refusals]] = {
    "register_volunteer": (
        BodyNotFound,
        CodeIsTaken,
        volunteer.VolunteersAreOff,
        volunteer.VolunteerWordUnknown,
    ),
    "train_volunteer": (*_ACCOUNT, DateInFuture),
    "record_service": (
        *_ACCOUNT,
        DateInFuture,
        volunteer.HoursOutOfRange,
        volunteer.OwnServiceRecorded,
        volunteer.VolunteerWordUnknown,
    ),
    "redeem_volunteer_points": (
        *_ACCOUNT,
        volunteer.PointsShort,
        volunteer.RatesUndefined,
        volunteer.RedemptionBlocked,
    ),
    "reverse_volunteer_points": (
        *_ACCOUNT,
        ReasonMissing,
        volunteer.NothingToReverse,
        volunteer.ServiceNotFound,
    ),
}
"""By command."""
