"""The one way a question about units, grids and posts goes: permission, then the directory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from application.directory import GridEntry, UnitEntry
from application.errors import BodyNotFound, GridNotFound
from application.queries.asking import QuestionDesk
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of
from application.use_cases.request import Caller
from domain.grids.grid import Grid
from domain.organisation.body import Body
from domain.organisation.tenure import Tenure

if TYPE_CHECKING:
    from application.directory import Directory
    from domain.policy.pack import PolicyPack
    from domain.vocabulary import Role


class BodyKind(StrEnum):
    """What sort of body: an office, or a piece of ground."""

    UNIT = "UNIT"
    GRID = "GRID"


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFilter:
    """Which bodies a list shows; a field left alone admits all.

    Attributes:
        parent: stands directly under this body. ``under``: anywhere under it, itself included.
        ended: merged and dissolved ones as well.
    """

    kind: BodyKind | None = None
    level: str | None = None
    parent: str | None = None
    under: str | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFilter:
    """Which posts a list shows; a field left alone admits all."""

    body: str | None = None
    post: str | None = None
    person_ref: str | None = None


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post of a body with who holds it.

    Attributes:
        role: its column of the permission matrix; None: the pack has no such post any more.
        seats: holders at one time; None: no limit.
        held: in the order of appointment; empty: it is vacant.
    """

    body: str
    post: str
    role: Role | None
    seats: int | None
    held: Sequence[Tenure]


@dataclass(frozen=True, slots=True)
class BodyDetail:
    """One body with its people.

    Attributes:
        version: of the body, for the next command; None: as of an instant.
        below: codes of the living bodies directly below it.
        posts: those that a body of its level has, and those that are held.
        staff: who serves it, if it is a grid.
    """

    entry: UnitEntry | GridEntry
    version: int | None
    below: Sequence[str]
    posts: Sequence[PostLine]
    staff: Sequence[Grid.GridStaffed]


