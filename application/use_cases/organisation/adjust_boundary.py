"""Draw the ground of a grid (CAS-KD-01)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from domain.grids.area import Area
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AdjustBoundary(OrganisationCommand):
    """Command: draw the ground of a grid anew; the whole of it is stated.

    Attributes:
        grid: code.
        area: a polygon, WGS84; None: it has none.
        places: codes of the places in it.
        buildings: codes of its buildings, each of which has a notice board.
    """

    NAME: ClassVar[str] = "adjust_boundary"

    grid: Code
    area: Area | None = None
    places: tuple[Code, ...] = ()
    buildings: tuple[Code, ...] = ()

    @property
    def subject(self) -> str:
        return self.grid

    @property
    def reach(self) -> Collection[str]:
        return (self.grid,)

    def decide(self, act: Act, ground: Ground) -> Body:
        grid = ground.grid(self.grid)
        grid.adjust_boundary(act, area=self.area, places=self.places, buildings=self.buildings)
        return grid
