"""Points that are counted exactly and never mixed with points of another kind (B-10)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator

from domain.exact_figures import Bounds, Exactly


def plain(amount: Decimal) -> Decimal:
    """The same figure in its one shortest writing: 2.50 is 2.5, 1E+1 is 10.

    So equal figures are stored, shown and compared alike, byte for byte.
    """
    return Decimal(f"{amount.normalize():f}") if amount else Decimal(0)


Amount = Annotated[
    Decimal, Exactly(whole=8, places=4, bounds=Bounds.ABOVE_ZERO), AfterValidator(plain)
]  # fmt: skip
"""An exact figure above zero, as an event or a pack holds it."""


@dataclass(frozen=True, slots=True)
class ExactPoints:
    """Points of one kind. Those of two kinds are never equal, added or compared.

    Attributes:
        amount: exact, in its shortest writing; below zero where a ledger allows it.
    """

    amount: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", plain(self.amount))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + self._alike(other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - self._alike(other))

    def __lt__(self, other: Self) -> bool:
        return self.amount < self._alike(other)

    @property
    def below_zero(self) -> bool:
        """Whether more was taken than given."""
        return self.amount < 0

    def _alike(self, other: object) -> Decimal:
        # An exact type, not a kind of it: a subclass is another kind of points.
        if type(other) is not type(self) or not isinstance(other, ExactPoints):
            kinds = f"{type(self).__name__} and {type(other).__name__}"
            raise TypeError(f"{kinds} are different points (B-10)")
        return other.amount
