"""Every command to accounts of volunteers, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.volunteers.record_service import RecordService
from application.use_cases.organisation.volunteers.redeem_volunteer_points import (
    RedeemVolunteerPoints,
)
from application.use_cases.organisation.volunteers.register_volunteer import RegisterVolunteer
from application.use_cases.organisation.volunteers.reverse_volunteer_points import (
    ReverseVolunteerPoints,
)
from application.use_cases.organisation.volunteers.train_volunteer import TrainVolunteer

VOLUNTEER_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    RecordService,
    RedeemVolunteerPoints,
    RegisterVolunteer,
    ReverseVolunteerPoints,
    TrainVolunteer,
)
