"""Routes of the coverage of the organisation: what is there, what is missing, and a drawing."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from application.errors import BodyNotFound
from application.queries.coverage_desk import FigureUnknown
from application.queries.org_coverage import Coverage, Defect, DefectKind
from domain.numbers import percent_text
from domain.vocabulary import Code, Strength
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}/organisation/coverage"
_MOST: Final = 500
_MOST_EVENTS: Final = 10_000

router = APIRouter(tags=["organisation"])

Under = Annotated[
    Code | None, Query(description="This body and what stands below it; else everything.")
]


class CoverageShareView(View):
    """How many bodies have what each of them must have below it."""

    have: int
    should: int
    text: str | None = Field(description="null: none should have it.", examples=["95.7 %"])


class CoverageView(View):
    """The organisation on one local day (rulebook F, org_coverage)."""

    day: date
    bodies: dict[str, int] = Field(description="Living bodies by level.")
    persons: dict[str, int] = Field(description="Nodes that are persons, by level (B-02).")
    staff: dict[str, int] = Field(description="People who serve grids, by kind (ORG-KD-03).")
    sources: dict[str, int] = Field(description="The same by the pack's number of their source.")
    kits: int = Field(description="Sets given out (ORG-KD-04).")
    cross_posts: int = Field(description="Held on the day (ORG-KD-07).")
    shares: dict[str, CoverageShareView] = Field(description="By level of what must be below.")
    support: dict[str, int] = Field(description="Support sent, by the pack's number of its kind.")
    teams: dict[str, list[str]] = Field(
        description="By kind of joint team how far each that went out was joint.",
        examples=[{"joint_patrol": ["66.7 %"]}],
    )
    standing_teams: dict[str, int] = Field(
        description="Teams that stay, by kind (VOL-SA-01).", examples=[{"CULTURAL_CLUB": 3}]
    )
    defects: dict[DefectKind, int] = Field(description="How many of each kind; see the list.")
    deviations: int = Field(description="Of the defects, those that are only shown (SHOULD).")


class DefectView(View):
    """One thing that is missing, or there too often."""

    kind: DefectKind
    body: str = Field(description="Code of the body that is not complete.")
    level: str
    word: str | None = Field(
        description="What is missing: a post or the office of a seat, a building, a level."
    )
    missing: int
    strength: Strength
    since: date | None = Field(description="First local day of it, where the facts tell.")


class DefectList(ListView):
    """One page of defects, by kind, body and word."""

    items: list[DefectView]


class CoverageEvidenceEvent(View):
    """An event that a figure was counted from."""

    position: int = Field(description="Place in the log of the jurisdiction.")


class CoverageEvidenceList(ListView):
    """One page of events, in the order of the log."""

    items: list[CoverageEvidenceEvent]


def coverage_view(found: Coverage) -> CoverageView:
    """The figures as they are shown."""
    return CoverageView(
        day=found.day,
        bodies=dict(found.bodies),
        persons=dict(found.persons),
        staff=dict(found.staff),
        sources=dict(found.sources),
        kits=found.kits,
        cross_posts=found.cross_posts,
        shares={
            level: CoverageShareView(have=share.have, should=share.should, text=share.text)
            for level, share in found.shares.items()
        },
        support=dict(found.support),
        teams={
            team: [percent_text(share) for share in shares] for team, shares in found.teams.items()
        },
        standing_teams=dict(found.standing_teams),
        defects={DefectKind(kind): number for kind, number in found.defects_by_kind.items()},
        deviations=found.deviations,
    )


@router.get(
    _ROOT,
    operation_id="read_coverage",
    summary="Read what is there of the organisation",
    responses=problems.responses(*EVERY_ROUTE, BodyNotFound, codes=PLAIN_READ),
)
async def read_coverage(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    under: Under = None,
) -> CoverageView:
    """Counts by level and kind of staff, shares, and how many defects of each kind."""
    read = partial(wired.service.coverage.coverage, jurisdiction, caller, under=under, as_of=as_of)
    return coverage_view(await wired.reads.run(read))


@router.get(
    f"{_ROOT}/defects",
    operation_id="list_coverage_defects",
    summary="List what is missing in the organisation",
    responses=problems.responses(*EVERY_LIST, BodyNotFound, codes=PLAIN_READ),
)
async def list_coverage_defects(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    as_of: AsOfDep,
    under: Under = None,
    kind: Annotated[DefectKind | None, Query(description="Of this kind only.")] = None,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 200,
) -> DefectList:
    """Unstaffed grids, buildings without a board, vacant seats, missing leaders and bodies."""
    same_list = cursors.list_id("coverage-defects", (under, kind), as_of)
    after = cursors.decoded(cursor, same_list, tuple[str, str, str])
    read = partial(wired.service.coverage.coverage, jurisdiction, caller, under=under, as_of=as_of)
    found = [
        defect
        for defect in (await wired.reads.run(read)).defects
        if kind in {None, defect.kind} and (after is None or _place(defect) > after)
    ]
    items = found[:limit]
    following = _place(items[-1]) if len(found) > limit else None
    return DefectList(
        items=[DefectView.model_validate(defect) for defect in items],
        next=cursors.linked(request, response, cursors.encoded(following, same_list)),
    )


def _place(defect: Defect) -> tuple[str, str, str]:
    return (str(defect.kind), defect.body, defect.word or "")


@router.get(
    f"{_ROOT}/evidence",
    operation_id="read_coverage_evidence",
    summary="List the events that the coverage was counted from",
    responses=problems.responses(*EVERY_LIST, BodyNotFound, FigureUnknown, codes=PLAIN_READ),
)
async def read_coverage_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    as_of: AsOfDep,
    under: Under = None,
    figure: Annotated[
        Code | None,
        Query(
            description="A level, a kind of staff or defect, kits, cross_posts, support, or a kind "
            "of joint team; else everything that was counted."
        ),
    ] = None,
    cursor: cursors.Cursor = None,
    limit: Annotated[
        int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")
    ] = 1_000,
) -> CoverageEvidenceList:
    """Places in the log, of the foundings, postings and staffings a figure counts."""
    same_list = cursors.list_id("coverage-evidence", (under, figure), as_of)
    read = partial(
        wired.service.coverage.evidence,
        jurisdiction,
        caller,
        figure,
        under=under,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return CoverageEvidenceList(
        items=[CoverageEvidenceEvent(position=at) for at in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )
