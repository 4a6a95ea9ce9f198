"""Routes of indicators: the catalogue, values, series, and the events on both sides."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from application.queries.figures import Group
from application.queries.indicator_desk import Listed
from application.read_models.figures import Place
from domain.calendar.errors import CalendarMissing
from domain.indicators.catalogue import Kind
from domain.indicators.errors import IndicatorFactMissing, IndicatorUnknown, NotAFraction
from domain.indicators.evaluation import Figure
from domain.indicators.facts import Basis
from interfaces.api import cursors, problems
from interfaces.api.cohorts import CohortDep
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

INDICATORS: Final = "/jurisdictions/{jurisdiction}/indicators"
_MOST: Final = 10_000
REFUSED: Final = (IndicatorUnknown, IndicatorFactMissing, CalendarMissing)

router = APIRouter(tags=["figures"])

IndicatorCode = Annotated[
    str,
    Path(
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=64,
        description="Code of the catalogue.",
        examples=["closure"],
    ),
]


class WeightsView(View):
    """Weights of a score."""

    since: date | None = Field(description="First local day; null: the source states none.")
    values: dict[str, str]
    source: str | None


class IndicatorView(View):
    """One indicator of the catalogue."""

    code: str
    version: int
    zh: str
    en: str
    family: str
    kind: Kind
    formula: str = Field(examples=["办结数 ÷ 有效上传数"])
    basis: Basis | None = Field(description="Which instant decides the period.")
    weights: list[WeightsView]
    source: str
    rules: list[str]
    notes: list[str]
    confirm: bool = Field(description="To be confirmed by the owner before it is used.")
    missing: dict[str, str] = Field(
        description="Why facts that the formula needs are not there; empty: it can be computed."
    )


class IndicatorList(ListView):
    """The catalogue."""

    items: list[IndicatorView]


class FigureView(View):
    """The value of an indicator: exact, and as it is shown (CAL-06, CAL-07)."""

    indicator: str
    kind: Kind
    numerator: int | None
    denominator: int | None
    exact: str | None = Field(description="A fraction in lowest terms.", examples=["200/219"])
    text: str | None = Field(description="As shown; null: nothing to divide by.")
    counts: dict[str, int] = Field(description="Every count that explains it, by set of events.")


class ValueView(FigureView):
    """A value with those it is never shown without, and those it is made of."""

    catalogue: str = Field(description="Version of the catalogue.")
    shown_with: list[FigureView]
    parts: list[FigureView] = Field(description="Of a score: the indicators it weighs.")
    weights: WeightsView | None


class PointView(FigureView):
    """The value of one month, or of one member of a dimension."""

    group: str
    shown_with: list[FigureView]


class SeriesView(ListView):
    """The values of an indicator by month or by the members of a dimension."""

    items: list[PointView]


class CountedEventView(View):
    """An event that a fraction counts."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    case_id: UUID
    item: str = Field(description="The feedback obligation; empty: the case itself.")
    event: str
    numerator: bool = Field(description="It counts above the line.")
    denominator: bool = Field(description="It counts below the line.")


class CountedEventList(ListView):
    """The events of so many cases and obligations, in the order of their ids."""

    items: list[CountedEventView]


class ExclusionView(View):
    """A case that left both sides of every fraction (剔除)."""

    case_id: UUID
    ground: str
    reason: str | None
    requested_by: str
    approved_by: str
    approved_at: datetime
    opinion: str
    positions: tuple[int, int] = Field(description="Of the request and of the approval.")


class ExclusionList(ListView):
    """One page of excluded cases, by id."""

    items: list[ExclusionView]


def _shown(figure: Figure) -> dict[str, object]:
    def whole(number: object) -> int | None:
        return None if number is None else int(number)  # type: ignore[call-overload]  # a count

    return {
        "indicator": figure.code,
        "kind": figure.kind,
        "numerator": whole(figure.numerator),
        "denominator": whole(figure.denominator),
        "exact": None if figure.exact is None else str(figure.exact),
        "text": figure.text,
        "counts": {name: int(count) for name, count in figure.counts.items()},
    }


def _view(figure: Figure) -> FigureView:
    return FigureView.model_validate(_shown(figure))


def _listed(one: Listed) -> IndicatorView:
    said = one.indicator.model_dump(
        include={"version", "zh", "en", "family", "kind", "basis", "source", "confirm"}
    )
    return IndicatorView(
        **said,
        code=one.code,
        formula=one.formula,
        weights=[
            WeightsView.model_validate(w.model_dump(mode="json")) for w in one.indicator.weights
        ],
        rules=list(one.indicator.rules),
        notes=list(one.indicator.notes),
        missing=dict(one.missing),
    )


