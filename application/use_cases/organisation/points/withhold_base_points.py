"""Withhold the base points of a unit (PTS-DG-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.points.command import LedgerCommand

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.ledgers.ledger import PointsLedger


class WithholdBasePoints(LedgerCommand):
    """Command: take the base points of a year back from a unit that did not take part.

    The decision of a person, with a reason; before the year is settled.
    """

    NAME: ClassVar[str] = "withhold_base_points"

    def decide(self, act: Act, ground: Ground) -> PointsLedger:
        ledger = self.ledger(ground)
        ledger.withhold_base(act)
        return ledger
