"""Routes that read communities, and the histories of all that is no case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query
from pydantic import Field

from application.errors import BodyNotFound
from application.queries.bodies_desk import Subject
from application.queries.community_desk import CommunityCursor
from application.read_models.communities import CommunityFilter
from domain.communities.errors import CommunityNotDefined
from domain.kernel import DomainError
from domain.party_branches.errors import BranchNotProposed, MemberUnknown
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import EvidenceRoute, PageRoute, RowEvent
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import EventView, HistoryView, ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}"

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


class CommunityEventView(RowEvent):
    """An event that a row was folded from."""


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


PageRoute(
    name="list_communities",
    path="/communities",
    tag="communities",
    summary="List communities",
    told="Communities by code: size, kind, what their housing calls for, staff, safe sites.",
    asks=lambda service: service.communities.rows,
    which=_which,
    place=CommunityCursor,
    page=CommunityListView,
    first=200,
    most=500,
).add_to(router)


EvidenceRoute(
    name="read_communities_evidence",
    path="/communities/evidence",
    tag="communities",
    summary="List the events behind the communities",
    asks=lambda service: service.communities.evidence,
    which=_which,
    page=CommunityEvidence,
).add_to(router)


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
