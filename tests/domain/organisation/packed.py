"""Acts and bodies under the packs of the product."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.act import Act, Actor
from domain.grids.grid import Grid
from domain.organisation.body import Parent, Placement
from domain.organisation.org_unit import OrgUnit
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role
from tests.domain.organisation.samples import CALENDAR, NOON

J = "somewhere"
DAY = date(2021, 3, 15)


def acting(pack: PolicyPack, at: datetime = NOON, **further: Any) -> Act:
    """An act of a clerk under a pack."""
    clerk = Actor(id="clerk", roles=frozenset({Role.STR}))
    return Act(actor=clerk, at=at, pack=pack, calendar=CALENDAR, **further)


def placed(
    pack: PolicyPack,
    level: str,
    parent: str | None,
    *,
    tree: str = "organisation",
    siblings: int = 0,
    code: str = "new",
    sort: str | None = None,
) -> OrgUnit:
    """A body founded at a level of a tree under a parent of a level; ``None``: without parent."""
    above = None if parent is None else Parent(f"a-{parent.lower()}", parent)
    found = OrgUnit.found(
        acting(pack),
        jurisdiction=J,
        code=code,
        org_type=sort or level,
        placement=Placement(tree, level, above, siblings),
        founded_on=DAY,
    )
    found.collect_events()
    return found


def grid_in(pack: PolicyPack, parent: str, *, tree: str = "organisation") -> Grid:
    """A grid under a parent of a level."""
    return Grid.found(
        acting(pack),
        jurisdiction=J,
        code="g1",
        org_type="GRID",
        placement=Placement(tree, "GRID", Parent("above", parent)),
        founded_on=DAY,
    )
