"""Which refusals the commands about estates and their companies can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.accountability.errors import FileNotFound
from domain.calendar.period_names import PeriodUnknown
from domain.kernel import DomainError
from domain.oversight.errors import (
    CodeIsTaken,
    RectificationDateInPast,
    RectificationDateMissing,
)
from domain.property import errors as property_
from domain.required import PolicySilent, ReasonMissing

Refusals = tuple[type[DomainError], ...]

_ESTATE: Final[Refusals] = (property_.EstateNotFound, PolicySilent)
_PERIOD: Final[Refusals] = (*_ESTATE, PeriodUnknown, property_.PeriodNotBegun)

OF_PROPERTY: Final[Mapping[str, Refusals]] = {
    "file_estate": (
        BodyNotFound,
        PolicySilent,
        property_.EstateLiesElsewhere,
        property_.PropertyWordUnknown,
    ),
    "set_management_mode": (
        *_ESTATE,
        property_.ModeNeedsReason,
        property_.PropertyWordUnknown,
    ),
    "measure_premises": (
        *_ESTATE,
        CodeIsTaken,
        RectificationDateInPast,
        RectificationDateMissing,
    ),
    "list_room": (
        *_ESTATE,
        property_.PropertyWordUnknown,
        property_.ProposalMissing,
        property_.ProposalNeedless,
    ),
    "rate_property": (
        *_PERIOD,
        BodyNotFound,
        property_.CompanyUnknown,
        property_.GradeUnknown,
        property_.RatedAlready,
    ),
    "post_grade": (*_ESTATE, BodyNotFound, property_.NotRated, property_.PostedAlready),
    "apply_veto": (
        *_PERIOD,
        BodyNotFound,
        FileNotFound,
        property_.CauseIsNoVeto,
        property_.CompanyUnknown,
        property_.FindingAboutAnother,
        property_.VetoedAlready,
    ),
    "inspect_property": (
        *_PERIOD,
        BodyNotFound,
        property_.EstateInspectedAlready,
        property_.EstateInspectorsMissing,
        property_.ScoreOffScale,
    ),
    "list_for_replacement": (
        PolicySilent,
        property_.EstateNotFound,
        property_.NotLastRanked,
        property_.RankingNotFound,
        ReasonMissing,
    ),
}
"""By command, for the documentation of the API."""
