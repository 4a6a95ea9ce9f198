"""What the directory is folded from, and what it knows of one unit or one grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.grids.area import Area
from domain.kernel import Event
from domain.organisation.leader_links import Link, standing

DIRECTORY_EVENTS = frozenset(
    {
        "OrgUnitFounded",
        "OrgUnitMerged",
        "OrgUnitDissolved",
        "OrgUnitUpgraded",
        "PostAppointed",
        "PostVacated",
        "GridStaffed",
        "GridMerged",
        "BoundaryAdjusted",
        "WorkItemAssigned",
        "LeaderLinked",
        "EventCorrected",
    }
)
"""Events that the directory is folded from; commands decide anew after one of them."""


def last_of_the_directory(events: Sequence[Event]) -> int:
    """Place of the last directory event among these, from 1; 0: there is none.

    What a body records besides, such as that it became a station, is no event of the directory,
    and whoever waited for it there would wait in vain.
    """
    places = (n for n, event in enumerate(events, 1) if event.event_type in DIRECTORY_EVENTS)
    return max(places, default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """A unit as the directory knows it.

    Attributes:
        org_type: what sort of body it is, since its last upgrade (ORG-BZ-11).
        parent: code as founded; ``Directory.current_unit`` follows merges.
        duties, counterpart_for: its own, and those of units merged into it.
        links: leaders linked to it (ORG-DG-05).
        is_station: it is the station of the body above it (ORG-DG-03).
    """

    code: str
    org_type: str
    tree: str | None
    level: str
    parent: str | None
    label: str | None = None
    duties: frozenset[str] = frozenset()
    counterpart_for: frozenset[str] = frozenset()
    links: tuple[Link, ...] = ()
    is_station: bool = False
    merged_into: str | None = None
    dissolved: bool = False

    @property
    def leader(self) -> str | None:
        """The leader linked last whose link has no known end."""
        return next(iter(self.leaders[::-1]), None)

    @property
    def leaders(self) -> tuple[str, ...]:
        """Leaders whose link has no known end, in the order of linking."""
        return standing(self.links)

    @property
    def active(self) -> bool:
        """Whether it goes on under its own code."""
        return self.merged_into is None and not self.dissolved


@dataclass(frozen=True, slots=True, kw_only=True)
class GridEntry:
    """A grid as the directory knows it.

    Attributes:
        parent: code of its community, as founded.
    """

    code: str
    org_type: str
    tree: str | None
    level: str
    parent: str | None
    label: str | None = None
    area: Area | None = None
    places: frozenset[str] = frozenset()
    merged_into: str | None = None

    @property
    def active(self) -> bool:
        """Whether it goes on under its own code."""
        return self.merged_into is None
