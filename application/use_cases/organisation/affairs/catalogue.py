"""Everything that can be done to the affairs of a residents' committee, one line each."""

from __future__ import annotations

from application.use_cases.organisation.affairs.archives import FileArchive
from application.use_cases.organisation.affairs.assets import (
    HandOverAsset,
    ReconcileAsset,
    RegisterAsset,
)
from application.use_cases.organisation.affairs.decisions import CompleteStep, ProposeDecision
from application.use_cases.organisation.affairs.publications import (
    DraftPublication,
    PublishAffairs,
    SignPublication,
)
from application.use_cases.organisation.affairs.rosters import FixRoster
from application.use_cases.organisation.affairs.seal_uses import (
    ApproveSealUse,
    RequestSealUse,
    TakeOutSeal,
)
from application.use_cases.organisation.command import OrganisationCommand

AFFAIRS_COMMANDS: tuple[type[OrganisationCommand], ...] = (
    ApproveSealUse,
    CompleteStep,
    DraftPublication,
    FileArchive,
    FixRoster,
    HandOverAsset,
    ProposeDecision,
    PublishAffairs,
    ReconcileAsset,
    RegisterAsset,
    RequestSealUse,
    SignPublication,
    TakeOutSeal,
)
"""Commands to publications, the seal, assets, archives, decisions and rosters."""
