"""Which bodies there are, what lies below what, and who is competent for what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from application.directory.entries import GridEntry, UnitEntry
from domain.calendar.local_time import local_date
from domain.kernel import Event
from domain.organisation.body import Parent, Placement
from domain.organisation.errors import AlreadyFounded, ParentLiesElsewhere, ParentMissing

_ENDINGS = frozenset({"OrgUnitMerged", "OrgUnitDissolved", "GridMerged"})


@dataclass
class Bodies:
    """Units and grids, living or not. Dates are local days (CAL-01).

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

    # --- Duties and sorts ---

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
