"""The directory as a fold of the events of its jurisdiction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from application.directory.entries import GridEntry, UnitEntry
from application.directory.people import People
from domain.grids.area import Area, Box
from domain.grids.grid import Grid
from domain.kernel import Event, EventCorrected, effective
from domain.organisation.body import (
    OrgUnitFounded,
    PostAppointed,
    PostVacated,
)
from domain.organisation.leader_links import linked
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station import Station
from domain.organisation.tenure import ended


@dataclass(frozen=True, slots=True)
class _Ground:
    """Grids by the ground they cover, living grids first, then by code."""

    areas: tuple[tuple[Box, Area, str], ...]
    places: Mapping[str, str]


class Directory(People):
    """The directory of one jurisdiction up to one position of its log; never changed, only
    replaced by ``after``.

    Founding, merging and dissolving take effect when recorded.
    """

    def after(self, events: Sequence[tuple[int, Event]]) -> Directory:
        """The directory as it is after further events, in log order, each with its position.

        Events of other aggregates are passed over. A correction is applied to the event it
        corrects, as if that had been right from the start (ENV-02).
        """
        log = (*self._log, *events)
        if any(isinstance(event, EventCorrected) for _, event in events):
            found, events = Directory(), _as_corrected(log)
        else:
            found = self._copied()
        for position, event in events:
            found._apply(event)  # noqa: SLF001 - the same class, before it is handed out
            found.position = position
        found._log = log  # noqa: SLF001 - the same
        if "_ground" in vars(self) and found._grids == self._grids:  # noqa: SLF001 - the same
            # dear to sort, and most events move no border
            vars(found)["_ground"] = self._ground
        return found

    def _copied(self) -> Directory:
        found = copy(self)
        for derived in ("_ground", "_community_levels", "_subtrees", "_lives"):
            vars(found).pop(derived, None)
        for name, value in vars(found).items():
            if isinstance(value, dict):
                setattr(found, name, dict(value))
        found._actors, found._scopes = {}, {}  # noqa: SLF001 - what somebody is may have changed
        return found

    def _apply(self, event: Event) -> None:
        if isinstance(event, OrgUnitFounded):
            self._found(event)
            return
        code = self._codes.get(event.originator_id)
        if code in self._units:
            self._apply_to_unit(self._units[code], event)
        elif code in self._grids:
            self._apply_to_grid(self._grids[code], event)
        match event:
            case PostAppointed() if code is not None:
                self._tenures[code] = (*self._tenures.get(code, ()), event.tenure)
                bodies = self._bodies_of.get(event.person_ref, frozenset())
                self._bodies_of[event.person_ref] = bodies | {code}
            case PostVacated() if code is not None:
                self._tenures[code] = ended(
                    self._tenures.get(code, ()),
                    post=event.post,
                    person_ref=event.person_ref,
                    on=event.on,
                )
            case _:
                pass

    def _found(self, event: OrgUnitFounded) -> None:
        self._codes[event.originator_id] = event.code
        if event.parent is not None:
            self._children[event.parent] = (*self._children.get(event.parent, ()), event.code)
        if event.originator_topic == Grid.TOPIC:
            self._grids[event.code] = GridEntry(
                code=event.code,
                org_type=event.org_type,
                tree=event.tree,
                level=event.level,
                parent=event.parent,
                label=event.label,
            )
        else:
            self._units[event.code] = UnitEntry(
                code=event.code,
                org_type=event.org_type,
                tree=event.tree,
                level=event.level,
                parent=event.parent,
                label=event.label,
                duties=frozenset(event.duties),
                counterpart_for=frozenset(event.counterpart_for),
                is_station=event.originator_topic == Station.TOPIC,
            )

    def _apply_to_unit(self, unit: UnitEntry, event: Event) -> None:
        match event:
            case OrgUnit.WorkItemAssigned() if event.no is None:
                self._units[unit.code] = replace(unit, duties=unit.duties | {event.duty})
            case OrgUnit.LeaderLinked():
                self._units[unit.code] = replace(unit, links=linked(unit.links, event))
            case OrgUnit.OrgUnitUpgraded():
                self._units[unit.code] = replace(unit, org_type=event.org_type)
            case OrgUnit.OrgUnitDissolved():
                self._units[unit.code] = replace(unit, dissolved=True)
            case OrgUnit.OrgUnitMerged():
                into = self.current_unit(event.into_unit_id)
                if into is None or into == unit.code:
                    return  # two merged into each other at one moment: the first one stands
                self._units[unit.code] = replace(unit, merged_into=into)
                self._absorbed[into] = (*self._absorbed.get(into, ()), unit.code)
                heir = self._units[into]
                self._units[into] = replace(
                    heir,
                    duties=heir.duties | unit.duties,
                    counterpart_for=heir.counterpart_for | unit.counterpart_for,
                )
            case _:
                pass

    def _apply_to_grid(self, grid: GridEntry, event: Event) -> None:
        match event:
            case Grid.BoundaryAdjusted():
                self._grids[grid.code] = replace(
                    grid, area=event.area, places=frozenset(event.places)
                )
            case Grid.GridStaffed():
                self._staff[grid.code] = {
                    **self._staff.get(grid.code, {}),
                    event.person_ref: event,
                }
                grids = self._grids_of.get(event.person_ref, frozenset())
                self._grids_of[event.person_ref] = grids | {grid.code}
            case Grid.GridMerged():
                into = self.current_grid(event.into_grid_id)
                if into is None or into == grid.code:
                    return  # two merged into each other at one moment: the first one stands
                self._grids[grid.code] = replace(grid, merged_into=into)
                self._absorbed[into] = (*self._absorbed.get(into, ()), grid.code)
            case _:
                pass

    def known_by(self, instant: datetime) -> Directory:
        """As it stood at an aware instant (ENV-06): what was recorded by then, as known then."""
        return Directory().after([one for one in self._log if one[1].timestamp <= instant])

    def true_by(self, instant: datetime) -> Directory:
        """As it stood at an aware instant (ENV-06): what had occurred by then, as known today."""
        return Directory().after(
            [
                (at, event)
                for at, event in _as_corrected(self._log)
                if event.occurred_at <= instant and not isinstance(event, EventCorrected)
            ]
        )

    # --- Ground ---

    def grid_of(self, place: str | tuple[float, float]) -> str | None:
        """The current grid of a place code, or of a point (longitude, latitude; WGS84).

        Where several hold it, as neighbours do on their border, the living one whose code comes
        first; the ground of a merged grid belongs to the grid it went into (ORG-SA-06). None: no
        grid, so the report goes to the community pool (CAS-KD-01).
        """
        if isinstance(place, str):
            code = self._ground.places.get(place)
        else:
            lon, lat = place
            code = next(
                (
                    code
                    for box, area, code in self._ground.areas
                    if box.holds(lon, lat) and area.holds(lon, lat)
                ),
                None,
            )
        return self.current_grid(code) if code is not None else None

    @cached_property
    def _ground(self) -> _Ground:
        grids = sorted(self._grids.values(), key=lambda grid: (not grid.active, grid.code))
        places: dict[str, str] = {}
        for grid in grids:
            for place in grid.places:
                places.setdefault(place, grid.code)
        areas = tuple((grid.area.box, grid.area, grid.code) for grid in grids if grid.area)
        return _Ground(areas, places)


def _as_corrected(log: Sequence[tuple[int, Event]]) -> Sequence[tuple[int, Event]]:
    """The log with each corrected event in its own place as it should have read."""
    histories: dict[UUID, list[Event]] = defaultdict(list)
    for _, event in log:
        if event.originator_id in histories or isinstance(event, OrgUnitFounded):
            histories[event.originator_id].append(event)
    read = {
        (event.originator_id, event.originator_version): event
        for history in histories.values()
        for event in effective(history)
    }
    return [(at, read.get((e.originator_id, e.originator_version), e)) for at, e in log]
