"""Routes that read the organisation: bodies, grids, posts, duties, and where a place lies."""

from __future__ import annotations

from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from pydantic import Field, model_validator

from application.directory import GridEntry, UnitEntry
from application.errors import BodyNotFound, GridNotFound
from application.queries.directory_desk import BodyFilter, BodyKind, PostFilter
from domain.grids.area import Area, Latitude, Longitude
from domain.grids.grid import StaffKind
from domain.vocabulary import Code, PersonRef, Role
from interfaces.api import cursors, problems
from interfaces.api.bodies import CommandBody
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep, etag
from interfaces.api.examples import LOCATE, shown
from interfaces.api.receipts import RECEIPT_HEADERS
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}"
_MOST: Final = 500

router = APIRouter(tags=["organisation"])


class BodyView(View):
    """A unit or a grid. Its parent is named as founded; one that was merged goes on as another."""

    kind: BodyKind
    code: str
    label: str | None = Field(description="Its name for people.")
    org_type: str | None = Field(description="What sort of body; null for grids.")
    tree: str | None = Field(description="Hierarchy of the pack; null: beside the trees.")
    level: str
    parent: str | None
    active: bool = Field(description="It goes on under its own code.")
    merged_into: str | None
    duties: list[str] = Field(description="Its duty list; of grids empty.")
    counterpart_for: list[str] = Field(description="Units it is the counterpart of (CAS-DG-06).")
    leader: str | None = Field(description="The leader linked to it (ORG-DG-05).")


class BodyList(ListView):
    """One page of bodies. Each names its parent, so that the pages add up to the trees."""

    items: list[BodyView]


class HolderView(View):
    """One person in a post for one period of local days."""

    person_ref: str
    from_on: date
    to_on: date | None = Field(description="First local day without it; null: no end is known.")


class PostView(View):
    """A post of a body with who holds it."""

    body: str
    post: str
    role: Role | None = Field(description="Its column of the permission matrix.")
    seats: int | None = Field(description="Holders at one time; null: no limit.")
    held: list[HolderView] = Field(description="Empty: it is vacant.")


class PostList(ListView):
    """One page of posts, vacant ones included."""

    items: list[PostView]


class StaffView(View):
    """How a person serves a grid (ORG-KD-03)."""

    person_ref: str
    staff_kind: StaffKind
    source: int | None
    home_unit: str | None
    from_on: date
    to_on: date | None


class BodyDetailView(BodyView):
    """One body with its people, and with its ground if it is a grid."""

    version: int | None = Field(description="Its ETag; null as of an instant.")
    below: list[str] = Field(description="Living bodies directly below it.")
    posts: list[PostView]
    staff: list[StaffView]
    area: Area | None
    places: list[str]


class GridView(View):
    """A grid with who serves it."""

    code: str
    label: str | None
    community: str | None = Field(description="The community it lies in now.")
    staff: list[StaffView]


class GridList(ListView):
    """One page of grids."""

    items: list[GridView]


class DutyView(View):
    """A duty with the units on whose list it stands (CAS-KD-03)."""

    duty: str
    units: list[str]


class DutyList(ListView):
    """One page of duty tables."""

    items: list[DutyView]


