"""Which refusals each command to the affairs of a residents' committee can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.affairs import errors
from domain.kernel import DomainError

Refusals = tuple[type[DomainError], ...]

_BEGINNING: Final[Refusals] = (BodyNotFound, errors.AffairCodeTaken, errors.AffairsUndefined)
_FURTHER: Final[Refusals] = (errors.AffairNotFound, errors.AffairsUndefined)

OF_AFFAIRS: Final[Mapping[str, Refusals]] = {
    "draft_publication": (*_BEGINNING, errors.KindUnknown),
    "sign_publication": (*_FURTHER, errors.AlreadyPublished, errors.NotTheSigner),
    "publish_affairs": (
        *_FURTHER,
        errors.AlreadyPublished,
        errors.NotADayToPublish,
        errors.NotSigned,
    ),
    "request_seal_use": (*_BEGINNING, errors.KindUnknown),
    "approve_seal_use": (*_FURTHER, errors.NotTheApprover, errors.SealNeedsDecision),
    "take_out_seal": (*_FURTHER, errors.SealNotApproved),
    "register_asset": (
        *_BEGINNING,
        errors.BookMissing,
        errors.KindUnknown,
        errors.SamePersonKeeps,
    ),
    "hand_over_asset": (*_FURTHER, errors.SamePersonKeeps),
    "reconcile_asset": _FURTHER,
    "file_archive": (*_BEGINNING, errors.ArchiveClassUnknown),
    "propose_decision": (*_BEGINNING, errors.KindUnknown, errors.StepByAnother),
    "complete_step": (*_FURTHER, errors.StepByAnother, errors.StepOutOfOrder),
    "fix_roster": (
        BodyNotFound,
        errors.AffairCodeTaken,
        errors.RosterShare,
        errors.RosterSize,
        errors.RosterUndefined,
    ),
}
"""By command."""
