"""The route of the organisation chart."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from application.errors import BodyNotFound
from domain.organisation.errors import TreeUnknown
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.organisation_chart import AT_ONCE, organisation_chart

_SVG: Final = "image/svg+xml"
_DEEPEST: Final = 12
_MOST_AT_ONCE: Final = 500

router = APIRouter(tags=["organisation"])


@router.get(
    "/jurisdictions/{jurisdiction}/organisation/chart.svg",
    operation_id="read_organisation_chart",
    summary="Draw the organisation",
    response_class=Response,
    responses={
        HTTPStatus.OK: {"content": {_SVG: {"schema": {"type": "string"}}}},
        **problems.responses(*EVERY_ROUTE, BodyNotFound, TreeUnknown, codes=PLAIN_READ),
    },
)
async def read_organisation_chart(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    tree: Annotated[
        Code | None, Query(description="Hierarchy of the pack; else everything.")
    ] = None,
    under: Annotated[
        Code | None, Query(description="This body and what stands below it; else everything.")
    ] = None,
    depth: Annotated[
        int, Query(ge=1, le=_DEEPEST, description="Levels that are drawn; deeper ones are counted.")
    ] = 6,
    at_once: Annotated[
        int,
        Query(
            ge=1,
            le=_MOST_AT_ONCE,
            description="Bodies of one level under one parent that are drawn; further ones are "
            "counted, those with something missing last.",
        ),
    ] = AT_ONCE,
) -> Response:
    """The living bodies with their posts, and in red what is missing; labels are Chinese."""
    read = partial(wired.service.coverage.chart, jurisdiction, caller, under=under, as_of=as_of)
    chart = await wired.reads.run(read)
    if tree is not None and tree not in chart.pack.hierarchies:
        raise TreeUnknown(tree)
    drawn = organisation_chart(chart, tree=tree, depth=depth, at_once=at_once)
    return Response(drawn, media_type=_SVG)
