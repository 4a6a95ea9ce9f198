"""Routes of contracts with family doctors, and of shares of residents."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from application.errors import BodyNotFound
from application.queries.resident_shares import ResidentShare, Takes
from application.read_models.doctor_contracts import ContractFilter
from domain.numbers import percent_text
from domain.vocabulary import Code, PersonRef
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import ListRoutes, ServiceEventView, ServiceEvidence
from interfaces.api.refused_here import EVERY_LIST, PLAIN_READ
from interfaces.api.views import View

router = APIRouter()

_ROOT = "/jurisdictions/{jurisdiction}/resident-shares/{body}"
_Body = Annotated[Code, Path(description="Code of the unit or grid.", examples=["c1"])]


class ContractView(View):
    """A contract with a family doctor: that it was signed and what was done, never a finding."""

    code: str = Field(description="Pseudonymous id of the household or person.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    body: str = Field(description="Grid or community in which it was signed.")
    residents: int = Field(description="How many people it is for.")
    face_to_face: bool
    place: str | None = Field(description="Word of the pack.")
    signed_on: date
    items: tuple[int, ...] = Field(description="Numbers of the items that are done.")
    complete: bool = Field(description="Every item of the package is done.")
    completed_on: date | None


class ResidentShareView(View):
    """How many residents take part, against the target of the pack (CAL-06, CAL-07)."""

    takes: Takes
    body: str
    count: int = Field(description="Who takes part, in the body and all below.")
    residents: int | None = Field(description="By the latest base data; null: none say how many.")
    share: str | None = Field(description="With one decimal; judged is the exact fraction.")
    wanted: str = Field(description="The target, with one decimal.")
    wanted_count: int | None = Field(description="The least number that reaches it.")
    met: bool | None = Field(description="Null: without a base nothing is judged.")


class AccountsWantedView(View):
    """How many accounts of a kind there are, against the least number of the pack."""

    kind: str = Field(description="Kind of account, a word of the pack.")
    count: int
    wanted: int
    met: bool


class VolunteerTargetList(View):
    """Every kind of account of which the pack wants so many."""

    items: list[AccountsWantedView]


class ResidentShareList(View):
    """Every share that the pack sets a target for."""

    items: list[ResidentShareView]


async def _which(
    holder: Annotated[PersonRef | None, Query(description="Household or person.")] = None,
    body: Annotated[Code | None, Query(description="Grid or community.")] = None,
    complete: Annotated[bool | None, Query(description="Whether all items are done.")] = None,
    without: Annotated[
        int | None, Query(ge=1, le=100, description="Number of an item that is not done.")
    ] = None,
) -> ContractFilter:
    return ContractFilter(code=holder, body=body, complete=complete, without=without)


ListRoutes(
    name="read_doctor_contracts",
    path="/doctor-contracts",
    tag="health",
    what="contracts with family doctors",
    told="Contracts by holder, of one's bodies and all below; a resident's own.",
    desk=lambda service: service.doctor_contracts,
    which=_which,
    item=ContractView,
).add_to(router)


@router.get(
    _ROOT,
    operation_id="read_resident_shares",
    summary="Read how many residents take part",
    tags=["health"],
    responses=problems.responses(*EVERY_LIST, BodyNotFound, codes=PLAIN_READ),
)
async def read_resident_shares(
    jurisdiction: Jurisdiction, body: _Body, caller: Reader, wired: WiringDep, as_of: AsOfDep
) -> ResidentShareList:
    """Volunteers and contracts with family doctors, each against the target of the pack."""
    read = partial(wired.service.shares.shares, jurisdiction, caller, body, as_of=as_of)
    return ResidentShareList(items=[_view(share) for share in await wired.reads.run(read)])


@router.get(
    "/jurisdictions/{jurisdiction}/volunteer-targets/{body}",
    operation_id="read_volunteer_targets",
    summary="Read whether there are enough volunteers",
    tags=["volunteers"],
    responses=problems.responses(*EVERY_LIST, BodyNotFound, codes=PLAIN_READ),
)
async def read_volunteer_targets(
    jurisdiction: Jurisdiction, body: _Body, caller: Reader, wired: WiringDep, as_of: AsOfDep
) -> VolunteerTargetList:
    """Of a body and all below. The events behind a count: `/volunteers/evidence?kind=…`."""
    read = partial(wired.service.shares.accounts, jurisdiction, caller, body, as_of=as_of)
    found = await wired.reads.run(read)
    return VolunteerTargetList(items=[AccountsWantedView.model_validate(one) for one in found])


@router.get(
    f"{_ROOT}/evidence",
    operation_id="read_resident_shares_evidence",
    summary="List the events behind a share of residents",
    tags=["health"],
    responses=problems.responses(*EVERY_LIST, BodyNotFound, codes=PLAIN_READ),
)
async def read_resident_shares_evidence(
    jurisdiction: Jurisdiction,
    body: _Body,
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    takes: Annotated[Takes, Query(description="Which share.")],
    after: Annotated[int, Query(ge=0, lt=2**53, description="Position to go on after.")] = 0,
) -> ServiceEvidence:
    """Who takes part and the base data, by position; `next` is the last of them, as `after`."""
    limit = 1_000
    read = partial(
        wired.service.shares.evidence,
        jurisdiction,
        caller,
        body,
        takes,
        after=after,
        limit=limit,
        as_of=as_of,
    )
    found = await wired.reads.run(read)
    return ServiceEvidence(
        items=[ServiceEventView.model_validate(event) for event in found],
        next=str(found[-1].position) if len(found) == limit else None,
    )


def _view(share: ResidentShare) -> ResidentShareView:
    return ResidentShareView(
        takes=share.takes,
        body=share.body,
        count=share.count,
        residents=share.residents,
        share=None if share.share is None else percent_text(share.share),
        wanted=percent_text(share.wanted),
        wanted_count=share.wanted_count,
        met=share.met,
    )
