"""Routes of figures, each with the events it was counted from (rulebook F)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from application.queries.figures import Cohort, Evidence, Measure, Moment, Share
from domain.calendar.errors import CalendarMissing
from domain.cases.errors import UnknownSeriousKind
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import (
    AsOfDep,
    Instant,
    Jurisdiction,
    Reader,
    WiringDep,
)
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_FIGURES: Final = "/jurisdictions/{jurisdiction}/figures"
_MOST: Final = 200
_MOST_EVENTS: Final = 10_000
_MONTH: Final = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"

router = APIRouter(tags=["figures"])


class Figure(StrEnum):
    """The figures that are a share, as addresses name them; see ``Measure``."""

    CLOSURE = "closure"
    ON_TIME_NAIVE = "on-time-naive"
    ON_TIME_FAIR = "on-time-fair"
    TIMELINESS = "timeliness"
    MISROUTE = "misroute"
    SATISFACTION = "satisfaction"
    RATED = "rated"
    UNRATED = "unrated"
    LOWEST_LEVEL = "lowest-level"
    KEPT_WITHIN_AIM = "kept-within-aim"
    HOPS = "hops"

    @property
    def measure(self) -> Measure:
        """What is counted."""
        return Measure[self.name]


FigureName = Annotated[
    Figure,
    Path(
        description="closure: closed ÷ (uploaded − merged − withdrawn). "
        "on-time-naive: closed on time ÷ closed, never to be read alone. "
        "on-time-fair: closed on time ÷ (closed + open beyond the bound). "
        "timeliness: feedback in time ÷ settled feedback obligations. "
        "misroute: returns ÷ times given out. "
        "satisfaction: sum of the latest scores ÷ cases with one, a mean. "
        "rated and unrated: of the closed. "
        "lowest-level: closed up to the level whose pool takes reports ÷ closed. "
        "kept-within-aim: never above the level of the aim ÷ cases given out. "
        "hops: times cases were given out ÷ cases given out, a mean."
    ),
]


class ShareView(View):
    """A figure, exact as two counts, and as it is shown (CAL-06, CAL-07)."""

    figure: Figure
    numerator: int
    denominator: int
    text: str | None = Field(
        description="With one decimal: per cent, or a mean; null: nothing to divide by.",
        examples=["91.3 %"],
    )
    parts: dict[str, int] = Field(description="Every count that explains it, by name.")


class ShareList(ListView):
    """Every figure that is a share."""

    items: list[ShareView]


class UnitMonthView(View):
    """Feedback in time of one unit in one local month."""

    unit: str
    month: str = Field(description="YYYY-MM.", examples=["2021-09"])
    numerator: int
    denominator: int
    text: str | None


class UnitMonthList(ListView):
    """One page of timeliness by unit and month."""

    items: list[UnitMonthView]


class MomentView(View):
    """One of the first moments (CAS-KD-06): a span between two steps of a case."""

    moment: Moment
    count: int = Field(description="Cases that have both ends.")
    median: timedelta | None
    ninetieth: timedelta | None = Field(description="90th percentile.")


class MomentList(ListView):
    """The first moments."""

    items: list[MomentView]


class ZeroCounterView(View):
    """Serious events of one kind; the aim is none (CAS-SA-02)."""

    kind: str
    count: int


class ZeroCounterList(ListView):
    """The counters that should stand at zero; empty where the pack has none."""

    items: list[ZeroCounterView]


class EvidenceEvent(View):
    """An event that a figure counts."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    numerator: bool = Field(description="It counts above the line.")
    denominator: bool = Field(description="It counts below the line.")


class EvidenceList(ListView):
    """One page of the events a figure was counted from, in the order of the log."""

    items: list[EvidenceEvent]


async def _cohort(
    since: Annotated[
        Instant | None,
        Query(
            description="Cases uploaded, feedback settled or serious events that occurred at or "
            "after this instant."
        ),
    ] = None,
    until: Annotated[Instant | None, Query(description="The same, before this instant.")] = None,
    grid: Annotated[Code | None, Query(description="In this grid.")] = None,
    community: Annotated[Code | None, Query(description="In this community.")] = None,
    unit: Annotated[
        Code | None, Query(description="Has or had the case; of feedback: owed it.")
    ] = None,
    category: Annotated[Code | None, Query(description="Of this category of the pack.")] = None,
) -> Cohort:
    return Cohort(
        since=since, until=until, grid=grid, community=community, unit=unit, category=category
    )


