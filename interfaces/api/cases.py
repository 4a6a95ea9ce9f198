"""Routes to report a case, to list cases, and to read one with its history."""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Query, Request, Response

from application.read_models.case_board import CaseCursor, CaseFilter
from application.use_cases.cases.report_case import ReportCase
from domain.calendar.errors import CalendarMissing
from domain.policy.pack import PackRef
from domain.vocabulary import CaseKind, CaseState, Code, PersonRef, RouteMode
from interfaces.api import cursors, problems
from interfaces.api.bodies import body_of, command_of, description_of, summary_of
from interfaces.api.dependencies import (
    AsOfDep,
    CaseId,
    IdempotencyKey,
    Instant,
    Jurisdiction,
    Reader,
    WiringDep,
    Writer,
    etag,
)
from interfaces.api.examples import examples_for
from interfaces.api.lines import CaseLines, page_as_it_was
from interfaces.api.receipts import RECEIPT_HEADERS, ReceiptView, receipt_view
from interfaces.api.refused_here import (
    EVERY_CASE_READ,
    EVERY_CHANGE,
    EVERY_LIST,
    PLAIN,
    PLAIN_READ,
    refusals_of,
)
from interfaces.api.views import CaseDetailView, CaseList, EventView, HistoryView

_CASES: Final = "/jurisdictions/{jurisdiction}/cases"
_MOST: Final = 200
_FARTHEST: Final = 250  # working days; beyond a year there is no list of work

router = APIRouter(tags=["cases"])


async def _report(
    jurisdiction: Jurisdiction,
    caller: Writer,
    key: IdempotencyKey,
    wired: WiringDep,
    response: Response,
    body: Any,
) -> ReceiptView:
    command = command_of(ReportCase, body)
    report = partial(wired.service.cases.report, jurisdiction, caller, command, key=key)
    receipt = await wired.commands.run(report)
    cases = _CASES.format(jurisdiction=jurisdiction)
    response.headers["Location"] = f"{cases}/{receipt.aggregate_id}"
    if receipt.repeated and receipt.position is None:
        response.status_code = HTTPStatus.OK  # another key, but the same reference
    return receipt_view(receipt, response)


_report.__annotations__["body"] = Annotated[
    body_of(ReportCase), Body(openapi_examples=examples_for(ReportCase.NAME))
]
router.add_api_route(
    _CASES,
    _report,
    methods=["POST"],
    status_code=HTTPStatus.CREATED,
    operation_id=ReportCase.NAME,
    summary=summary_of(ReportCase),
    description=description_of(ReportCase),
    responses={
        HTTPStatus.CREATED: {"headers": RECEIPT_HEADERS},
        HTTPStatus.OK: {
            "model": ReceiptView,
            "headers": RECEIPT_HEADERS,
            "description": "The reference was reported before; this is its case.",
        },
        **problems.responses(*EVERY_CHANGE, *refusals_of(ReportCase.NAME), codes=PLAIN),
    },
)


async def _filter(
    state: Annotated[
        list[CaseState] | None,
        Query(max_length=len(CaseState), description="Several may be named."),
    ] = None,
    is_open: Annotated[
        bool | None, Query(alias="open", description="Neither closed nor ended.")
    ] = None,
    overdue: Annotated[bool | None, Query(description="Open, and its bound has passed.")] = None,
    due_by: Annotated[
        Instant | None, Query(description="Open, and due at or before this instant.")
    ] = None,
    grid: Annotated[Code | None, Query(description="In this grid.")] = None,
    community: Annotated[Code | None, Query(description="In this community.")] = None,
    unit: Annotated[Code | None, Query(description="The unit has it or had it.")] = None,
    handled_by: Annotated[Code | None, Query(description="The unit has it now.")] = None,
    unassigned: Annotated[bool, Query(description="Open, and no unit has it.")] = False,  # noqa: FBT002 - a query parameter has a name
    category: Annotated[Code | None, Query(description="Of this category of the pack.")] = None,
    kind: Annotated[CaseKind | None, Query(description="Of this kind.")] = None,
    mode: Annotated[RouteMode | None, Query(description="Given out in this way.")] = None,
    level: Annotated[Code | None, Query(description="At this level.")] = None,
    pack: Annotated[
        PackRef | None, Query(description="Judged by this version of the pack (ENV-03).")
    ] = None,
) -> CaseFilter:
    return CaseFilter(
        states=frozenset(state or ()),
        is_open=is_open,
        overdue=overdue,
        due_by=due_by,
        grid=grid,
        community=community,
        unit=unit,
        handled_by=handled_by,
        unassigned=unassigned,
        category=category,
        kind=kind,
        mode=mode,
        level=level,
        pack=pack,
    )


