"""Which refusals the commands to points of units can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.accountability.errors import FinderDecides
from domain.honours import errors as honours
from domain.kernel import DomainError
from domain.ledgers import errors as ledger
from domain.required import PolicySilent, ReasonMissing

Refusals = tuple[type[DomainError], ...]

OF_POINTS: Final[Mapping[str, Refusals]] = {
    "reward_rank": (
        FinderDecides,
        honours.ConflictsChanged,
        honours.FilesUnread,
        honours.RewardInConflict,
        ledger.LedgerNotFound,
        ledger.NoDecisionNeeded,
        ledger.RewardIsGranted,
        ledger.YearNotSettled,
        ReasonMissing,
    ),
    "settle_points": (
        ledger.NobodyToRank,
        ledger.PointsIncomplete,
        ledger.YearIsSettled,
        ledger.YearNotOver,
        PolicySilent,
    ),
    "withhold_base_points": (
        ledger.BaseIsWithheld,
        ledger.LedgerNotFound,
        ledger.YearIsSettled,
        ReasonMissing,
    ),
}
"""By command."""
