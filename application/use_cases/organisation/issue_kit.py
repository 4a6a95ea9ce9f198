"""Give out kits to grid staff (ORG-KD-04)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import AtLeastOne, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class IssueKit(OrganisationCommand):
    """Command: record that kits were given out to the staff of a grid.

    Attributes:
        grid: code.
        sets: how many.
        issued_on: local day; None: today.
        person_ref: who got it; None: the grid.
    """

    NAME: ClassVar[str] = "issue_kit"

    grid: Code
    sets: AtLeastOne = 1
    issued_on: date | None = None
    person_ref: Code | None = None

    @property
    def subject(self) -> str:
        return self.grid

    @property
    def reach(self) -> Collection[str]:
        return (self.grid,)

    def decide(self, act: Act, ground: Ground) -> Body:
        grid = ground.grid(self.grid)
        grid.issue_kit(
            act,
            sets=self.sets,
            on=day_or_today(self.issued_on, act),
            person_ref=self.person_ref,
        )
        return grid
