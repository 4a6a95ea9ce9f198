"""Which rows somebody may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.vocabulary import Role

SEES_EVERYTHING = frozenset({Role.ORG, Role.DIS, Role.AUD, Role.ADM, Role.SYS})
"""Columns of Annex C whose work is the whole jurisdiction, not a unit or a ground."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cases somebody may see: those that match one of the sets, or all of them.

    Sets of codes, so that it reads as a predicate in memory and in SQL alike. Codes of merged and
    dissolved bodies are among them, because history keeps the old code (ORG-SA-06).

    Attributes:
        person_ref: sees what this person reported.
        units: sees what these units handle or handled.
        grids: sees what lies in these grids.
        communities: sees what lies in these communities, in no grid of theirs included.
        everything: no row is hidden.
    """

    person_ref: str
    units: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    everything: bool = False

    @property
    def bodies(self) -> frozenset[str] | None:
        """Codes of all bodies that it names; None: no row is hidden."""
        return None if self.everything else self.units | self.grids | self.communities

    def covers(
        self,
        *,
        reporter: str | None = None,
        units: Iterable[str] = (),
        grid: str | None = None,
        community: str | None = None,
    ) -> bool:
        """Whether a case with these marks may be seen."""
        return (
            self.everything
            or reporter == self.person_ref
            or not self.units.isdisjoint(units)
            or grid in self.grids
            or community in self.communities
        )
