"""The grid: a piece of ground, the people who serve it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar, Self

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.grids import boundary
from domain.grids.area import Area
from domain.grids.errors import (
    BuildingNotInGrid,
    GridIsMerged,
    StaffIsNotOnGrid,
    StaffSourceUnknown,
)
from domain.organisation import body, shared_work
from domain.organisation.body import Placement, require_past, require_place
from domain.organisation.errors import PeriodIsEmpty
from domain.organisation.shared_work import Sharing
from domain.vocabulary import Code

STAFF_SOURCES = "grid_staff_sources"
"""The pack's checklist of where grid staff come from (ORG-KD-03); sources count from 1."""


class StaffKind(StrEnum):
    """How somebody serves a grid (ORG-KD-03)."""

    FULL_TIME = "FULL_TIME"
    PART_TIME = "PART_TIME"
    DEPT_GRID = "DEPT_GRID"
    DEPT_LIAISON = "DEPT_LIAISON"


class Grid(Sharing):
    """A grid lies in one community, is served by people, and may be merged into another grid.

    Rules: section 1.1, ORG-KD-03 and ORG-KD-04 (staff), ORG-SA-06 (merging), CAS-KD-01 (ground).
    """

    TOPIC = "Grid"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    OrgUnitFounded = body.OrgUnitFounded
    PostAppointed = body.PostAppointed
    PostVacated = body.PostVacated
    BoundaryAdjusted = boundary.BoundaryAdjusted
    CrossPostAppointed = shared_work.CrossPostAppointed
    SupportSent = shared_work.SupportSent
    TeamFormed = shared_work.TeamFormed

    class GridStaffed(kernel.Event):
        """A person serves this grid, as stated here; a later statement replaces this one.

        The catalogue has no fact of its own for leaving: the same staffing is stated again with
        its end.

        Attributes:
            person_ref: pseudonymous id.
            grid_id: code of this grid.
            source: place in the pack's list of sources, from 1; None: not stated.
            home_unit: the unit that sends the person; None: nobody does.
            from_on: first local day.
            to_on: first local day on which the person no longer serves; None: no end is known.
        """

        TOPIC: ClassVar[str] = "GridStaffed"

        person_ref: Code
        grid_id: Code
        staff_kind: StaffKind
        source: int | None = Field(default=None, ge=1)
        home_unit: Code | None = None
        from_on: date
        to_on: date | None = None

        def apply(self, aggregate: Grid) -> None:
            aggregate.staff_facts = {**aggregate.staff_facts, self.person_ref: self}

    class GridMerged(kernel.Event):
        """This grid went into another one: its cases route there, its history stays here.

        Attributes:
            from_system: the line of work the old grid belonged to, a word of the pack.
            from_grid_id: code of this grid.
            into_grid_id: code of the grid that goes on.
        """

        TOPIC: ClassVar[str] = "GridMerged"

        from_system: Code
        from_grid_id: Code
        into_grid_id: Code

        def apply(self, aggregate: Grid) -> None:
            aggregate.merged_into = self.into_grid_id

    class GridBoardPosted(kernel.Event):
        """The notice board of a building names its grid administrators (ORG-KD-04).

        Attributes:
            building_id: code.
            posted_on: local day.
            administrators: pseudonymous ids of those it names.
        """

        TOPIC: ClassVar[str] = "GridBoardPosted"

        building_id: Code
        posted_on: date
        administrators: tuple[Code, ...]

        def apply(self, aggregate: Grid) -> None:
            posted = (self.posted_on, self.administrators)
            aggregate.boards = {**aggregate.boards, self.building_id: posted}

    class KitIssued(kernel.Event):
        """Uniforms, badges and tools were given out to the staff of this grid (ORG-KD-04).

        Attributes:
            sets: how many.
            issued_on: local day.
            person_ref: who got it; None: the grid.
        """

        TOPIC: ClassVar[str] = "KitIssued"

        sets: int = Field(ge=1)
        issued_on: date
        person_ref: Code | None = None

        def apply(self, aggregate: Grid) -> None:
            """Nothing that a command decides by."""

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, level: str) -> None:
        super().__init__(code, level)
        self.staff_facts: Mapping[str, Grid.GridStaffed] = MappingProxyType({})
        self.merged_into: str | None = None
        self.area: Area | None = None
        self.places: frozenset[str] = frozenset()
        self.buildings: frozenset[str] = frozenset()
        self.boards: Mapping[str, tuple[date, tuple[str, ...]]] = MappingProxyType({})

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def found(  # noqa: PLR0913 - the fields of the fact
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        org_type: str,
        placement: Placement,
        founded_on: date,
        approver: str | None = None,
        label: str | None = None,
        household_count: int | None = None,
        area: Area | None = None,
        places: Sequence[str] = (),
        buildings: Sequence[str] = (),
    ) -> Self:
        """Found a grid, with its ground if that is drawn already.

        Args:
            placement: its parent is the community the grid lies in.
            founded_on: local day.

        Raises:
            TreeUnknown, LevelUnknown, ParentMissing, WrongParentLevel: section 1.1.
            DateInFuture: not founded yet.
        """
        require_past(act, founded_on)
        require_place(act, code, placement)
        grid = cls._create(
            body.OrgUnitFounded,
            id=cls.create_id(jurisdiction, code),
            code=code,
            org_type=org_type,
            tree=placement.tree,
            level=placement.level,
            parent=placement.parent.code if placement.parent else None,
            founded_on=founded_on,
            approver=approver,
            label=label,
            household_count=household_count,
            **act.envelope(body.OrgUnitFounded.TOPIC),
        )
        grid.adjust_boundary(act, area=area, places=places, buildings=buildings)
        return grid

    def adjust_boundary(
        self,
        act: Act,
        *,
        area: Area | None,
        places: Sequence[str] = (),
        buildings: Sequence[str] = (),
    ) -> None:
        """Draw the ground of the grid; stating the same ground again is a no-op.

        Raises:
            GridIsMerged: ORG-SA-06.
        """
        self._require_active()
        stated = (area, frozenset(places), frozenset(buildings))
        if stated != (self.area, self.places, self.buildings):
            self.trigger_event(
                boundary.BoundaryAdjusted,
                area=area,
                places=tuple(sorted(set(places))),
                buildings=tuple(sorted(set(buildings))),
                **act.envelope(boundary.BoundaryAdjusted.TOPIC),
            )

    def staff(
        self,
        act: Act,
        *,
        person_ref: str,
        staff_kind: StaffKind,
        from_on: date,
        source: int | None = None,
        home_unit: str | None = None,
        to_on: date | None = None,
    ) -> None:
        """State that a person serves this grid, and how; stating the same again is a no-op.

        Raises:
            StaffSourceUnknown: the pack lists the sources, and this is none (ORG-KD-03).
            PeriodIsEmpty: it would end before it begins.
            GridIsMerged: ORG-SA-06.
        """
        self._require_active()
        listed = act.pack.checklists.get(STAFF_SOURCES)
        if source is not None and listed is not None and not 1 <= source <= listed.size:
            raise StaffSourceUnknown(source, listed.size)
        if to_on is not None and to_on <= from_on:
            raise PeriodIsEmpty(from_on, to_on)
        self._state_staff(
            act,
            person_ref=person_ref,
            staff_kind=staff_kind,
            source=source,
            home_unit=home_unit,
            from_on=from_on,
            to_on=to_on,
        )

    def release(self, act: Act, *, person_ref: str, on: date) -> None:
        """End a person's service; ending it again on the same day is a no-op.

        Args:
            on: first local day without it; the first day of all if it never began.

        Raises:
            StaffIsNotOnGrid: the person does not serve this grid by then (ORG-KD-04).
            GridIsMerged: ORG-SA-06.
        """
        self._require_active()
        stated = self.staff_facts.get(person_ref)
        if (
            stated is None
            or on < stated.from_on
            or (stated.to_on is not None and stated.to_on < on)
        ):
            raise StaffIsNotOnGrid(person_ref, self.code, on)
        self._state_staff(
            act,
            person_ref=person_ref,
            staff_kind=stated.staff_kind,
            source=stated.source,
            home_unit=stated.home_unit,
            from_on=stated.from_on,
            to_on=on,
        )

    def post_board(
        self, act: Act, *, building: str, on: date, administrators: Sequence[str]
    ) -> None:
        """Post the notice board of a building; stating the same again is a no-op.

        Args:
            administrators: pseudonymous ids of those it names; they serve the grid on that day.

        Raises:
            BuildingNotInGrid, StaffIsNotOnGrid: ORG-KD-04.
            DateInFuture: not posted yet.
            GridIsMerged: ORG-SA-06.
        """
        self._require_active()
        require_past(act, on)
        if building not in self.buildings:
            raise BuildingNotInGrid(building, self.code)
        named = tuple(dict.fromkeys(administrators))
        for person in named:
            stated = self.staff_facts.get(person)
            if stated is None or on < stated.from_on or not _is_open(stated.to_on, on):
                raise StaffIsNotOnGrid(person, self.code, on)
        if self.boards.get(building) != (on, named):
            self.trigger_event(
                self.GridBoardPosted,
                building_id=building,
                posted_on=on,
                administrators=named,
                **act.envelope(self.GridBoardPosted.TOPIC),
            )

    def issue_kit(self, act: Act, *, sets: int, on: date, person_ref: str | None = None) -> None:
        """Record that kits were given out.

        Raises:
            StaffIsNotOnGrid: the person named does not serve this grid (ORG-KD-04).
            DateInFuture: not given out yet.
            GridIsMerged: ORG-SA-06.
        """
        self._require_active()
        require_past(act, on)
        if person_ref is not None and person_ref not in self.staff_facts:
            raise StaffIsNotOnGrid(person_ref, self.code, on)
        self.trigger_event(
            self.KitIssued,
            sets=sets,
            issued_on=on,
            person_ref=person_ref,
            **act.envelope(self.KitIssued.TOPIC),
        )

    def merge_into(self, act: Act, other: Grid, *, from_system: str) -> None:
        """Go into another grid (ORG-SA-06); merging into the same one again is a no-op.

        Raises:
            MergesIntoItself, LevelsDiffer: section 1.1.
            GridIsMerged: one of the two has ended already.
        """
        if self.merged_into == other.code:
            return
        self._require_active()
        self._require_like(other)
        other._require_active()
        self.trigger_event(
            self.GridMerged,
            from_system=from_system,
            from_grid_id=self.code,
            into_grid_id=other.code,
            **act.envelope(self.GridMerged.TOPIC),
        )

    def draw(self, drawn: boundary.BoundaryAdjusted) -> None:
        """The effect of drawing its ground."""
        self.area = drawn.area
        self.places = frozenset(drawn.places)
        self.buildings = frozenset(drawn.buildings)

    def _state_staff(self, act: Act, **stated: object) -> None:
        known = self.staff_facts.get(str(stated["person_ref"]))
        if known is None or any(getattr(known, name) != value for name, value in stated.items()):
            self.trigger_event(
                self.GridStaffed,
                grid_id=self.code,
                **stated,
                **act.envelope(self.GridStaffed.TOPIC),
            )

    def _require_active(self) -> None:
        if self.merged_into is not None:
            raise GridIsMerged(self.code, self.merged_into)


def _is_open(end: date | None, day: date) -> bool:
    return end is None or day < end
