"""Which refusals the commands to services around a case can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.cases.errors import UnknownWarningLevel
from domain.health import errors as health
from domain.kernel import DomainError
from domain.mediation import errors as mediation
from domain.organisation.errors import DateInFuture
from domain.oversight.errors import CodeIsTaken
from domain.required import PolicySilent, ReasonMissing
from domain.volunteers import errors as volunteer

Refusals = tuple[type[DomainError], ...]

_ACCOUNT: Final[Refusals] = (volunteer.VolunteerNotFound, volunteer.VolunteersAreOff)

_DISPUTE: Final[Refusals] = (mediation.MediationNotFound, PolicySilent)
_SETTLED: Final[Refusals] = (*_DISPUTE, mediation.MediationIsSettled)

OF_SERVICES: Final[Mapping[str, Refusals]] = {
    "sign_doctor_contract": (
        BodyNotFound,
        CodeIsTaken,
        DateInFuture,
        PolicySilent,
        health.PlaceUnknown,
    ),
    "do_health_item": (
        BodyNotFound,
        DateInFuture,
        PolicySilent,
        health.ContractNotFound,
        health.FaceToFaceMissing,
        health.HealthItemUnknown,
    ),
    "report_dispute": (BodyNotFound, CodeIsTaken, DateInFuture, PolicySilent),
    "warn_of_dispute": (*_DISPUTE, BodyNotFound, UnknownWarningLevel),
    "apply_mediation": (
        BodyNotFound,
        PolicySilent,
        mediation.ChannelUnknown,
        mediation.MediationIsApplied,
        mediation.PartiesMissing,
    ),
    "choose_mediator": (
        *_SETTLED,
        mediation.ChoiceIsOneSided,
        mediation.MediationNotApplied,
        mediation.MediatorHasAccepted,
        mediation.MediatorIsParty,
    ),
    "accept_mediation": (*_SETTLED, mediation.MediatorNotChosen),
    "hold_mediation_session": (
        *_SETTLED,
        DateInFuture,
        mediation.ChannelUnknown,
        mediation.MediatorIsParty,
        mediation.MediatorNotAccepted,
        mediation.TeamsAreOff,
    ),
    "succeed_mediation": (*_SETTLED, mediation.SessionMissing),
    "fail_mediation": (*_SETTLED, mediation.SessionMissing),
    "lead_to_litigation": (*_SETTLED, mediation.SessionMissing),
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
