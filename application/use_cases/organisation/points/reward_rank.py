"""Reward a rank that is among the best and last at once (RANK-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.points.command import LedgerCommand

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.ledgers.ledger import PointsLedger


class RewardRank(LedgerCommand):
    """Command: reward a unit whose rank is among the best and last at once.

    Where so few were ranked, neither reward nor talk follows by itself; a person decides, with a
    reason.
    """

    NAME: ClassVar[str] = "reward_rank"

    def decide(self, act: Act, ground: Ground) -> PointsLedger:
        ledger = self.ledger(ground)
        ledger.reward_by_decision(act)
        return ledger
