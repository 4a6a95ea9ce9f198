"""The list of disputes, and the figures of mediation (F22 to F24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from application.queries.listing import ListDesk, Sight, sight_of
from application.read_models.as_of import AsOf
from application.read_models.mediations import (
    Counted,
    MediationFigures,
    MediationFilter,
    MediationRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.use_cases.request import Caller


class MediationCounts(Protocol):
    """The read model, counted; ``sight`` None: no row is hidden."""

    def counts(
        self, jurisdiction: str, which: MediationFilter, sight: Sight | None, as_of: AsOf | None
    ) -> Mapping[str, int]:
        """How many disputes count as each word; a word that none counts as may be missing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MediationDesk(ListDesk[MediationFilter, MediationRow]):
    """Takes every question about disputes and their mediation."""

    QUERY: ClassVar[str] = "read_mediations"

    counted: MediationCounts

    def figures(
        self,
        jurisdiction: str,
        caller: Caller,
        which: MediationFilter,
        *,
        as_of: AsOf | None = None,
    ) -> MediationFigures:
        """How many were mediated, and what became of them.

        The events behind a count are the evidence of the rows that count as it.
        """
        asked = self._ask(jurisdiction, caller, self.QUERY)
        found = self.counted.counts(jurisdiction, which, sight_of(asked), as_of)
        return MediationFigures({counted: found.get(counted, 0) for counted in Counted})
