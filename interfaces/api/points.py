"""Routes of the points of units: accounts, bookings, and the league table of a year."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import AwareDatetime, Field

from application.errors import BodyNotFound
from application.queries.points_desk import League
from application.read_models.unit_points import AccountFilter, BookingFilter
from domain.required import PolicySilent
from domain.vocabulary import CalendarYear, Code
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import ListRoutes
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import View
from interfaces.api.whole_pages import DRAWING, PAGE, SVG, page_answer
from interfaces.exports.points_table import HEADING, league_rows
from interfaces.exports.sheets import CSV_TYPE, csv_lines
from interfaces.pages.points_pages import league_page, story_page
from interfaces.points_story import points_drawing

_LEAGUE: Final = "/jurisdictions/{jurisdiction}/points-league/{year}"

router = APIRouter()

_Points = Annotated[Decimal, Field(description="One place, as text.")]
_Year = Annotated[CalendarYear, Path(description="Calendar year.", examples=[2021])]
_OfUnit = Annotated[Code, Path(description="Code of the unit.", examples=["u2"])]
_Unit = Annotated[Code | None, Query(description="Code of the unit.")]


class UnitPointsView(View):
    """The account of a unit in a calendar year. Points have one place, as text."""

    code: str = Field(description="Code of the unit.")
    version: int
    year: int
    pack: str = Field(description="Policy pack that judges it, id@version (ENV-03).")
    base: _Points
    withheld: Decimal = Field(description="Base points that were taken back; zero or below.")
    awarded: _Points
    deducted: _Points
    reversed: _Points
    total: Decimal = Field(description="Of all bookings, those after the settlement included.")
    closings: int = Field(description="Credits that stand.")
    misses: int = Field(description="Deductions that stand.")
    settled_at: AwareDatetime | None = Field(description="Null: the year is not settled.")
    settled_version: int | None = Field(description="Version of the snapshot in the account.")
    settled_points: Decimal | None = Field(description="What the snapshot says, for ever.")
    settled_rank: int | None
    settled_ranked: int | None = Field(description="How many units were ranked.")
    is_last: bool | None
    needs_decision: bool | None = Field(
        description="Among the best and last at once: a person decides (RANK-01)."
    )
    rewards: tuple[str, ...] = Field(description="As `target=points`.")
    on_time: int | None = Field(description="Feedback of the year given in time …")
    settled_feedback: int | None = Field(description="… of all that was settled (PTS-DG-09).")


class UnitPointLineView(View):
    """One booking. Points have one place, as text."""

    aggregate_id: UUID = Field(description="Id of the account.")
    code: str = Field(description="Code of the unit.")
    no: int = Field(description="Version of its event in the account.")
    year: int
    event: str = Field(description="Catalogue name.")
    rule_id: str | None
    amount: Decimal = Field(description="What it changed the total by.")
    running: Decimal = Field(description="The total after it.")
    stands: bool = Field(description="Not taken back by a later line.")
    case_id: UUID | None
    list_kind: str | None = Field(description="List the case stood on, a word of the pack.")
    obligation_id: str | None
    source: str | None = Field(description="Id of the event it follows from: aggregate/version.")
    cause: str | None = Field(description="Id of the event that had it booked.")
    of_no: int | None = Field(description="The line that this one takes back.")
    reason: str | None
    approver: str | None = Field(description="Who approved that the case is left out.")
    after_settlement: bool = Field(description="Stands beside the snapshot, not in it.")
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime


class PlaceView(View):
    """A unit in the league table."""

    unit: str
    rank: int = Field(description="By what is booked; equal totals share one (RANK-01).")
    ranked: int
    is_last: bool
    total: _Points
    since_settlement: Decimal | None = Field(
        description="Booked after the snapshot; null: there is none."
    )
    account: UnitPointsView


class LeagueView(View):
    """All units of a year, the best first."""

    year: int
    formula: str = Field(description="How a total comes about, in the figures of the pack.")
    settled_at: AwareDatetime | None
    places: list[PlaceView]
    excluded: list[UnitPointLineView] = Field(
        description="Taken back because a case was left out, with reason and approver."
    )


async def _accounts(
    unit: _Unit = None,
    year: Annotated[CalendarYear | None, Query(description="Calendar year.")] = None,
) -> AccountFilter:
    return AccountFilter(year=year, unit=unit)


async def _bookings(
    year: Annotated[CalendarYear, Query(description="Calendar year.")],
    unit: _Unit = None,
    case_id: Annotated[UUID | None, Query(description="Id of a case.")] = None,
    excluded: Annotated[
        bool | None, Query(description="Whether a case was left out by it.")
    ] = None,
) -> BookingFilter:
    return BookingFilter(year=year, unit=unit, case_id=case_id, excluded=excluded)


ListRoutes(
    name="read_unit_points",
    path="/unit-points",
    tag="points",
    what="accounts of units' points",
    told="Totals by unit and year with the snapshots of settled years; of one's own units.",
    desk=lambda service: service.unit_points,
    which=_accounts,
    item=UnitPointsView,
).add_to(router)
ListRoutes(
    name="read_unit_point_lines",
    path="/unit-point-lines",
    tag="points",
    what="bookings of units' points",
    told="What was booked in a year, by unit in its order, each with the event it follows from.",
    desk=lambda service: service.unit_point_lines,
    which=_bookings,
    item=UnitPointLineView,
).add_to(router)


def _view(league: League) -> LeagueView:
    return LeagueView(
        year=league.year,
        formula=league.formula,
        settled_at=league.settled_at,
        places=[
            PlaceView(
                unit=place.unit,
                rank=place.now.rank,
                ranked=place.now.ranked,
                is_last=place.now.is_last,
                total=place.total,
                since_settlement=place.since_settlement,
                account=UnitPointsView.model_validate(place.account),
            )
            for place in league.places
        ],
        excluded=[UnitPointLineView.model_validate(line) for line in league.excluded],
    )


@router.get(
    _LEAGUE,
    operation_id="read_points_league",
    summary="Show the league table of a year",
    tags=["points"],
    responses=problems.responses(*EVERY_ROUTE, PolicySilent, codes=PLAIN_READ),
)
async def read_points_league(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, year: _Year, as_of: AsOfDep
) -> LeagueView:
    """All units with rank and total, how a total comes about, and what was left out by whom. The
    events behind it are those of the accounts of that year."""
    read = partial(wired.service.unit_points.league, jurisdiction, caller, year, as_of=as_of)
    return _view(await wired.reads.run(read))


@router.get(
    f"{_LEAGUE}/table.html",
    operation_id="read_points_league_page",
    summary="Read the league table of a year as a page",
    tags=["points"],
    response_class=Response,
    responses={**PAGE, **problems.responses(*EVERY_ROUTE, PolicySilent, codes=PLAIN_READ)},
)
async def read_points_league_page(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, year: _Year, as_of: AsOfDep
) -> Response:
    """Ranks, ties and totals with bars, how a total comes about, and what was left out by whom."""
    read = partial(wired.service.unit_points.league, jurisdiction, caller, year, as_of=as_of)
    return page_answer(league_page(await wired.reads.run(read), jurisdiction, as_of))


@router.get(
    f"{_LEAGUE}/{{unit}}/chain.svg",
    operation_id="draw_points_chain",
    summary="Draw why a unit stands where it stands",
    tags=["points"],
    response_class=Response,
    responses={
        **DRAWING,
        **problems.responses(*EVERY_ROUTE, BodyNotFound, PolicySilent, codes=PLAIN_READ),
    },
)
async def draw_points_chain(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    year: _Year,
    unit: _OfUnit,
    as_of: AsOfDep,
) -> Response:
    """Its bookings one by one with rules, cases and totals, and who is next to it in the league.
    All of it stands in the description, too."""
    read = partial(wired.service.unit_points.story, jurisdiction, caller, year, unit, as_of=as_of)
    story = await wired.reads.run(read)
    return Response(await wired.reads.run(partial(points_drawing, story, as_of)), media_type=SVG)


@router.get(
    f"{_LEAGUE}/{{unit}}/chain.html",
    operation_id="read_points_chain",
    summary="Read why a unit stands where it stands as a page",
    tags=["points"],
    response_class=Response,
    responses={
        **PAGE,
        **problems.responses(*EVERY_ROUTE, BodyNotFound, PolicySilent, codes=PLAIN_READ),
    },
)
async def read_points_chain(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    year: _Year,
    unit: _OfUnit,
    as_of: AsOfDep,
) -> Response:
    """The drawing, and the same as a list that can be read out; with links to the evidence."""
    read = partial(wired.service.unit_points.story, jurisdiction, caller, year, unit, as_of=as_of)
    story = await wired.reads.run(read)
    return page_answer(await wired.reads.run(partial(story_page, story, jurisdiction, as_of)))


@router.get(
    f"{_LEAGUE}/table.csv",
    operation_id="export_points_league",
    summary="Export the league table of a year",
    tags=["points"],
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {}}, "description": "UTF-8 with a byte order mark."},
        **problems.responses(*EVERY_ROUTE, PolicySilent, codes=PLAIN_READ),
    },
)
async def export_points_league(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, year: _Year, as_of: AsOfDep
) -> Response:
    """One line for each unit, then the formula, then what was left out. No cell is a formula."""
    read = partial(wired.service.unit_points.league, jurisdiction, caller, year, as_of=as_of)
    table = b"".join(csv_lines([HEADING, *league_rows(await wired.reads.run(read))]))
    name = f"points-{year}.csv"
    return Response(
        table,
        media_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
