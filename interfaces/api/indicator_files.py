"""Routes of indicators as files: tables for spreadsheets, drawings for pages and reports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from functools import partial
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import IO, Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from starlette.responses import StreamingResponse

from application.queries.figures import Cohort, Group
from application.queries.indicator_desk import SeriesPoint
from application.read_models.as_of import AsOf
from application.read_models.figures import CountedEvent, Place
from application.read_models.pages import Page
from domain.calendar.errors import CalendarMissing
from domain.indicators.errors import NotAFraction
from interfaces.api import problems
from interfaces.api.cohorts import CohortDep
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, Wiring, WiringDep
from interfaces.api.indicators import INDICATORS, REFUSED, IndicatorCode
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.exports.indicator_tables import (
    EVIDENCE_HEADING,
    SERIES_HEADING,
    VALUES_HEADING,
    evidence_rows,
    series_rows,
    value_rows,
)
from interfaces.exports.sheets import CSV_TYPE, XLSX_TYPE, Row, Workbook, csv_lines
from interfaces.indicator_charts import Chart, league, trend

_SVG: Final = "image/svg+xml"
_PAGE: Final = 2_000  # cases and obligations that an export reads at a time
_BLOCK: Final = 65_536

router = APIRouter(tags=["figures"])

By = Annotated[Group, Query(description="Local months, or members of a dimension.")]
Sort = Annotated[Literal["csv", "xlsx"], Path(description="CSV, or Excel.")]
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.OK: {
        "description": "A table: UTF-8 CSV with its mark, or an Excel workbook. Texts that begin "
        "like a formula have an apostrophe before them; numbers are numbers.",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            XLSX_TYPE: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
_DRAWING: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.OK: {"content": {_SVG: {"schema": {"type": "string"}}}}
}


@router.get(
    "/jurisdictions/{jurisdiction}/indicators.{sort}",
    operation_id="export_indicators",
    summary="Export the value of every indicator",
    response_class=Response,
    responses={
        **_FILES,
        **problems.responses(*EVERY_ROUTE, CalendarMissing, codes=PLAIN_READ),
    },
)
async def export_indicators(
    jurisdiction: Jurisdiction,
    sort: Sort,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> Response:
    """The catalogue with its values; what cannot be computed says which fact is missing."""
    read = partial(wired.service.queries.values, jurisdiction, caller, cohort=cohort, as_of=as_of)
    rows = value_rows(await wired.reads.run(read))
    return await _table(wired, sort, "indicators", VALUES_HEADING, rows)


@router.get(
    f"{INDICATORS}/{{indicator}}/series.{{sort}}",
    operation_id="export_indicator_series",
    summary="Export an indicator by month, unit, grid, community or category",
    response_class=Response,
    responses={**_FILES, **problems.responses(*EVERY_ROUTE, *REFUSED, codes=PLAIN_READ)},
)
async def export_indicator_series(
    jurisdiction: Jurisdiction,
    indicator: IndicatorCode,
    sort: Sort,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
    by: By,
) -> Response:
    """The table behind the drawings."""
    points = await _series(wired, jurisdiction, caller, indicator, by, cohort, as_of)
    return await _table(wired, sort, indicator, SERIES_HEADING, series_rows(points))


@router.get(
    f"{INDICATORS}/{{indicator}}/evidence.{{sort}}",
    operation_id="export_indicator_evidence",
    summary="Export the events on both sides of an indicator",
    response_class=Response,
    responses={
        **_FILES,
        **problems.responses(*EVERY_ROUTE, *REFUSED, NotAFraction, codes=PLAIN_READ),
    },
)
async def export_indicator_evidence(
    jurisdiction: Jurisdiction,
    indicator: IndicatorCode,
    sort: Sort,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> Response:
    """All of them, read page by page and sent as they are read, however many there are."""

    def page(after: Place | None) -> Callable[[], Page[CountedEvent, Place]]:
        return partial(
            wired.service.queries.indicator_evidence,
            jurisdiction, caller, indicator,
            cohort=cohort, after=after, limit=_PAGE, as_of=as_of,
        )  # fmt: skip

    first = await wired.reads.run(page(None))
    if sort == "csv":
        return _sent(_lines(wired, first, page), CSV_TYPE, indicator, sort)
    file = TemporaryFile()  # noqa: SIM115  # closed when it was sent
    book = Workbook(file, indicator, EVIDENCE_HEADING)
    pages = _pages(wired, first, page)
    async for one in pages:
        await wired.reads.run(partial(book.add, evidence_rows(one)))
    await wired.reads.run(book.close)
    return _sent(_blocks(file), XLSX_TYPE, indicator, sort)


@router.get(
    f"{INDICATORS}/{{indicator}}/trend.svg",
    operation_id="draw_indicator_trend",
    summary="Draw an indicator over the months",
    response_class=Response,
    responses={**_DRAWING, **problems.responses(*EVERY_ROUTE, *REFUSED, codes=PLAIN_READ)},
)
async def draw_indicator_trend(
    jurisdiction: Jurisdiction,
    indicator: IndicatorCode,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> Response:
    """A line, with the formula and every value as text as well."""
    points = await _series(wired, jurisdiction, caller, indicator, Group.MONTH, cohort, as_of)
    return Response(trend(_chart(wired, indicator, points)), media_type=_SVG)


@router.get(
    f"{INDICATORS}/{{indicator}}/league.svg",
    operation_id="draw_indicator_league",
    summary="Draw a league of units, grids, communities or categories",
    response_class=Response,
    responses={**_DRAWING, **problems.responses(*EVERY_ROUTE, *REFUSED, codes=PLAIN_READ)},
)
async def draw_indicator_league(
    jurisdiction: Jurisdiction,
    indicator: IndicatorCode,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
    by: By = Group.UNIT,
) -> Response:
    """Bars, with the formula, both sides of each fraction and every value as text as well."""
    points = await _series(wired, jurisdiction, caller, indicator, by, cohort, as_of)
    return Response(league(_chart(wired, indicator, points)), media_type=_SVG)


async def _series(  # an indicator, by what, of which rows
    wired: Wiring,
    jurisdiction: str,
    caller: Any,
    indicator: str,
    by: Group,
    cohort: Cohort,
    as_of: AsOf | None,
) -> Sequence[SeriesPoint]:
    read = partial(
        wired.service.queries.series,
        jurisdiction, caller, indicator, by, cohort=cohort, as_of=as_of,
    )  # fmt: skip
    return await wired.reads.run(read)


def _chart(wired: Wiring, code: str, points: Sequence[SeriesPoint]) -> Chart:
    return Chart.of(wired.service.queries.indicators, code, points)


async def _table(
    wired: Wiring, sort: str, name: str, heading: Row, rows: Iterable[Row]
) -> Response:
    if sort == "csv":
        return _sent(csv_lines([heading, *rows]), CSV_TYPE, name, sort)
    file = TemporaryFile()  # noqa: SIM115  # closed when it was sent
    book = Workbook(file, name, heading)
    await wired.reads.run(partial(book.add, rows))
    await wired.reads.run(book.close)
    return _sent(_blocks(file), XLSX_TYPE, name, sort)


def _sent(
    content: Iterator[bytes] | AsyncIterator[bytes], media_type: str, name: str, sort: str
) -> StreamingResponse:
    named = f'attachment; filename="{name}.{sort}"'
    return StreamingResponse(content, media_type=media_type, headers={"Content-Disposition": named})


async def _pages(
    wired: Wiring,
    first: Page[CountedEvent, Place],
    page: Callable[[Place | None], Callable[[], Page[CountedEvent, Place]]],
) -> AsyncIterator[Sequence[CountedEvent]]:
    one = first
    yield one.items
    while one.next is not None:
        one = await wired.reads.run(page(one.next))
        yield one.items


async def _lines(
    wired: Wiring,
    first: Page[CountedEvent, Place],
    page: Callable[[Place | None], Callable[[], Page[CountedEvent, Place]]],
) -> AsyncIterator[bytes]:
    yield b"".join(csv_lines([EVIDENCE_HEADING]))
    async for events in _pages(wired, first, page):
        yield b"".join(csv_lines(evidence_rows(events), mark=False))


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block