CohortDep = Annotated[Cohort, Depends(_cohort)]
EventLimit = Annotated[int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")]


def _share_view(share: Share) -> ShareView:
    return ShareView(
        figure=Figure[share.measure.name],
        numerator=share.numerator,
        denominator=share.denominator,
        text=share.text,
        parts=dict(share.parts),
    )


def _evidence_list(
    evidence: Evidence, same_list: str, request: Request, response: Response
) -> EvidenceList:
    above, below = set(evidence.numerator), set(evidence.denominator)
    return EvidenceList(
        items=[
            EvidenceEvent(position=at, numerator=at in above, denominator=at in below)
            for at in sorted(above | below)
        ],
        next=cursors.linked(request, response, cursors.encoded(evidence.next, same_list)),
    )


@router.get(
    _FIGURES,
    operation_id="list_figures",
    summary="Read every figure that is a share",
    responses=problems.responses(*EVERY_ROUTE, CalendarMissing, codes=PLAIN_READ),
)
async def list_figures(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> ShareList:
    """Counted at one instant over what the caller may see."""
    read = partial(wired.service.queries.shares, jurisdiction, caller, cohort=cohort, as_of=as_of)
    return ShareList(items=[_share_view(share) for share in await wired.reads.run(read)])


@router.get(
    f"{_FIGURES}/timeliness/by-unit",
    operation_id="list_timeliness_by_unit",
    summary="Read the timeliness of feedback by unit and month",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_timeliness_by_unit(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> UnitMonthList:
    """On-time feedback of all settled feedback obligations, per unit and local month."""
    same_list = cursors.list_id("timeliness_by_unit", cohort, as_of)
    read = partial(
        wired.service.queries.timeliness_by_unit,
        jurisdiction,
        caller,
        cohort=cohort,
        after=cursors.decoded(cursor, same_list, tuple[str, str]),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return UnitMonthList(
        items=[
            UnitMonthView(
                unit=line.unit,
                month=line.month,
                numerator=line.share.numerator,
                denominator=line.share.denominator,
                text=line.share.text,
            )
            for line in page.items
        ],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_FIGURES}/timeliness/by-unit/evidence",
    operation_id="read_timeliness_by_unit_evidence",
    summary="List the events behind one unit's timeliness of a month",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_timeliness_by_unit_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    unit: Annotated[Code, Query(description="The unit that owed the feedback.")],
    month: Annotated[
        str, Query(pattern=_MONTH, description="Local month, YYYY-MM.", examples=["2021-09"])
    ],
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> EvidenceList:
    """The events that settled the unit's obligations in that month."""
    same_list = cursors.list_id("timeliness_by_unit_evidence", cohort, unit, month, as_of)
    first = date.fromisoformat(f"{month}-01")
    read = partial(
        wired.service.queries.timeliness_evidence,
        jurisdiction,
        caller,
        unit=unit,
        month=first,
        cohort=cohort,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    return _evidence_list(await wired.reads.run(read), same_list, request, response)


@router.get(
    f"{_FIGURES}/moments",
    operation_id="list_moments",
    summary="Read the first moments",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def list_moments(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> MomentList:
    """From discovery to upload, from upload to handling, from upload to closing (CAS-KD-06)."""
    read = partial(wired.service.queries.moments, jurisdiction, caller, cohort=cohort, as_of=as_of)
    found = await wired.reads.run(read)
    return MomentList(
        items=[
            MomentView(moment=moment, count=one.count, median=one.median, ninetieth=one.ninetieth)
            for moment, one in found.items()
        ]
    )


@router.get(
    f"{_FIGURES}/moments/{{moment}}/evidence",
    operation_id="read_moment_evidence",
    summary="List the events at both ends of a moment",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_moment_evidence(
    jurisdiction: Jurisdiction,
    moment: Annotated[Moment, Path(description="Which span.")],
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> EvidenceList:
    """Events that begin a span count below the line, those that end it above."""
    same_list = cursors.list_id("moment_evidence", moment, cohort, as_of)
    read = partial(
        wired.service.queries.moment_evidence,
        jurisdiction,
        caller,
        moment,
        cohort=cohort,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    return _evidence_list(await wired.reads.run(read), same_list, request, response)


@router.get(
    f"{_FIGURES}/zero-counters",
    operation_id="list_zero_counters",
    summary="Read the counters that should stand at zero",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def list_zero_counters(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> ZeroCounterList:
    """Serious events by kind, those at zero included (CAS-SA-02)."""
    read = partial(
        wired.service.queries.zero_counters, jurisdiction, caller, cohort=cohort, as_of=as_of
    )
    found = await wired.reads.run(read)
    return ZeroCounterList(items=[ZeroCounterView.model_validate(one) for one in found])


@router.get(
    f"{_FIGURES}/zero-counters/{{kind}}/evidence",
    operation_id="read_zero_counter_evidence",
    summary="List the serious events of a kind",
    responses=problems.responses(*EVERY_LIST, UnknownSeriousKind, codes=PLAIN_READ),
)
async def read_zero_counter_evidence(
    jurisdiction: Jurisdiction,
    kind: Annotated[Code, Path(description="A kind of serious event of the pack.")],
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> EvidenceList:
    """A count has nothing below the line."""
    same_list = cursors.list_id("zero_counter_evidence", kind, cohort, as_of)
    read = partial(
        wired.service.queries.zero_evidence,
        jurisdiction,
        caller,
        kind,
        cohort=cohort,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    return _evidence_list(await wired.reads.run(read), same_list, request, response)


@router.get(
    f"{_FIGURES}/{{figure}}",
    operation_id="read_figure",
    summary="Read a figure",
    responses=problems.responses(*EVERY_ROUTE, CalendarMissing, codes=PLAIN_READ),
)
async def read_figure(
    jurisdiction: Jurisdiction,
    figure: FigureName,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> ShareView:
    """One figure over what the caller may see, with every count that explains it."""
    read = partial(
        wired.service.queries.share,
        jurisdiction,
        caller,
        figure.measure,
        cohort=cohort,
        as_of=as_of,
    )
    return _share_view(await wired.reads.run(read))


@router.get(
    f"{_FIGURES}/{{figure}}/evidence",
    operation_id="read_figure_evidence",
    summary="List the events behind a figure",
    responses=problems.responses(*EVERY_LIST, CalendarMissing, codes=PLAIN_READ),
)
async def read_figure_evidence(
    jurisdiction: Jurisdiction,
    figure: FigureName,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> EvidenceList:
    """The events on both sides of the fraction; for a mean the ratings count on both."""
    same_list = cursors.list_id("figure_evidence", figure, cohort, as_of)
    read = partial(
        wired.service.queries.evidence,
        jurisdiction,
        caller,
        figure.measure,
        cohort=cohort,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    return _evidence_list(await wired.reads.run(read), same_list, request, response)
