"""What commands to the points of units have in common (3.1)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.ledgers.errors import LedgerNotFound
from domain.ledgers.ledger import PointsLedger
from domain.vocabulary import CalendarYear, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


class PointsCommand(OrganisationCommand):
    """A command to the account of a year.

    Attributes:
        year: calendar year of the account.
    """

    FAMILY: ClassVar[str] = "points-years"

    year: CalendarYear

    @property
    def subject(self) -> str:
        return str(self.year)

    @property
    def reach(self) -> Collection[str]:
        """Of the whole jurisdiction: a rank is one among all."""
        return ()


class LedgerCommand(PointsCommand):
    """A command to the ledger of one unit.

    Attributes:
        unit: code of the unit.
    """

    PINNED: ClassVar[bool] = True

    unit: Code

    def subject_id(self, jurisdiction: str) -> UUID:
        return PointsLedger.create_id(jurisdiction, self.unit, self.year)

    def ledger(self, ground: Ground) -> PointsLedger:
        """The ledger.

        Raises:
            LedgerNotFound: the unit has none for that year.
        """
        found = ground.aggregate(PointsLedger, self.subject_id(ground.jurisdiction))
        if found is None:
            raise LedgerNotFound(self.unit, self.year)
        return found