class Place(CommandBody):
    """A place code, or a point. It is a body, because an address is kept in many logs."""

    place_code: Code | None = None
    lon: Longitude | None = Field(default=None, description="Longitude, WGS84.")
    lat: Latitude | None = Field(default=None, description="Latitude, WGS84.")

    @model_validator(mode="after")
    def _is_one_place(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("a point has both lon and lat")
        if (self.place_code is None) == (self.lon is None):
            raise ValueError("name a place code or a point, and not both")
        return self


class LocatedView(View):
    """The grid a place lies in, and its community."""

    grid: str
    community: str | None


def _facts(entry: UnitEntry | GridEntry) -> dict[str, Any]:
    unit = entry if isinstance(entry, UnitEntry) else None
    return {
        "kind": BodyKind.GRID if unit is None else BodyKind.UNIT,
        "code": entry.code,
        "label": entry.label,
        "org_type": unit and unit.org_type,
        "tree": entry.tree,
        "level": entry.level,
        "parent": entry.parent,
        "active": entry.active,
        "merged_into": entry.merged_into,
        "duties": sorted(unit.duties) if unit else [],
        "counterpart_for": sorted(unit.counterpart_for) if unit else [],
        "leader": unit and unit.leader,
    }


async def _bodies(
    kind: Annotated[BodyKind | None, Query(description="Units or grids only.")] = None,
    level: Annotated[Code | None, Query(description="At this level.")] = None,
    parent: Annotated[Code | None, Query(description="Directly under this body.")] = None,
    under: Annotated[
        Code | None, Query(description="Anywhere under this body, itself included.")
    ] = None,
    ended: Annotated[bool, Query(description="Merged and dissolved ones as well.")] = False,  # noqa: FBT002 - a query parameter has a name
) -> BodyFilter:
    return BodyFilter(kind=kind, level=level, parent=parent, under=under, ended=ended)


@router.get(
    f"{_ROOT}/bodies",
    operation_id="list_bodies",
    summary="List units and grids",
    responses=problems.responses(*EVERY_LIST, BodyNotFound, codes=PLAIN_READ),
)
async def list_bodies(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: Annotated[BodyFilter, Depends(_bodies)],
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> BodyList:
    """The trees as a flat list by code; ``parent`` opens one branch, ``under`` all of it."""
    same_list = cursors.list_id("bodies", which, as_of)
    read = partial(
        wired.service.directory.list_bodies,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, str),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return BodyList(
        items=[BodyView(**_facts(entry)) for entry in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/bodies/{{code}}",
    name="get_body",
    operation_id="get_body",
    summary="Read a unit or grid",
    responses={
        HTTPStatus.OK: {"headers": {"ETag": RECEIPT_HEADERS["ETag"]}},
        **problems.responses(*EVERY_ROUTE, BodyNotFound, codes=PLAIN_READ),
    },
)
async def get_body(
    jurisdiction: Jurisdiction,
    code: Annotated[Code, Path(description="Code of the unit or grid.", examples=["c1"])],
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    response: Response,
) -> BodyDetailView:
    """One body with posts, holders and staff; or how it stood at ``as_of``, without an ETag."""
    read = partial(wired.service.directory.get_body, jurisdiction, caller, code, as_of=as_of)
    found = await wired.reads.run(read)
    if found.version is not None:
        response.headers["ETag"] = etag(found.version)
    entry = found.entry
    return BodyDetailView(
        **_facts(entry),
        version=found.version,
        below=list(found.below),
        posts=[PostView.model_validate(post) for post in found.posts],
        staff=[StaffView.model_validate(one) for one in found.staff],
        area=entry.area if isinstance(entry, GridEntry) else None,
        places=sorted(entry.places) if isinstance(entry, GridEntry) else [],
    )


@router.get(
    f"{_ROOT}/grids",
    operation_id="list_grids",
    summary="List grids with who serves them",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_grids(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    as_of: AsOfDep,
    community: Annotated[Code | None, Query(description="In this community.")] = None,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> GridList:
    """Living grids by code; a grid without staff is unstaffed."""
    same_list = cursors.list_id("grids", community, as_of)
    read = partial(
        wired.service.directory.list_grids,
        jurisdiction,
        caller,
        community=community,
        after=cursors.decoded(cursor, same_list, str),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return GridList(
        items=[
            GridView(
                code=line.entry.code,
                label=line.entry.label,
                community=line.community,
                staff=[StaffView.model_validate(one) for one in line.staff],
            )
            for line in page.items
        ],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


async def _posts(
    body: Annotated[Code | None, Query(description="Of this unit or grid.")] = None,
    post: Annotated[Code | None, Query(description="Id of a post of the pack.")] = None,
    person: Annotated[PersonRef | None, Query(description="Held by this person.")] = None,
) -> PostFilter:
    return PostFilter(body=body, post=post, person_ref=person)


@router.get(
    f"{_ROOT}/posts",
    operation_id="list_posts",
    summary="List posts with their holders",
    responses=problems.responses(*EVERY_LIST, BodyNotFound, codes=PLAIN_READ),
)
async def list_posts(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: Annotated[PostFilter, Depends(_posts)],
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> PostList:
    """Posts of living bodies by body and post; one that nobody holds is vacant."""
    same_list = cursors.list_id("posts", which, as_of)
    read = partial(
        wired.service.directory.list_posts,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, tuple[str, str]),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return PostList(
        items=[PostView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/duties",
    operation_id="list_duties",
    summary="List duties with the competent units",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_duties(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    as_of: AsOfDep,
    unit: Annotated[Code | None, Query(description="Duties on the list of this unit.")] = None,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> DutyList:
    """Whoever says "not our responsibility" finds here whose it is (CAS-KD-03)."""
    same_list = cursors.list_id("duties", unit, as_of)
    read = partial(
        wired.service.directory.list_duties,
        jurisdiction,
        caller,
        unit=unit,
        after=cursors.decoded(cursor, same_list, str),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return DutyList(
        items=[DutyView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.post(
    f"{_ROOT}/locate",
    operation_id="locate",
    summary="Find the grid a place lies in",
    responses=problems.responses(*EVERY_ROUTE, GridNotFound, codes=PLAIN),
)
async def locate(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    body: Annotated[Place, Body(openapi_examples=shown(LOCATE))],
) -> LocatedView:
    """The living grid around a place code or a point, whatever was merged into it (CAS-KD-01); it
    changes nothing."""
    if body.lon is not None and body.lat is not None:
        place: str | tuple[float, float] = (body.lon, body.lat)
    else:
        assert body.place_code is not None, "a place is one or the other"
        place = body.place_code
    find = partial(wired.service.directory.locate, jurisdiction, caller, place, as_of=as_of)
    return LocatedView.model_validate(await wired.reads.run(find))
