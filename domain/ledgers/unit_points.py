"""Points of units: a kind of their own, with one place (3.1, B-10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from domain.exact_figures import Exactly
from domain.exact_points import ExactPoints

Booked = Annotated[Decimal, Exactly(whole=8, places=1)]
"""An amount as an event holds it: what it changes the total by, at most one place."""

_STEP = Decimal("0.1")


class UnitPoints(ExactPoints):
    """Points of a unit of the organisation, earned and lost by how it handles cases."""

    __slots__ = ()

    def __post_init__(self) -> None:
        if self.amount != self.amount.quantize(_STEP):
            raise ValueError(f"{self.amount} has more than one place")
        ExactPoints.__post_init__(self)

    @property
    def shown(self) -> Decimal:
        """With its one place: 74.0."""
        return self.amount.quantize(_STEP)
