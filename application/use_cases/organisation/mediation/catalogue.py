"""Every command to disputes and their mediation, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.mediation.opening import (
    ApplyMediation,
    ReportDispute,
    WarnOfDispute,
)
from application.use_cases.organisation.mediation.outcomes import (
    FailMediation,
    LeadToLitigation,
    SucceedMediation,
)
from application.use_cases.organisation.mediation.sessions import (
    AcceptMediation,
    ChooseMediator,
    HoldMediationSession,
)

MEDIATION_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    AcceptMediation,
    ApplyMediation,
    ChooseMediator,
    FailMediation,
    HoldMediationSession,
    LeadToLitigation,
    ReportDispute,
    SucceedMediation,
    WarnOfDispute,
)
