"""Found a unit or a grid (section 1.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.communities.errors import FoundingNotDue
from domain.grids.area import Area
from domain.grids.grid import Grid
from domain.kernel import Value
from domain.organisation.body import require_plain
from domain.organisation.org_unit import OrgUnit
from domain.vocabulary import Code, Count, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class CallingEstate(Value):
    """The housing area that calls for a body, and the community that counted its homes."""

    community: Code
    estate: Code


class FoundOrgUnit(OrganisationCommand):
    """Command: found a body, under a body that exists.

    Attributes:
        org_type: what sort of body, a word of the pack; None: the name of its level.
        tree: hierarchy of the pack; None: it stands beside the trees, like a department.
        parent: code of the body above; None: it is a top.
        founded_on: local day; None: today.
        within: code of a body that it belongs to: its parent lies somewhere below that one.
        is_grid: it is a piece of ground that people serve; ``area``, ``places`` and ``buildings``
            belong to it, ``duties``, ``counterpart_for`` and ``member_count`` do not.
        duties: duty codes of its duty list (CAS-KD-03).
        counterpart_for: units of a higher level it is the counterpart of (CAS-DG-06).
        area: its ground as a polygon, WGS84.
        places: codes of the places in it.
        buildings: codes of its buildings, each of which has a notice board.
        called_for_by: the housing area for which it was due; its founding settles that.
    """

    NAME: ClassVar[str] = "found_org_unit"

    code: Code
    level: Code
    org_type: Code | None = None
    tree: Code | None = None
    parent: Code | None = None
    within: Code | None = None
    founded_on: date | None = None
    approver: Code | None = None
    label: OfficialText | None = None
    is_grid: bool = False
    duties: tuple[Code, ...] = ()
    counterpart_for: tuple[Code, ...] = ()
    member_count: Count | None = None
    household_count: Count | None = None
    area: Area | None = None
    places: tuple[Code, ...] = ()
    buildings: tuple[Code, ...] = ()
    called_for_by: CallingEstate | None = None

    @property
    def subject(self) -> str:
        return self.code

    @property
    def reach(self) -> Collection[str]:
        calling = () if self.called_for_by is None else (self.called_for_by.community,)
        return calling if self.parent is None else (self.parent, *calling)

    def decide(self, act: Act, ground: Ground) -> Body:
        ground.directory.require_free(self.code)
        placement = ground.directory.placement(
            self.code, tree=self.tree, level=self.level, parent=self.parent
        )
        require_plain(act, placement)
        if self.within is not None:
            ground.directory.require_below(self.code, self.parent, self.within)
        calling = self.called_for_by
        if self.is_grid:
            if calling is not None:
                raise FoundingNotDue(calling.estate, self.level)
            return Grid.found(
                act,
                jurisdiction=ground.jurisdiction,
                code=self.code,
                org_type=self.org_type or self.level,
                placement=placement,
                founded_on=day_or_today(self.founded_on, act),
                approver=self.approver,
                label=self.label,
                household_count=self.household_count,
                area=self.area,
                places=self.places,
                buildings=self.buildings,
            )
        return OrgUnit.found(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            org_type=self.org_type or self.level,
            placement=placement,
            founded_on=day_or_today(self.founded_on, act),
            approver=self.approver,
            label=self.label,
            duties=self.duties,
            counterpart_for=self.counterpart_for,
            member_count=self.member_count,
            household_count=self.household_count,
            community_id=None if calling is None else calling.community,
            estate_id=None if calling is None else calling.estate,
        )
