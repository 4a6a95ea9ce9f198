"""Merge a grid into another (ORG-SA-06)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class MergeGrid(OrganisationCommand):
    """Command: let a grid go into another; its cases route there, its history keeps its code.

    Attributes:
        grid, into: codes.
        from_system: the line of work the old grid belonged to, a word of the pack.
    """

    NAME: ClassVar[str] = "merge_grid"

    grid: Code
    into: Code
    from_system: Code

    @property
    def subject(self) -> str:
        return self.grid

    @property
    def reach(self) -> Collection[str]:
        return (self.grid, self.into)

    @property
    def also_reads(self) -> Sequence[str]:
        return (self.into,)

    def decide(self, act: Act, ground: Ground) -> Body:
        grid = ground.grid(self.grid)
        grid.merge_into(act, ground.grid(self.into), from_system=self.from_system)
        return grid
