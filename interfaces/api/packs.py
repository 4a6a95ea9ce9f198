"""Routes that read jurisdictions and their policy packs (ENV-03)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from domain.policy.pack import PolicyPack
from domain.policy.provenance import Leaf
from domain.vocabulary import Role
from interfaces.api import cursors, problems
from interfaces.api.dependencies import BearerDep, Day, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions"
_MOST: Final = 500

router = APIRouter(tags=["policy"])

OnDay = Annotated[
    Day | None, Query(description="The pack in force on this local day; without it today.")
]


class JurisdictionView(View):
    """A jurisdiction: a body that runs one policy pack."""

    jurisdiction: str
    pack_id: str = Field(description="Its pack, for ever; versions change.", examples=["daguan"])


class JurisdictionList(ListView):
    """One page of jurisdictions."""

    items: list[JurisdictionView]


class JurisdictionDetailView(JurisdictionView):
    """One jurisdiction with what decides there today."""

    pack: str = Field(description="The pack in force, id@version.", examples=["daguan@2020.1"])
    calendar_version: str = Field(description="Version of the working-day tables (CAL-03).")


class LabelView(View):
    """What people read instead of a code."""

    zh: str
    en: str


class PackPostView(View):
    """A post of the pack."""

    post: str
    role: Role
    at: str | None = Field(description="Level of the body it belongs to.")
    seats: int | None = Field(description="Holders at one time in one body; null: no limit.")


class PackView(View):
    """A version of a policy pack: who made it, when it holds, and the words it uses."""

    pack: str = Field(description="Id@version, as every event stores it.")
    title: str
    source: str
    status: str | dict[str, str] = Field(description="Standing of its sources.")
    effective_from: date
    effective_to: date | None = Field(description="Last day in force; null: no end is set.")
    levels: list[str] = Field(description="Levels of cases, the lowest first.")
    modes: list[str] = Field(description="Ways to give a case out.")
    categories: list[str]
    serious_kinds: list[str] = Field(description="Kinds of the zero counters.")
    posts: list[PackPostView]
    labels: dict[str, LabelView] = Field(description="By code.")
    assumptions: int = Field(description="Values that no source gives and this pack chose.")


class PackValueView(View):
    """One value of a pack with where it comes from; null: the feature is off."""

    path: str = Field(examples=["cases.clocks.CLK-DG-A.n"])
    value: Leaf
    rule: str | None = Field(description="Rule or section of the rulebook.")
    source: str | None = Field(description="Document and section; null: no source says it.")
    status: str | None = Field(description="Standing of the source.")
    assumption: str | None = Field(description="Why it was chosen where the sources are silent.")


class PackValueList(ListView):
    """One page of the values of a pack, in the order of its file."""

    pack: str = Field(description="Id@version.")
    items: list[PackValueView]


@router.get(
    _ROOT,
    operation_id="list_jurisdictions",
    summary="List the jurisdictions a token is good for",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_jurisdictions(
    bearer: BearerDep,
    wired: WiringDep,
    request: Request,
    response: Response,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> JurisdictionList:
    """By name. A token that names jurisdictions shows these and no other."""
    good_for = bearer.jurisdictions
    same_list = cursors.list_id("jurisdictions", good_for)
    read = partial(
        wired.service.policies.list_jurisdictions,
        bearer.caller,
        among=good_for,
        after=cursors.decoded(cursor, same_list, str),
        limit=limit,
    )
    page = await wired.reads.run(read)
    return JurisdictionList(
        items=[JurisdictionView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/{{jurisdiction}}",
    operation_id="get_jurisdiction",
    summary="Read a jurisdiction",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def get_jurisdiction(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep
) -> JurisdictionDetailView:
    """Its pack and its calendar as they decide today."""
    read = partial(wired.service.policies.get_jurisdiction, jurisdiction, caller)
    found = await wired.reads.run(read)
    return JurisdictionDetailView(
        jurisdiction=found.jurisdiction,
        pack_id=found.pack.meta.id,
        pack=found.pack.ref,
        calendar_version=found.calendar.version,
    )


@router.get(
    f"{_ROOT}/{{jurisdiction}}/pack",
    operation_id="get_pack",
    summary="Read the policy pack in force",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def get_pack(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, on: OnDay = None
) -> PackView:
    """New cases come under this version; a case keeps the one it was reported under (ENV-03)."""
    read = partial(wired.service.policies.pack, jurisdiction, caller, on=on)
    return _pack_view(await wired.reads.run(read))


@router.get(
    f"{_ROOT}/{{jurisdiction}}/pack/values",
    operation_id="list_pack_values",
    summary="List the values of the policy pack in force with their sources",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_pack_values(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    on: OnDay = None,
    path: Annotated[
        str,
        Query(
            max_length=200,
            description="Dotted path; values at it or below.",
            examples=["cases.clocks"],
        ),
    ] = "",
    assumptions: Annotated[bool, Query(description="Only what no source says.")] = False,  # noqa: FBT002 - a query parameter has a name
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> PackValueList:
    """Each value with its rule and source; what is an assumption says so."""
    same_list = cursors.list_id("pack_values", on, path, assumptions)
    read = partial(
        wired.service.policies.pack_values,
        jurisdiction,
        caller,
        path=path,
        assumptions=assumptions,
        on=on,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
    )
    pack, page = await wired.reads.run(read)
    return PackValueList(
        pack=pack.ref,
        items=[PackValueView.model_validate(value) for value in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


def _pack_view(pack: PolicyPack) -> PackView:
    return PackView(
        pack=pack.ref,
        title=pack.meta.title,
        source=pack.meta.source,
        status=pack.meta.status,
        effective_from=pack.meta.effective_from,
        effective_to=pack.meta.effective_to,
        levels=list(pack.cases.levels),
        modes=list(pack.cases.routes),
        categories=list(pack.cases.categories),
        serious_kinds=list(pack.cases.serious_kinds),
        posts=[
            PackPostView(post=name, role=rule.role, at=rule.at, seats=rule.max)
            for name, rule in pack.posts.items()
        ],
        labels={code: LabelView.model_validate(label) for code, label in pack.labels.items()},
        assumptions=len(pack.assumptions()),
    )
