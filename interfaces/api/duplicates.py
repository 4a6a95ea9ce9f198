"""The route that finds what a report about to be made may repeat (CAS-KD-02)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final, Self

from fastapi import APIRouter, Body
from pydantic import Field, model_validator

from application.errors import GridNotFound
from domain.grids.area import Latitude, Longitude
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.bodies import CommandBody
from interfaces.api.dependencies import Jurisdiction, Reader, WiringDep
from interfaces.api.examples import LIKELY_DUPLICATES, shown
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN
from interfaces.api.views import CaseView, ListView, View

router = APIRouter(tags=["cases"])

_LONGEST: Final = 20_000  # as of a report


class PlannedReport(CommandBody):
    """A report about to be made. It is a body, because what somebody writes, and where, does not
    belong into an address."""

    grid: Code | None = Field(default=None, description="Without it the grid around the point.")
    category: Code | None = None
    text: str | None = Field(default=None, max_length=_LONGEST)
    lon: Longitude | None = Field(default=None, description="Longitude, WGS84.")
    lat: Latitude | None = Field(default=None, description="Latitude, WGS84.")

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("a point has both lon and lat")
        if self.grid is None and self.lon is None:
            raise ValueError("name the grid, or the point")
        return self


class LikelyDuplicateView(View):
    """A case that the report may repeat; a person decides."""

    case: CaseView
    metres: float | None = Field(description="Between both places; null: one is not a point.")
    similarity: float | None = Field(
        description="Share of common character pairs of both texts, 0 to 1; null: no text."
    )


class LikelyDuplicateList(ListView):
    """The most similar cases first; at most twenty."""

    items: list[LikelyDuplicateView]


@router.post(
    "/jurisdictions/{jurisdiction}/likely-duplicates",
    operation_id="find_likely_duplicates",
    summary="Find cases that a report about to be made may repeat",
    responses=problems.responses(*EVERY_ROUTE, GridNotFound, codes=PLAIN),
)
async def find_likely_duplicates(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    body: Annotated[PlannedReport, Body(openapi_examples=shown(LIKELY_DUPLICATES))],
) -> LikelyDuplicateList:
    """Among the cases the caller may see, closed ones included; it changes nothing."""
    find = partial(
        wired.service.queries.suggest_duplicates,
        jurisdiction,
        caller,
        grid=body.grid,
        category=body.category,
        text=body.text,
        lon=body.lon,
        lat=body.lat,
    )
    found = await wired.reads.run(find)
    return LikelyDuplicateList(items=[LikelyDuplicateView.model_validate(one) for one in found])
