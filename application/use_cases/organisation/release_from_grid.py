"""End a person's service in a grid (ORG-KD-04)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class ReleaseFromGrid(OrganisationCommand):
    """Command: end a person's service in a grid.

    Attributes:
        grid: code.
        on: first local day without it; None: today.
    """

    NAME: ClassVar[str] = "release_from_grid"
    PERMISSION: ClassVar[str | None] = "staff_grid"

    grid: Code
    person_ref: Code
    on: date | None = None

    @property
    def subject(self) -> str:
        return self.grid

    @property
    def reach(self) -> Collection[str]:
        return (self.grid,)

    def decide(self, act: Act, ground: Ground) -> Body:
        grid = ground.grid(self.grid)
        grid.release(act, person_ref=self.person_ref, on=day_or_today(self.on, act))
        return grid
