"""Routes of estates and their companies: files, grades, scores, ranks, the replacement list."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from application.queries.property_desk import EstateCursor, LeagueFilter, LeagueLine
from application.read_models.pages import Page
from application.read_models.property_league import EstateFilter, PremisesState
from domain.vocabulary import CalendarYear, Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View
from interfaces.exports.sheets import guarded

_ESTATES: Final = "/jurisdictions/{jurisdiction}/estates"
_LEAGUE: Final = "/jurisdictions/{jurisdiction}/property-league"
_MOST: Final = 200
_MOST_EVENTS: Final = 1_000
_HEAD: Final = (
    "estate", "body", "company", "year", "period", "grade", "original_grade", "vetoed", "posted_on",
    "score", "streak", "composite", "rank", "ranked", "listed_on", "notice_posted_on",
)  # fmt: skip

router = APIRouter(tags=["property"])


class EstateView(View):
    """An estate and its file. Areas are in m²."""

    aggregate_id: UUID = Field(description="Its id.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    estate: str = Field(description="Its code, as it stands in the path of its commands.")
    body: str = Field(description="Body in which it lies.")
    company: str | None = Field(description="Company that manages it; null: none is filed.")
    buildings: int | None
    households: int | None
    condition: str | None = Field(description="Word of the pack.")
    mode: str | None = Field(description="How it is managed, a word of the pack.")
    missing: tuple[str, ...] = Field(
        description="What the pack asks for and the file does not hold; empty: it is complete."
    )
    gfa: Decimal | None = Field(description="Total floor area; null: never measured.")
    area: Decimal | None = Field(description="Area of the company's rooms.")
    needed: Decimal | None = Field(description="The least that there has to be.")
    premises: PremisesState | None
    rooms: int = Field(description="Rooms in the ledger of rooms.")
    proposals: tuple[str, ...] = Field(
        description="Rooms out of control, each with what is proposed, as `room=proposal`."
    )
    notices: tuple[str, ...] = Field(
        description="Orders for which the company was named unwelcome."
    )
    notice_posted_on: date | None = Field(description="Local day of the last notice.")
    notice_company: str | None = Field(description="Company that the last notice names.")


class EstateList(ListView):
    """One page of the estates."""

    items: list[EstateView]


class LeaguePeriodView(View):
    """How an estate did in one period."""

    period: str = Field(description="Its name, such as `2021Q1`.")
    company: str | None
    grade: str | None = Field(description="The grade that holds; null: not graded.")
    original_grade: str | None = Field(description="The grade that a veto overrides.")
    vetoed: bool
    posted_on: date | None = Field(description="Local day on which the grade was posted.")
    score: Decimal | None = Field(description="Score of its inspection; null: none was held.")


class LeagueLineView(View):
    """How an estate stands in a year."""

    estate: str
    body: str
    company: str | None
    year: int
    periods: list[LeaguePeriodView]
    streak: int = Field(description="Bad grades in a row at the end, of the company graded last.")
    composite: Decimal | None = Field(
        description="Mean of the scores, one decimal, half-up; a missed inspection is no zero."
    )
    inspected: int = Field(description="Scores behind the composite.")
    missed: int | None = Field(description="Inspections not held; null: the year is not ranked.")
    rank: int | None = Field(description="Place; equal composites share it. Null: none.")
    ranked: int | None = Field(description="How many estates are ranked.")
    listed_on: date | None = Field(description="On the replacement list since this local day.")
    notice_posted_on: date | None = Field(description="When its company was named unwelcome.")
    notice_company: str | None
    complete: bool = Field(description="Its file holds all that the pack asks for.")


class LeagueView(ListView):
    """One page of the league."""

    items: list[LeagueLineView]


class PropertyEventView(View):
    """An event that a line was folded from."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="What it happened to.")
    event: str = Field(description="Catalogue name.")


class PropertyEvidence(ListView):
    """One page of the events behind the lines, in the order of the log."""

    items: list[PropertyEventView]


async def _estates(
    estate: Annotated[Code | None, Query(description="Code of the estate.")] = None,
    body: Annotated[Code | None, Query(description="Body in which it lies.")] = None,
    company: Annotated[Code | None, Query(description="Company that manages it.")] = None,
    condition: Annotated[Code | None, Query(description="Word of the pack.")] = None,
    mode: Annotated[Code | None, Query(description="How it is managed.")] = None,
    premises: Annotated[PremisesState | None, Query(description="How large the rooms are.")] = None,
    complete: Annotated[bool | None, Query(description="Whether its file is complete.")] = None,
    unwelcome: Annotated[
        bool | None, Query(description="Whether its company was named unwelcome.")
    ] = None,
) -> EstateFilter:
    return EstateFilter(
        estate=estate,
        body=body,
        company=company,
        condition=condition,
        mode=mode,
        premises=premises,
        complete=complete,
        unwelcome=unwelcome,
    )


