"""Where the ground of a jurisdiction stands in its pack: its top, its communities, its grids."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.vocabulary import Role

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

FOUNDER_ROLE = Role.ORG
"""Who founds bodies anywhere in a jurisdiction (Annex C, found station or organisational unit)."""


@dataclass(frozen=True, slots=True)
class Territory:
    """The levels that divide the ground of a jurisdiction.

    Attributes:
        tree: hierarchy of the pack that holds them; None: the pack has none, and they stand
            beside the trees at its case levels.
        levels: from the top body of the jurisdiction down to the grid.
        pool: the level whose bodies are parents of grids, and take what lies in no grid.
    """

    tree: str | None
    levels: tuple[str, ...]
    pool: str

    @property
    def top(self) -> str:
        """Level of the body that stands for the whole jurisdiction."""
        return self.levels[0]

    @property
    def grid(self) -> str:
        """Level of grids."""
        return self.levels[-1]


def territory(pack: PolicyPack) -> Territory:
    """The territory of a pack.

    Its top is where the leading office of the pack sits; where the pack does not say, the highest
    level that cases reach without being called upward.
    """
    levels = tuple(reversed(pack.cases.levels))
    seats = [rule.at for rule in pack.posts.values() if rule.role is FOUNDER_ROLE]
    seat = next((at for at in seats if at in levels), None)
    if seat is None:
        inside = {
            level
            for route in pack.cases.routes.values()
            if not route.upward
            for level in route.levels
        }
        seat = next(level for level in levels if level in inside)
    ground = levels[levels.index(seat) :]
    tree = next((name for name in pack.hierarchies if _holds(pack, name, ground)), None)
    return Territory(tree, ground, pack.cases.intake.pool)


def _holds(pack: PolicyPack, tree: str, ground: tuple[str, ...]) -> bool:
    known = pack.hierarchies[tree].levels
    if ground[0] not in known or pack.allowed_parents(tree, ground[0]):
        return False
    return all(
        lower in known and upper in pack.allowed_parents(tree, lower)
        for upper, lower in pairwise(ground)
    )