@dataclass(frozen=True, slots=True)
class GridLine:
    """A grid with who serves it and the community it lies in now."""

    entry: GridEntry
    community: str | None
    staff: Sequence[Grid.GridStaffed]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with the units on whose list it stands, by code (CAS-KD-03)."""

    duty: str
    units: Sequence[str]


@dataclass(frozen=True, slots=True)
class Located:
    """The grid a place lies in, and its community."""

    grid: str
    community: str | None


@dataclass(frozen=True, slots=True)
class _Read:
    """The directory a question is about, and the instant that says who holds what."""

    directory: Directory
    pack: PolicyPack
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryDesk(QuestionDesk):
    """Takes every question about the organisation. Safe for many threads.

    Annex C has no line for the directory. The nearest is reading data (``read_directory``), for
    whoever works with cases must find who answers for which ground. A right to one's own data only,
    a resident's, opens nothing here: no body is a resident's own. There is no row scope, because
    duty lists and grids are there to be found by others. ``as_of`` asks for the organisation as
    it stood on one of two axes (ENV-06); posts and service hold on the local day of the instant.

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.
    """

    def list_bodies(
        self,
        jurisdiction: str,
        caller: Caller,
        which: BodyFilter,
        *,
        after: str | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[UnitEntry | GridEntry, str]:
        """Bodies by code. Each names its parent, so that the pages add up to the trees.

        Raises:
            BodyNotFound: there is no body to look under.
        """
        read = self._read(jurisdiction, caller, as_of)
        found = [
            entry for entry in _chosen(read.directory, which) if after is None or entry.code > after
        ]
        return page_of(found[: limit + 1], limit, lambda entry: entry.code)

    def get_body(
        self, jurisdiction: str, caller: Caller, code: str, *, as_of: AsOf | None = None
    ) -> BodyDetail:
        """One body, living or not.

        Raises:
            BodyNotFound.
        """
        read = self._read(jurisdiction, caller, as_of)
        entry = read.directory.body(code)
        if entry is None:
            raise BodyNotFound(code)
        version = None
        if as_of is None:
            body_id = Body.create_id(jurisdiction, code)
            version = len(self.log.open(jurisdiction, [body_id]).histories[body_id])
        return BodyDetail(
            entry,
            version,
            sorted(read.directory.dependants(code)),
            list(_posts(read, entry)),
            read.directory.service(code, read.at) if isinstance(entry, GridEntry) else (),
        )

    def list_grids(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        community: str | None = None,
        after: str | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[GridLine, str]:
        """Living grids by code, with who serves them."""
        read = self._read(jurisdiction, caller, as_of)
        directory = read.directory
        found = [
            entry
            for entry in directory.grids()
            if (after is None or entry.code > after)
            and (community is None or directory.community_of(entry.code) == community)
        ]
        lines = [
            GridLine(
                entry, directory.community_of(entry.code), directory.service(entry.code, read.at)
            )
            for entry in found[: limit + 1]
        ]
        return page_of(lines, limit, lambda line: line.entry.code)

    def list_posts(
        self,
        jurisdiction: str,
        caller: Caller,
        which: PostFilter,
        *,
        after: tuple[str, str] | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[PostLine, tuple[str, str]]:
        """Posts of living bodies by body and post, vacant ones included.

        Raises:
            BodyNotFound: the filter names a body that there is not.
        """
        read = self._read(jurisdiction, caller, as_of)
        if which.body is not None and read.directory.body(which.body) is None:
            raise BodyNotFound(which.body)
        found: list[PostLine] = []
        for entry in read.directory.bodies():
            if which.body not in {None, entry.code} or (after and entry.code < after[0]):
                continue
            found += [
                line
                for line in _posts(read, entry)
                if _is_asked_for(line, which) and (after is None or (line.body, line.post) > after)
            ]
            if len(found) > limit:
                break
        return page_of(found[: limit + 1], limit, lambda line: (line.body, line.post))

    def list_duties(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        unit: str | None = None,
        after: str | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[DutyLine, str]:
        """The duty lists of the living units, by duty (CAS-KD-03)."""
        read = self._read(jurisdiction, caller, as_of)
        units: dict[str, list[str]] = {}
        for entry in read.directory.units():
            for duty in entry.duties:
                units.setdefault(duty, []).append(entry.code)
        found = [
            DutyLine(duty, units[duty])
            for duty in sorted(units)
            if (after is None or duty > after) and (unit is None or unit in units[duty])
        ]
        return page_of(found[: limit + 1], limit, lambda line: line.duty)

    def locate(
        self,
        jurisdiction: str,
        caller: Caller,
        place: str | tuple[float, float],
        *,
        as_of: AsOf | None = None,
    ) -> Located:
        """The grid around a place code or a point (longitude, latitude; WGS84) (CAS-KD-01).

        Raises:
            GridNotFound: no grid covers it.
        """
        directory = self._read(jurisdiction, caller, as_of).directory
        grid = directory.grid_of(place)
        if grid is None:
            raise GridNotFound("around this place")
        return Located(grid, directory.community_of(grid))

    def _read(self, jurisdiction: str, caller: Caller, as_of: AsOf | None) -> _Read:
        asked = self._ask(jurisdiction, caller, "read_directory", own=False)
        at = asked.now if as_of is None else as_of.instant
        return _Read(asked.directory_at(as_of), asked.pack, at)


def _chosen(directory: Directory, which: BodyFilter) -> Iterator[UnitEntry | GridEntry]:
    for top in (which.parent, which.under):
        if top is not None and directory.body(top) is None:
            raise BodyNotFound(top)
    below = None if which.under is None else directory.below({which.under})
    for entry in directory.bodies(ended=which.ended):
        kind = BodyKind.GRID if isinstance(entry, GridEntry) else BodyKind.UNIT
        if (
            which.kind in {None, kind}
            and which.level in {None, entry.level}
            and which.parent in {None, entry.parent}
            and (below is None or entry.code in below)
        ):
            yield entry


def _posts(read: _Read, entry: UnitEntry | GridEntry) -> Iterator[PostLine]:
    """Posts that a body of this level has under the pack, and those that are held in it."""
    held: dict[str, list[Tenure]] = {}
    for tenure in read.directory.tenures(entry.code, read.at):
        held.setdefault(tenure.post, []).append(tenure)
    posts = read.pack.posts
    sits = {name for name, rule in posts.items() if rule.at == entry.level and entry.active}
    for name in sorted(sits | held.keys()):
        rule = posts.get(name)
        yield PostLine(
            entry.code,
            name,
            None if rule is None else rule.role,
            None if rule is None else rule.max,
            held.get(name, ()),
        )


def _is_asked_for(line: PostLine, which: PostFilter) -> bool:
    if which.post not in {None, line.post}:
        return False
    return which.person_ref is None or any(t.person_ref == which.person_ref for t in line.held)
