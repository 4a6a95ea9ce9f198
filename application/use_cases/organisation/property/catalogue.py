"""Every command about estates and their companies, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.property.apply_veto import ApplyVeto
from application.use_cases.organisation.property.file_estate import FileEstate
from application.use_cases.organisation.property.inspect_property import InspectProperty
from application.use_cases.organisation.property.list_room import ListRoom
from application.use_cases.organisation.property.measure_premises import MeasurePremises
from application.use_cases.organisation.property.post_grade import PostGrade
from application.use_cases.organisation.property.ranking_command import ListForReplacement
from application.use_cases.organisation.property.rate_property import RateProperty
from application.use_cases.organisation.property.set_management_mode import SetManagementMode

PROPERTY_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    ApplyVeto,
    FileEstate,
    InspectProperty,
    ListForReplacement,
    ListRoom,
    MeasurePremises,
    PostGrade,
    RateProperty,
    SetManagementMode,
)
