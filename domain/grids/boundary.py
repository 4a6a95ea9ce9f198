"""The ground of a grid or of a community, drawn or drawn anew (CAS-KD-01, ORG-CY-03)."""

from __future__ import annotations

from typing import ClassVar, Protocol

from pydantic import Field

from domain.grids.area import Area
from domain.kernel import Event
from domain.vocabulary import Code


class Drawn(Protocol):
    """An aggregate with a ground."""

    def draw(self, drawn: BoundaryAdjusted) -> None: ...


class BoundaryAdjusted(Event):
    """The ground of a grid or of a community was drawn, or drawn anew; the whole is stated.

    Attributes:
        area: a polygon; None: there is none.
        places: place codes that lie in it.
        buildings: codes of its buildings; each of a grid has a notice board (ORG-KD-04).
        households: how many a community has from then on; None: not counted.
        deviations: ratios of the pack that a community should keep and does not.
    """

    TOPIC: ClassVar[str] = "BoundaryAdjusted"

    area: Area | None = None
    places: tuple[Code, ...] = ()
    buildings: tuple[Code, ...] = ()
    households: int | None = Field(default=None, ge=0)
    deviations: tuple[Code, ...] = ()

    def apply(self, aggregate: Drawn) -> None:
        aggregate.draw(self)
