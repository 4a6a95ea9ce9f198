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

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import Field

from application.queries.property_desk import EstateCursor, LeagueFilter, LeagueLine
from application.read_models.pages import Page
from application.read_models.property_league import EstateFilter, PremisesState
from domain.vocabulary import CalendarYear, Code
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import EvidenceRoute, PageRoute, RowEvent
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View
from interfaces.exports.sheets import guarded

_LEAGUE: Final = "/jurisdictions/{jurisdiction}/property-league"
_MOST: Final = 200
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


class PropertyEventView(RowEvent):
    """An event that a line was folded from."""


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


LeagueDep = Annotated[LeagueFilter, Depends(_league)]


PageRoute(
    name="read_estates",
    path="/estates",
    summary="List estates with their files, premises and rooms",
    told="The estates in one's bodies and all below, by code.",
    asks=lambda service: service.estates.rows,
    which=_estates,
    place=EstateCursor,
    page=EstateList,
).add_to(router)


EvidenceRoute(
    name="read_estates_evidence",
    path="/estates/evidence",
    summary="List the events behind the estates",
    asks=lambda service: service.estates.evidence,
    which=_estates,
    page=PropertyEvidence,
).add_to(router)


PageRoute(
    name="read_property_league",
    path="/property-league",
    summary="Read the property league of a year",
    told="Grades, vetoes, streaks, scores, composite and place of each estate, by its code; "
    "the last\nof a year's ranking stand on the replacement list.",
    asks=lambda service: service.estates.league,
    which=_league,
    place=EstateCursor,
    page=LeagueView,
).add_to(router)


EvidenceRoute(
    name="read_property_league_evidence",
    path="/property-league/evidence",
    summary="List the events behind the property league",
    told="The files of these estates, what was graded and scored up to the end of the year, and "
    "the\nrankings of the year, in the order of the log.",
    asks=lambda service: service.estates.league_evidence,
    which=_league,
    page=PropertyEvidence,
).add_to(router)


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
