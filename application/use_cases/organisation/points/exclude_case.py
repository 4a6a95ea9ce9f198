"""Leave a case out of the account of a unit (3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.points.command import LedgerCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.ledgers.ledger import PointsLedger


class ExcludeCase(LedgerCommand):
    """Command: leave a case out of a unit's account, with a reason and who approved it.

    What is booked for it is taken back, and nothing is booked for it in this account any more. It
    is listed with the league table.

    Attributes:
        points_case: id of the case.
        approver: pseudonymous id of who approved it.
    """

    NAME: ClassVar[str] = "exclude_case"

    points_case: UUID
    approver: Code

    def decide(self, act: Act, ground: Ground) -> PointsLedger:
        ledger = self.ledger(ground)
        ledger.exclude(act, self.points_case, approver=self.approver)
        return ledger
