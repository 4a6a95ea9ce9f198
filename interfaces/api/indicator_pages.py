"""The route of the page of all indicators."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from application.queries.figures import Group
from domain.calendar.errors import CalendarMissing
from domain.indicators.errors import IndicatorFamilyUnknown
from interfaces.api import problems
from interfaces.api.cohorts import CohortDep
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.whole_pages import PAGE, page_answer
from interfaces.pages.indicator_sheet import AskedFor, indicator_sheet

router = APIRouter(tags=["figures"])


@router.get(
    "/jurisdictions/{jurisdiction}/indicator-sheet.html",
    operation_id="read_indicator_sheet",
    summary="Read all indicators of a period as a page",
    response_class=Response,
    responses={
        **PAGE,
        **problems.responses(
            *EVERY_ROUTE, CalendarMissing, IndicatorFamilyUnknown, codes=PLAIN_READ
        ),
    },
)
async def read_indicator_sheet(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
    by: Annotated[Group, Query(description="What the leagues are of.")] = Group.UNIT,
    family: Annotated[
        str | None,
        Query(
            pattern=r"^[a-z][a-z0-9_]*$", max_length=64, description="Of the catalogue; else all."
        ),
    ] = None,
) -> Response:
    """Each with its value, both sides of its fraction, formula, months as a drawing, its league,
    and links to evidence and files; the cases that were left out, and what cannot be computed.
    Counted over what the caller may see."""
    read = partial(
        wired.service.queries.sheet,
        jurisdiction, caller, by, family=family, cohort=cohort, as_of=as_of,
    )  # fmt: skip
    found = await wired.reads.run(read)
    asked = AskedFor(jurisdiction=jurisdiction, by=by, family=family, cohort=cohort, as_of=as_of)
    return page_answer(await wired.reads.run(partial(indicator_sheet, found, asked)))
