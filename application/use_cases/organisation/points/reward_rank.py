"""Reward a rank that is among the best and last at once (RANK-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.points.command import LedgerCommand
from application.use_cases.organisation.rewards.conflicts import Version, weighed
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.ledgers.ledger import PointsLedger


class RewardRank(LedgerCommand):
    """Command: reward a unit whose rank is among the best and last at once.

    Where so few were ranked, neither reward nor talk follows by itself; a person decides, with a
    reason.

    Attributes:
        despite: what stands against it and was weighed: by code of each file of accountability the
            version at which it was (ACC-BJ-01).
    """

    NAME: ClassVar[str] = "reward_rank"

    despite: dict[Code, Version] = Field(default_factory=dict, max_length=100)

    def decide(self, act: Act, ground: Ground) -> PointsLedger:
        ledger = self.ledger(ground)
        despite = weighed(
            act, ground, subject=self.unit, year=self.year, basis=(), despite=self.despite
        )
        ledger.reward_by_decision(act, despite=despite)
        return ledger
