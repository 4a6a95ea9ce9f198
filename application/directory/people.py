"""Who holds which post, who serves which grid, and what they may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from application.directory.bodies import Bodies
from application.directory.scope import SEES_EVERYTHING, Scope
from domain.act import Actor, HeldPost
from domain.calendar.local_time import local_date
from domain.grids.grid import Grid
from domain.organisation.tenure import Tenure
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role

_ACTORS = 10_000
"""People of whom a snapshot remembers what they are on a day."""

LEADS_A_STATION = frozenset({Role.HD, Role.DP})
"""Columns that lead a station; one that is no community itself works for the body above it."""


@dataclass
class People(Bodies):
    """People in the posts of bodies and in grids.

    Posts and staff hold from and to the local days stated.
    """

    _tenures: dict[str, tuple[Tenure, ...]] = field(default_factory=dict)
    _bodies_of: dict[str, frozenset[str]] = field(default_factory=dict)
    _staff: dict[str, dict[str, Grid.GridStaffed]] = field(default_factory=dict)
    _grids_of: dict[str, frozenset[str]] = field(default_factory=dict)
    _actors: dict[tuple[str, date, str], Actor] = field(default_factory=dict, compare=False)
    _scopes: dict[Actor, Scope] = field(default_factory=dict, compare=False)

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


def _leads(tenure: Tenure, pack: PolicyPack) -> bool:
    return tenure.post in pack.posts and pack.posts[tenure.post].role is Role.HD


def _serves(stated: Grid.GridStaffed, on: date) -> bool:
    return stated.from_on <= on and (stated.to_on is None or on < stated.to_on)
