"""Routes that read communities, and the histories of all that is no case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from application.errors import BodyNotFound
from application.queries.bodies_desk import Subject
from application.read_models.communities import CommunityFilter
from domain.communities.errors import CommunityNotDefined
from domain.kernel import DomainError
from domain.party_branches.errors import BranchNotProposed, MemberUnknown
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import EventView, HistoryView, ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}"
_MOST: Final = 500
_MOST_EVENTS: Final = 1_000

router = APIRouter()


class CommunityView(View):
    """A community."""

    version: int = Field(description="Its version, as `If-Match` takes it.")
    code: str = Field(description="Code of the community and of its body.")
    households: int
    kind: str | None = Field(description="A word of the pack; null: it tells none apart.")
    deviations: tuple[str, ...] = Field(description="Ratios that its size does not keep.")
    shared_unit: int | None = Field(description="City unit of a shared community; null: of none.")
    due: tuple[str, ...] = Field(
        description="Housing areas and what is to be founded for each.", examples=[["e1 RC"]]
    )
    undecided: tuple[str, ...] = Field(
        description="Housing areas that no clause covers and that wait for a decision by hand."
    )
    workers: int | None = Field(description="Full-time workers at the last count; null: none.")
    counted_on: date | None = Field(description="Local day of that count.")
    workers_deviations: tuple[str, ...] = Field(description="Ratios that the count does not keep.")
    musts_missed: int | None = Field(description="How many of these must be kept.")
    safe_sites: int = Field(description="How many sites were named safe.")
    safe_kinds: tuple[str, ...] = Field(description="Of which kinds they are.")
    plates: int | None = Field(description="Plates outside at the last inspection.")
    plates_wanted: int | None = Field(description="How many there should have been.")


class CommunityListView(ListView):
    """One page of the communities."""

    items: list[CommunityView]


class CommunityEventView(View):
    """An event that a row was folded from."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="What it happened to.")
    event: str = Field(description="Catalogue name.")


class CommunityEvidence(ListView):
    """One page of the events behind the list, in the order of the log."""

    items: list[CommunityEventView]


async def _which(
    code: Annotated[Code | None, Query(description="Its code.")] = None,
    kind: Annotated[Code | None, Query(description="A kind of the pack.")] = None,
    deviates: Annotated[bool | None, Query(description="Whether a ratio is not kept.")] = None,
    undecided: Annotated[bool | None, Query(description="Whether a decision waits.")] = None,
) -> CommunityFilter:
    return CommunityFilter(code=code, kind=kind, deviates=deviates, undecided=undecided)


WhichDep = Annotated[CommunityFilter, Depends(_which)]


@router.get(
    f"{_ROOT}/communities",
    operation_id="list_communities",
    summary="List communities",
    tags=["communities"],
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_communities(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> CommunityListView:
    """Communities by code: size, kind, what their housing calls for, staff, safe sites."""
    same_list = cursors.list_id("communities", which, as_of)
    read = partial(
        wired.service.bodies.communities,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, str),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return CommunityListView(
        items=[CommunityView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/communities/evidence",
    operation_id="read_communities_evidence",
    summary="List the events behind the communities",
    tags=["communities"],
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_communities_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[
        int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")
    ] = 1_000,
) -> CommunityEvidence:
    """Every event of what the same filters show, in the order of the log."""
    same_list = cursors.list_id("communities_evidence", which, as_of)
    read = partial(
        wired.service.bodies.evidence,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return CommunityEvidence(
        items=[CommunityEventView.model_validate(event) for event in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


_HISTORIES: Final[Mapping[str, tuple[Subject, str, str, type[DomainError]]]] = {
    "bodies": (Subject.BODY, "body", "organisation", BodyNotFound),
    "communities": (Subject.COMMUNITY, "community", "communities", CommunityNotDefined),
    "branches": (Subject.BRANCH, "branch", "branches", BranchNotProposed),
    "members": (Subject.MEMBER, "member", "branches", MemberUnknown),
}
"""By the word in the path: what it is, what it is called, its tag, and the refusal of none."""


def _history_of(of: Subject) -> Callable[..., Awaitable[HistoryView]]:
    async def endpoint(
        jurisdiction: Jurisdiction,
        code: Any,
        caller: Reader,
        wired: WiringDep,
        as_of: AsOfDep,
    ) -> HistoryView:
        read = partial(wired.service.bodies.history, jurisdiction, caller, of, code, as_of=as_of)
        entries = await wired.reads.run(read)
        return HistoryView(items=[EventView.model_validate(entry) for entry in entries])

    described = Path(description="Its code; of a member the pseudonymous id.", examples=["c1"])
    endpoint.__annotations__["code"] = Annotated[Code, described]
    return endpoint


for _word, (_of, _name, _tag, _absent) in _HISTORIES.items():
    router.add_api_route(
        f"{_ROOT}/{_word}/{{code}}/history",
        _history_of(_of),
        methods=["GET"],
        operation_id=f"read_{_name}_history",
        summary=f"Read the history of a {_name}",
        description="Every event with its envelope, and its corrections beside it.",
        tags=[_tag],
        responses=problems.responses(*EVERY_ROUTE, _absent, codes=PLAIN_READ),
    )