@router.get(
    _CASES,
    operation_id="list_cases",
    summary="List cases in the order of their bounds",
    response_model=CaseList,
    responses=problems.responses(*EVERY_LIST, CalendarMissing, codes=PLAIN_READ),
)
async def list_cases(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: Annotated[CaseFilter, Depends(_filter)],
    as_of: AsOfDep,
    text: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=200,
            pattern=r"^[^\x00]*$",
            description="Words of the report; two Chinese characters are enough.",
        ),
    ] = None,
    due_within: Annotated[
        int | None,
        Query(
            ge=1,
            le=_FARTHEST,
            description="Open, not overdue, and due within so many working days (CAL-03), counted "
            "as the board counts what is due soon; today does not count.",
        ),
    ] = None,
    assignee: Annotated[
        PersonRef | None,
        Query(
            description="Whose cases: responsible by the four lists or the whistle, holder as the "
            "first one asked, or with a post in a unit that has the case now."
        ),
    ] = None,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> Response:
    """Cases the caller may see, earliest bound first, those without a bound last.

    There is one order, by bound and id: it is the one that can be continued from any place however
    much the list changes meanwhile.
    """
    same_list = cursors.list_id("list_cases", which, text, due_within, assignee, as_of)
    after = cursors.decoded(cursor, same_list, CaseCursor)
    read = partial(
        wired.service.queries.list_cases,
        jurisdiction,
        caller,
        which,
        text=text,
        due_within=due_within,
        assignee=assignee,
        after=after,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    following = cursors.linked(request, response, cursors.encoded(page.next, same_list))
    lines: CaseLines = request.app.state.lines
    written = lines.page if as_of is None else page_as_it_was
    content = written(page.items, following)
    return Response(content, media_type="application/json", headers=dict(response.headers))


@router.get(
    f"{_CASES}/{{case_id}}",
    name="get_case",
    operation_id="get_case",
    summary="Read a case",
    responses={
        HTTPStatus.OK: {"headers": {"ETag": RECEIPT_HEADERS["ETag"]}},
        **problems.responses(*EVERY_CASE_READ, codes=PLAIN_READ),
    },
)
async def get_case(
    jurisdiction: Jurisdiction,
    case_id: CaseId,
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    response: Response,
) -> CaseDetailView:
    """How a case stands, with what was reported; or how it stood at ``as_of``, without an ETag."""
    queries = wired.service.queries
    if as_of is not None:
        past = partial(queries.get_case, jurisdiction, caller, case_id, as_of=as_of)
        return CaseDetailView.model_validate(await wired.reads.run(past))
    detail = await wired.reads.run(partial(queries.get_detail, jurisdiction, caller, case_id))
    response.headers["ETag"] = etag(detail.row.version)
    return CaseDetailView.model_validate(detail.row).model_copy(
        update={
            "contacts": detail.contacts,
            "text": detail.content.get("text"),
            "place": json.loads(detail.content.get("place", "null")),
        }
    )


@router.get(
    f"{_CASES}/{{case_id}}/history",
    operation_id="read_history",
    summary="Read the history of a case",
    responses=problems.responses(*EVERY_CASE_READ, codes=PLAIN_READ),
)
async def read_history(
    jurisdiction: Jurisdiction,
    case_id: CaseId,
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
) -> HistoryView:
    """Every event with its clocks and the days they counted, and its corrections beside it."""
    read = partial(wired.service.queries.timeline, jurisdiction, caller, case_id, as_of=as_of)
    entries = await wired.reads.run(read)
    return HistoryView(items=[EventView.model_validate(entry) for entry in entries])