@router.get(
    INDICATORS,
    operation_id="list_indicators",
    summary="Read the catalogue of indicators",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def list_indicators(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep
) -> IndicatorList:
    """Every rate with its formula, its source, and what is missing for it here."""
    read = partial(wired.service.queries.list_indicators, jurisdiction, caller)
    return IndicatorList(items=[_listed(one) for one in await wired.reads.run(read)])


@router.get(
    f"{INDICATORS}/{{indicator}}",
    operation_id="read_indicator",
    summary="Read the value of an indicator",
    responses=problems.responses(*EVERY_ROUTE, *REFUSED, codes=PLAIN_READ),
)
async def read_indicator(
    jurisdiction: Jurisdiction,
    indicator: IndicatorCode,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> ValueView:
    """Counted over what the caller may see, with every count that explains it."""
    read = partial(
        wired.service.queries.indicator,
        jurisdiction, caller, indicator, cohort=cohort, as_of=as_of,
    )  # fmt: skip
    answer = await wired.reads.run(read)
    weights = answer.figure.weights
    return ValueView.model_validate(
        _shown(answer.figure)
        | {
            "catalogue": answer.catalogue,
            "shown_with": [_view(one) for one in answer.shown_with],
            "parts": [_view(one) for one in answer.figure.parts.values()],
            "weights": weights and weights.model_dump(mode="json"),
        }
    )


@router.get(
    f"{INDICATORS}/{{indicator}}/series",
    operation_id="read_indicator_series",
    summary="Read an indicator by month, unit, grid, community or category",
    responses=problems.responses(*EVERY_ROUTE, *REFUSED, codes=PLAIN_READ),
)
async def read_indicator_series(
    jurisdiction: Jurisdiction,
    indicator: IndicatorCode,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
    by: Annotated[Group, Query(description="Local months, or members of a dimension.")],
) -> SeriesView:
    """One value for each that has anything to count, in the order of their codes."""
    read = partial(
        wired.service.queries.series,
        jurisdiction, caller, indicator, by, cohort=cohort, as_of=as_of,
    )  # fmt: skip
    return SeriesView(
        items=[
            PointView.model_validate(
                _shown(point.figure)
                | {"group": point.group, "shown_with": [_view(one) for one in point.shown_with]}
            )
            for point in await wired.reads.run(read)
        ]
    )


@router.get(
    f"{INDICATORS}/{{indicator}}/evidence",
    operation_id="read_indicator_evidence",
    summary="List the events on both sides of an indicator",
    responses=problems.responses(*EVERY_LIST, *REFUSED, NotAFraction, codes=PLAIN_READ),
)
async def read_indicator_evidence(
    jurisdiction: Jurisdiction,
    indicator: IndicatorCode,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[
        int, Query(ge=1, le=_MOST, description="Cases and obligations of a page at most.")
    ] = 1_000,
) -> CountedEventList:
    """A page holds all events of its cases and obligations; a narrower cohort gives those of one
    point of a series."""
    same_list = cursors.list_id("indicator_evidence", indicator, cohort, as_of)
    read = partial(
        wired.service.queries.indicator_evidence,
        jurisdiction, caller, indicator, cohort=cohort,
        after=cursors.decoded(cursor, same_list, Place), limit=limit, as_of=as_of,
    )  # fmt: skip
    page = await wired.reads.run(read)
    return CountedEventList(
        items=[
            CountedEventView(
                position=one.position,
                case_id=one.case_id,
                item=one.item,
                event=one.event,
                numerator=one.above,
                denominator=one.below,
            )
            for one in page.items
        ],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    "/jurisdictions/{jurisdiction}/exclusions",
    operation_id="list_exclusions",
    summary="List the cases that left both sides of every indicator",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_exclusions(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Items of a page at most.")] = 50,
) -> ExclusionList:
    """Each with its ground, and who asked for it and who approved it."""
    same_list = cursors.list_id("exclusions", cohort, as_of)
    read = partial(
        wired.service.queries.exclusions,
        jurisdiction, caller, cohort=cohort,
        after=cursors.decoded(cursor, same_list, UUID), limit=limit, as_of=as_of,
    )  # fmt: skip
    page = await wired.reads.run(read)
    return ExclusionList(
        items=[ExclusionView.model_validate(one) for one in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )
