"""The directory: which bodies there are, who holds what, and who answers for which ground.

A fold of the directory events of one jurisdiction. Commands decide by it, so it is read from the
log itself and never from a read model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from typing import Protocol
from uuid import UUID

from domain.act import Actor, HeldPost
from domain.calendar.local_time import local_date
from domain.grids.area import Area, Box
from domain.grids.grid import Grid
from domain.kernel import Event, EventCorrected, effective
from domain.organisation.body import (
    OrgUnitFounded,
    Parent,
    Placement,
    PostAppointed,
    PostVacated,
)
from domain.organisation.errors import AlreadyFounded, ParentLiesElsewhere, ParentMissing
from domain.organisation.leader_links import Link, linked, standing
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station import Station
from domain.organisation.tenure import Tenure, ended
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role

SEES_EVERYTHING = frozenset({Role.ORG, Role.DIS, Role.AUD, Role.ADM, Role.SYS})
"""Columns of Annex C whose work is the whole jurisdiction, not a unit or a ground."""

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


_ACTORS = 10_000
"""People of whom a snapshot remembers what they are on a day."""

_ENDINGS = frozenset({"OrgUnitMerged", "OrgUnitDissolved", "GridMerged"})

LEADS_A_STATION = frozenset({Role.HD, Role.DP})
"""Columns that lead a station; one that is no community itself works for the body above it."""


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


@dataclass(frozen=True, slots=True)
class _Ground:
    """Grids by the ground they cover, living grids first, then by code."""

    areas: tuple[tuple[Box, Area, str], ...]
    places: Mapping[str, str]


@dataclass
class Directory:
    """The directory of one jurisdiction up to one position of its log; never changed, only
    replaced by ``after``.

    Dates are local days (CAL-01). Founding, merging and dissolving take effect when recorded;
    posts and staff hold from and to the days stated.

    Attributes:
        position: place of the newest directory event in it; 0: empty.
    """

    position: int = 0
    _log: tuple[tuple[int, Event], ...] = ()
    _codes: dict[UUID, str] = field(default_factory=dict)
    _units: dict[str, UnitEntry] = field(default_factory=dict)
    _grids: dict[str, GridEntry] = field(default_factory=dict)
    _children: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _absorbed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _tenures: dict[str, tuple[Tenure, ...]] = field(default_factory=dict)
    _bodies_of: dict[str, frozenset[str]] = field(default_factory=dict)
    _staff: dict[str, dict[str, Grid.GridStaffed]] = field(default_factory=dict)
    _grids_of: dict[str, frozenset[str]] = field(default_factory=dict)
    _actors: dict[tuple[str, date, str], Actor] = field(default_factory=dict, compare=False)
    _scopes: dict[Actor, Scope] = field(default_factory=dict, compare=False)

    # --- The fold ---

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

    # --- Bodies ---

    def unit(self, code: str) -> UnitEntry | None:
        """The unit of that code, living or not."""
        return self._units.get(code)

    def grid(self, code: str) -> GridEntry | None:
        """The grid of that code, living or not."""
        return self._grids.get(code)

    def units(self) -> tuple[UnitEntry, ...]:
        """The living units, by code."""
        return tuple(self._units[code] for code in sorted(self._units) if self._units[code].active)

    def grids(self) -> tuple[GridEntry, ...]:
        """The living grids, by code."""
        return tuple(self._grids[code] for code in sorted(self._grids) if self._grids[code].active)

    def bodies(self, *, ended: bool = False) -> tuple[UnitEntry | GridEntry, ...]:
        """Units and grids, by code; those merged or dissolved only if asked for."""
        found: dict[str, UnitEntry | GridEntry] = {**self._units, **self._grids}
        return tuple(found[code] for code in sorted(found) if ended or found[code].active)

    def body(self, code: str) -> UnitEntry | GridEntry | None:
        """The unit or grid of that code, living or not."""
        return self._units.get(code) or self._grids.get(code)

    def life(self, code: str) -> tuple[date, date | None]:
        """When a body became known here, and from which day on it had ended; local days.

        Raises:
            KeyError: there is no such body.
        """
        return self._lives[code]

    @cached_property
    def _lives(self) -> Mapping[str, tuple[date, date | None]]:
        lives: dict[str, tuple[date, date | None]] = {}
        for _, event in self._log:
            code = self._codes.get(event.originator_id)
            if code is None:
                continue
            day = local_date(event.timestamp)
            if code not in lives:
                lives[code] = (day, None)
            elif event.event_type in _ENDINGS:
                lives[code] = (lives[code][0], day)
        return lives

    def current_unit(self, code: str) -> str | None:
        """The unit that goes on for this one, itself or what it was merged into.

        None: unknown, or dissolved at the end of the chain.
        """
        unit = self._units.get(code)
        while unit is not None and unit.merged_into is not None:
            unit = self._units.get(unit.merged_into)
        return unit.code if unit is not None and not unit.dissolved else None

    def current_grid(self, code: str) -> str | None:
        """The grid that goes on for this one, itself or what it was merged into (ORG-SA-06)."""
        grid = self._grids.get(code)
        while grid is not None and grid.merged_into is not None:
            grid = self._grids.get(grid.merged_into)
        return grid.code if grid is not None else None

    def community_of(self, grid: str) -> str | None:
        """The community that the current grid lies in; None: unknown grid."""
        current = self.current_grid(grid)
        parent = self._grids[current].parent if current is not None else None
        return self.current_unit(parent) if parent is not None else None

    def require_free(self, code: str) -> None:
        """Refuse a code that names a body already.

        Raises:
            AlreadyFounded: section 1.1.
        """
        if code in self._units or code in self._grids:
            raise AlreadyFounded(code)

    def placement(
        self, body: str, *, tree: str | None, level: str, parent: str | None
    ) -> Placement:
        """Where a body would stand, with what its founding must know of the bodies above.

        Raises:
            ParentMissing: the parent named is unknown or has ended (section 1.1).
        """
        if parent is None:
            return Placement(tree, level)
        above = self._living(parent)
        if above is None:
            raise ParentMissing(body, parent)
        siblings = [
            child
            for child in map(self._living, self._children.get(above.code, ()))
            if child is not None and (child.tree, child.level) == (tree, level)
        ]
        return Placement(tree, level, Parent(above.code, above.level), len(siblings))

    def require_below(self, body: str, parent: str | None, top: str) -> None:
        """Refuse a parent that does not lie below the body that a new one belongs to.

        Raises:
            ParentMissing: there is no such body.
            ParentLiesElsewhere: section 1.1: a member household tied to another branch's group.
        """
        if self._living(top) is None:
            raise ParentMissing(body, top)
        if parent is None or parent not in self.below({top}):
            raise ParentLiesElsewhere(body, parent, top)

    def dependants(self, code: str) -> frozenset[str]:
        """Living bodies directly below a body or below what was merged into it."""
        return frozenset(
            child
            for above in self._with_absorbed({code})
            for child in self._children.get(above, ())
            if self._living(child) is not None
        )

    def below(self, codes: Iterable[str]) -> frozenset[str]:
        """These bodies and all below them, with whatever was merged into one of them."""
        return frozenset().union(*map(self._subtree, codes))

    def _subtree(self, top: str) -> frozenset[str]:
        if top not in self._subtrees:
            found: set[str] = set()
            waiting = [top]
            while waiting:
                code = waiting.pop()
                if code not in found:
                    found.add(code)
                    waiting += self._children.get(code, ())
                    waiting += self._absorbed.get(code, ())
            self._subtrees[top] = frozenset(found)
        return self._subtrees[top]

    @cached_property
    def _subtrees(self) -> dict[str, frozenset[str]]:
        """By top body, filled as asked for: every request of a person asks for the same one."""
        return {}

    def _living(self, code: str) -> UnitEntry | GridEntry | None:
        body = self._units.get(code) or self._grids.get(code)
        return body if body is not None and body.active else None

    def _with_absorbed(self, codes: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            found.add(code)
            waiting += self._absorbed.get(code, ())
        return frozenset(found)

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

    # --- Duties ---

    def competent_units(self, duty: str) -> tuple[str, ...]:
        """Living units whose duty list holds the duty, by code (CAS-KD-03)."""
        return tuple(unit.code for unit in self.units() if duty in unit.duties)

    def is_counterpart(self, lower: str, upper: str) -> bool:
        """Whether a living unit is a registered counterpart of a higher one (CAS-DG-06)."""
        unit = self._units.get(lower)
        return unit is not None and unit.active and upper in unit.counterpart_for

    def linked_body(self, leader_ref: str) -> str | None:
        """The living body a leader is linked to (ORG-DG-05)."""
        return next((unit.code for unit in self.units() if leader_ref in unit.leaders), None)

    def code_of(self, body_id: UUID) -> str | None:
        """Code of the body with that id, living or not."""
        return self._codes.get(body_id)

    def stations_of(self, community: str) -> tuple[UnitEntry, ...]:
        """The living stations of a community; one at most, where the pack says so."""
        return tuple(
            unit
            for code in sorted(self.dependants(community))
            if (unit := self._units.get(code)) is not None and unit.is_station
        )

    def sort_of(self, code: str) -> str | None:
        """What sort of body a living one is, a word of the pack; None: there is no such body."""
        body = self._living(code)
        return body.org_type if body is not None else None

    def sorts_above(self, code: str) -> frozenset[str]:
        """What sorts of bodies stand above a body, those they were merged into included."""
        found: set[str] = set()
        body = self.body(code)
        while body is not None and body.parent is not None:
            above = self.current_unit(body.parent)
            body = self._units.get(above) if above is not None else None
            if body is not None:
                found.add(body.org_type)
        return frozenset(found)

    def members(self, body: str, level: str) -> frozenset[str]:
        """Living bodies of that level directly below a body."""
        return frozenset(
            code
            for code in self.dependants(body)
            if (below := self._living(code)) is not None and below.level == level
        )

    # --- People ---

    def holders(self, body: str, post: str, at: datetime) -> tuple[str, ...]:
        """Who holds a post of a living body at that instant, in the order of appointment."""
        return tuple(
            tenure.person_ref for tenure in self._held(body, local_date(at)) if tenure.post == post
        )

    def tenures(self, body: str, at: datetime) -> tuple[Tenure, ...]:
        """Posts of a living body that are held at that instant, in the order of appointment."""
        return self._held(body, local_date(at))

    def tenures_of(self, body: str) -> tuple[Tenure, ...]:
        """Every tenure of a body, over or not."""
        return self._tenures.get(body, ())

    def services_of(self, grid: str) -> tuple[Grid.GridStaffed, ...]:
        """Everybody who serves or served a grid, as last stated."""
        return tuple(self._staff.get(grid, {}).values())

    def service(self, grid: str, at: datetime) -> tuple[Grid.GridStaffed, ...]:
        """How a grid is served at that instant, grids merged into it included, by person."""
        on = local_date(at)
        stated = (
            one
            for code in sorted(self._with_absorbed({grid}))
            for one in self._staff.get(code, {}).values()
            if _serves(one, on)
        )
        return tuple(sorted(stated, key=lambda one: (one.person_ref, one.grid_id)))

    def holds_elsewhere(self, person_ref: str, post: str, body: str, on: date) -> str | None:
        """Another body where the person holds the post on that local day or later."""
        for other in sorted(self._bodies_of.get(person_ref, ())):
            if other != body and self._living(other) is not None:
                for tenure in self._tenures[other]:
                    if (tenure.post, tenure.person_ref) == (post, person_ref) and (
                        tenure.to_on is None or on < tenure.to_on
                    ):
                        return other
        return None

    def staff_of(self, grid: str, at: datetime) -> tuple[str, ...]:
        """Who serves a grid at that instant, those of grids merged into it included, by id."""
        return tuple(
            sorted(
                {
                    stated.person_ref
                    for code in self._with_absorbed({grid})
                    for stated in self._staff.get(code, {}).values()
                    if _serves(stated, local_date(at))
                }
            )
        )

    def members_of(self, unit: str, at: datetime) -> frozenset[str]:
        """Who holds a post of a unit, or is sent to a grid by it, at that instant."""
        on = local_date(at)
        sent = {
            stated.person_ref
            for staff in self._staff.values()
            for stated in staff.values()
            if _serves(stated, on) and self._home(stated) == unit
        }
        return frozenset(sent | {tenure.person_ref for tenure in self._held(unit, on)})

    def employs(self, unit: str, person_ref: str, at: datetime) -> bool:
        """Whether a person works for a unit or for a section of it at that instant.

        A section stands under a body of its own level. Bodies of different levels do not employ
        each other's people: a street does not employ those of a community.
        """
        on = local_date(at)
        homes = map(self._home, self._service_of(person_ref, on))
        work_for = {body for body, _ in self._posts_of(person_ref, on)}
        work_for.update(home for home in homes if home is not None)
        return any(unit in self._sections_up(body) for body in work_for)

    def actor(self, person_ref: str, at: datetime, pack: PolicyPack) -> Actor:
        """What a person is at that instant.

        Roles are those of the posts held, as the pack gives them; who serves a grid is GRD; a
        district unit that is a registered counterpart is LEAD as well. Who is none of these is a
        resident.

        Posts of a merged or dissolved body are over; who served a merged grid serves the grid it
        went into. ``unit`` is the unit of the longest held post, else the unit that sent the
        person, else the community of the grid. ``grids`` and ``communities`` include those merged
        into the person's own, for history keeps the old codes.
        """
        on = local_date(at)
        key = (person_ref, on, pack.ref)
        known = self._actors.get(key)
        if known is None:
            if len(self._actors) >= _ACTORS:
                self._actors.clear()
            known = self._actors[key] = self._actor(person_ref, on, pack)
        return known

    def _actor(self, person_ref: str, on: date, pack: PolicyPack) -> Actor:
        held = self._posts_of(person_ref, on)
        service = self._service_of(person_ref, on)
        roles = {pack.posts[tenure.post].role for _, tenure in held if tenure.post in pack.posts}
        if service:
            roles.add(Role.GRD)
        units = [body for body, _ in held if body in self._units]
        if Role.DU in roles and any(self._units[unit].counterpart_for for unit in units):
            roles.add(Role.LEAD)
        own_grids = {body for body, _ in held if body in self._grids}
        own_grids |= {grid for s in service if (grid := self.current_grid(s.grid_id)) is not None}
        # A head is linked to the station, not employed by it (ORG-DG-04, B-40).
        employers = [body for body, tenure in held if body in units and not _leads(tenure, pack)]
        homes = [home for stated in service if (home := self._home(stated)) is not None]
        near = sorted({c for grid in own_grids if (c := self.community_of(grid)) is not None})
        return Actor(
            id=person_ref,
            roles=frozenset(roles or {Role.RES}),
            posts=tuple(HeldPost(tenure.post, body) for body, tenure in held),
            unit=next(iter((*employers, *homes, *near)), None),
            grids=self._with_absorbed(own_grids),
            communities=self._communities(units, pack) | self._with_absorbed(near),
        )

    def scope(self, actor: Actor) -> Scope:
        """Which cases an actor may see: those of its units and all below, those of its grids.

        Who leads a station that stands beside the trees sees what lies under its parent. The top
        body, above every grid of the jurisdiction, sees everything: that includes reports that lie
        nowhere yet.
        """
        known = self._scopes.get(actor)
        if known is None:
            if len(self._scopes) >= _ACTORS:
                self._scopes.clear()
            known = self._scopes[actor] = self._scope(actor)
        return known

    def _scope(self, actor: Actor) -> Scope:
        units = {held.body for held in actor.posts if held.body in self._units}
        if actor.roles & LEADS_A_STATION:
            stations = (self._units[unit] for unit in units)
            units |= {
                own.parent
                for own in stations
                if (own.is_station or own.tree is None) and own.parent is not None
            }
        if actor.roles & SEES_EVERYTHING or any(map(self._is_top, units)):
            return Scope(actor.id, everything=True)
        below = self.below(units)
        return Scope(
            actor.id,
            units=below & self._units.keys(),
            grids=actor.grids | (below & self._grids.keys()),
            communities=below & self._units.keys(),
        )

    def _held(self, body: str, on: date) -> tuple[Tenure, ...]:
        if self._living(body) is None:
            return ()
        return tuple(tenure for tenure in self._tenures.get(body, ()) if tenure.holds(on))

    def _posts_of(self, person_ref: str, on: date) -> list[tuple[str, Tenure]]:
        """Posts held that day with their bodies, the longest held first."""
        held = [
            (body, tenure)
            for body in self._bodies_of.get(person_ref, ())
            for tenure in self._held(body, on)
            if tenure.person_ref == person_ref
        ]
        return sorted(held, key=lambda post: (post[1].from_on, post[0], post[1].post))

    def _service_of(self, person_ref: str, on: date) -> list[Grid.GridStaffed]:
        """Grids served that day, the longest served first."""
        stated = [
            self._staff[grid][person_ref] for grid in self._grids_of.get(person_ref, frozenset())
        ]
        return sorted(
            (one for one in stated if _serves(one, on)), key=lambda one: (one.from_on, one.grid_id)
        )

    def _home(self, stated: Grid.GridStaffed) -> str | None:
        return None if stated.home_unit is None else self.current_unit(stated.home_unit)

    def _sections_up(self, body: str) -> Iterator[str]:
        unit = self._units.get(body)
        while unit is not None:
            yield unit.code
            above = None if unit.parent is None else self.current_unit(unit.parent)
            over = None if above is None else self._units[above]
            unit = over if over and over.level == unit.level else None

    @cached_property
    def _community_levels(self) -> frozenset[str]:
        return frozenset(
            self._units[grid.parent].level
            for grid in self._grids.values()
            if grid.parent in self._units
        )

    def _communities(self, units: Sequence[str], pack: PolicyPack) -> frozenset[str]:
        levels = self._community_levels | {pack.cases.intake.pool}
        return frozenset(
            code
            for code in self.below(units) & self._units.keys()
            if self._units[code].level in levels
        )

    def _is_top(self, unit: str) -> bool:
        return (
            self._units[unit].parent is None
            and bool(self._grids)
            and self._grids.keys() <= self.below({unit})
        )


class DirectoryEvents(Protocol):
    """Where the directory events of a jurisdiction come from."""

    def directory_events(self, jurisdiction: str, after: int) -> Sequence[tuple[int, Event]]:
        """Directory events at positions greater than ``after``, in log order."""
        ...


class DirectoryBehind(RuntimeError):
    """The source of directory events does not reach a position that the log has told of.

    Deciding by what is there would let a revoked right act once more, so nothing is decided.
    """


class DirectoryKeeper:
    """Keeps the newest directory of each jurisdiction in this process. Safe in many threads."""

    def __init__(self, events: DirectoryEvents) -> None:
        self._events = events
        self._snapshots: dict[str, Directory] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._guard = Lock()

    def latest(self, jurisdiction: str) -> Directory | None:
        """The newest directory at hand, which may be old; None: none was asked for yet."""
        return self._snapshots.get(jurisdiction)

    def directory(self, jurisdiction: str, position: int) -> Directory:
        """A directory that has seen the event at this position.

        Args:
            position: ``Opened.directory_position`` of the decision at hand.

        Raises:
            DirectoryBehind: the source does not reach that far.
        """
        known = self._snapshots.get(jurisdiction)
        if known is not None and known.position >= position:
            return known
        with self._guard:
            lock = self._locks[jurisdiction]
        with lock:
            known = self._snapshots.get(jurisdiction, Directory())
            if known.position < position or jurisdiction not in self._snapshots:
                known = known.after(self._events.directory_events(jurisdiction, known.position))
                self._snapshots[jurisdiction] = known
        if known.position < position:
            raise DirectoryBehind(f"{jurisdiction}: {position} wanted, {known.position} reached")
        return known


def _leads(tenure: Tenure, pack: PolicyPack) -> bool:
    return tenure.post in pack.posts and pack.posts[tenure.post].role is Role.HD


def _serves(stated: Grid.GridStaffed, on: date) -> bool:
    return stated.from_on <= on and (stated.to_on is None or on < stated.to_on)


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