async def _league(
    year: Annotated[CalendarYear, Query(description="Year of the league.")],
    estate: Annotated[Code | None, Query(description="Code of the estate.")] = None,
    body: Annotated[Code | None, Query(description="Body in which it lies.")] = None,
    company: Annotated[Code | None, Query(description="Company that manages it.")] = None,
    listed: Annotated[bool | None, Query(description="On the replacement list.")] = None,
    unwelcome: Annotated[
        bool | None, Query(description="Whether its company was named unwelcome.")
    ] = None,
) -> LeagueFilter:
    return LeagueFilter(
        year=year, estate=estate, body=body, company=company, listed=listed, unwelcome=unwelcome
    )


EstatesDep = Annotated[EstateFilter, Depends(_estates)]
LeagueDep = Annotated[LeagueFilter, Depends(_league)]
Limit = Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")]
EventLimit = Annotated[int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")]


@router.get(
    _ESTATES,
    operation_id="read_estates",
    summary="List estates with their files, premises and rooms",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_estates(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: EstatesDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Limit = 50,
) -> EstateList:
    """The estates in one's bodies and all below, by code."""
    same_list = cursors.list_id("estates", which, as_of)
    read = partial(
        wired.service.estates.estates,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, EstateCursor),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return EstateList(
        items=[EstateView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ESTATES}/evidence",
    operation_id="read_estates_evidence",
    summary="List the events behind the estates",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_estates_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: EstatesDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> PropertyEvidence:
    """Every event of what the same filters show, in the order of the log."""
    same_list = cursors.list_id("estates_evidence", which, as_of)
    read = partial(
        wired.service.estates.estate_evidence,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return PropertyEvidence(
        items=[PropertyEventView.model_validate(event) for event in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    _LEAGUE,
    operation_id="read_property_league",
    summary="Read the property league of a year",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_property_league(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: LeagueDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Limit = 50,
) -> LeagueView:
    """Grades, vetoes, streaks, scores, composite and place of each estate, by its code; the last
    of a year's ranking stand on the replacement list."""
    same_list = cursors.list_id("property_league", which, as_of)
    read = partial(
        wired.service.estates.league,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, EstateCursor),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return LeagueView(
        items=[LeagueLineView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_LEAGUE}/evidence",
    operation_id="read_property_league_evidence",
    summary="List the events behind the property league",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_property_league_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: LeagueDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> PropertyEvidence:
    """The files of these estates, what was graded and scored up to the end of the year, and the
    rankings of the year, in the order of the log."""
    same_list = cursors.list_id("property_league_evidence", which, as_of)
    read = partial(
        wired.service.estates.league_evidence,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return PropertyEvidence(
        items=[PropertyEventView.model_validate(event) for event in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_LEAGUE}.csv",
    operation_id="export_property_league",
    summary="Export the property league of a year as CSV",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "A line for each estate and period, by estate; UTF-8 (RFC 4180).",
            "content": {"text/csv": {"schema": {"type": "string"}}},
        },
        **problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
    },
)
async def export_property_league(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, which: LeagueDep, as_of: AsOfDep
) -> StreamingResponse:
    """The whole league, page by page. A cell that a spreadsheet would take for a formula begins
    with an apostrophe."""
    read = partial(
        wired.service.estates.league, jurisdiction, caller, which, limit=_MOST, as_of=as_of
    )
    first = await wired.reads.run(read)

    async def lines() -> AsyncIterator[str]:
        page: Page[LeagueLine, EstateCursor] = first
        yield _written([_HEAD])
        while True:
            yield _written([row for line in page.items for row in _rows(line)])
            if page.next is None:
                return
            page = await wired.reads.run(partial(read, after=page.next))

    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8")


def _rows(line: LeagueLine) -> Sequence[Sequence[object]]:
    """A row for each period of an estate; one without periods has a row, too."""
    of_estate = (line.estate, line.body, line.company, line.year)
    of_year = (
        line.streak, line.composite, line.rank, line.ranked, line.listed_on, line.notice_posted_on,
    )  # fmt: skip
    if not line.periods:
        return [(*of_estate, None, None, None, None, None, None, *of_year)]
    return [
        (
            *of_estate, one.period, one.grade, one.original_grade, one.vetoed, one.posted_on,
            one.score,
            *of_year,
        )
        for one in line.periods
    ]  # fmt: skip


def _written(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else str(value)
