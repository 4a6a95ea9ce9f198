"""Post the notice board of a building (ORG-KD-04)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class PostGridBoard(OrganisationCommand):
    """Command: post the notice board of a building, naming its grid administrators.

    Attributes:
        grid: code.
        building: code of a building of the grid.
        posted_on: local day; None: today.
        administrators: pseudonymous ids of those it names; they serve the grid.
    """

    NAME: ClassVar[str] = "post_grid_board"

    grid: Code
    building: Code
    administrators: Annotated[tuple[Code, ...], Field(min_length=1)]
    posted_on: date | None = None

    @property
    def subject(self) -> str:
        return self.grid

    @property
    def reach(self) -> Collection[str]:
        return (self.grid,)

    def decide(self, act: Act, ground: Ground) -> Body:
        grid = ground.grid(self.grid)
        grid.post_board(
            act,
            building=self.building,
            on=day_or_today(self.posted_on, act),
            administrators=self.administrators,
        )
        return grid
