"""State who serves a grid (ORG-KD-03)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.grids.grid import StaffKind
from domain.vocabulary import AtLeastOne, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class StaffGrid(OrganisationCommand):
    """Command: let a person serve a grid; stated again it replaces the earlier statement.

    Attributes:
        grid: code.
        source: place in the pack's list of sources, from 1.
        home_unit: the unit that sends the person.
        from_on: first local day; None: today.
        to_on: first local day on which the person no longer serves; None: no end is known.
    """

    NAME: ClassVar[str] = "staff_grid"

    grid: Code
    person_ref: Code
    staff_kind: StaffKind
    source: AtLeastOne | None = None
    home_unit: Code | None = None
    from_on: date | None = None
    to_on: date | None = None

    @property
    def subject(self) -> str:
        return self.grid

    @property
    def reach(self) -> Collection[str]:
        return (self.grid,)

    def decide(self, act: Act, ground: Ground) -> Body:
        grid = ground.grid(self.grid)
        if self.home_unit is not None and ground.directory.current_unit(self.home_unit) is None:
            raise BodyNotFound(self.home_unit)
        grid.staff(
            act,
            person_ref=self.person_ref,
            staff_kind=self.staff_kind,
            source=self.source,
            home_unit=self.home_unit,
            from_on=day_or_today(self.from_on, act),
            to_on=self.to_on,
        )
        return grid
