"""Routes of the books of records: what stands in them, and what should and does not."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field

from application.errors import SpanTooLong
from application.queries.record_desk import RecordCursor
from application.read_models.record_list import RecordFilter
from domain.calendar.errors import CalendarMissing
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Day, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}/books"
_MOST: Final = 200
_MOST_EVENTS: Final = 1_000

router = APIRouter(tags=["books"])


class RecordLineView(View):
    """One entry of a book. Instants are UTC."""

    aggregate_id: UUID = Field(description="Id of the book.")
    no: int = Field(description="Its place in the book, from 1.")
    record: str = Field(description="Kind of record, a word of the pack.")
    event: str = Field(description="Catalogue name of the fact.")
    body: str = Field(description="Where it happened.")
    held_on: date = Field(description="Local day on which it happened.")
    marks: tuple[str, ...] = Field(
        description="What else it says, as `field=value`; who was visited or praised is in the "
        "history alone."
    )
    recorded_at: AwareDatetime


class RecordListView(ListView):
    """One page of the entries."""

    items: list[RecordLineView]


class RecordEventView(View):
    """An event that an entry is."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="Id of the book.")
    event: str = Field(description="Catalogue name.")


class RecordEvidence(ListView):
    """One page of the events behind the entries, in the order of the log."""

    items: list[RecordEventView]


class GapView(View):
    """A record that a body lacks."""

    record: str = Field(description="Kind of record, a word of the pack.")
    body: str
    first_day: date | None = Field(description="Missing from this local day; null: ever since.")
    last_day: date | None = Field(description="To this one, included.")


class GapList(ListView):
    """Everything that is missing in the span asked for."""

    items: list[GapView]


async def _which(
    record: Annotated[Code | None, Query(description="Kind of record.")] = None,
    event: Annotated[Code | None, Query(description="Catalogue name of the fact.")] = None,
    body: Annotated[Code | None, Query(description="Where it happened.")] = None,
    from_on: Annotated[Day | None, Query(description="First local day.")] = None,
    until_on: Annotated[Day | None, Query(description="Last local day.")] = None,
    mark: Annotated[
        str | None, Query(max_length=200, description="`field=value` that it must say.")
    ] = None,
) -> RecordFilter:
    return RecordFilter(
        record=record, event=event, body=body, from_on=from_on, until_on=until_on, mark=mark
    )


WhichDep = Annotated[RecordFilter, Depends(_which)]


@router.get(
    _ROOT,
    operation_id="read_records",
    summary="List what stands in the books",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_records(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> RecordListView:
    """What happened in one's bodies and all below, by day."""
    same_list = cursors.list_id("records", which, as_of)
    read = partial(
        wired.service.records.lines,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, RecordCursor),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return RecordListView(
        items=[RecordLineView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/evidence",
    operation_id="read_record_evidence",
    summary="List the events behind the books",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_record_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[
        int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")
    ] = 1_000,
) -> RecordEvidence:
    """Every event that the same filters show, in the order of the log."""
    same_list = cursors.list_id("record_evidence", which, as_of)
    read = partial(
        wired.service.records.evidence,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return RecordEvidence(
        items=[RecordEventView.model_validate(event) for event in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/gaps",
    operation_id="list_record_gaps",
    summary="List what should be on record and is not",
    responses=problems.responses(*EVERY_ROUTE, SpanTooLong, CalendarMissing, codes=PLAIN_READ),
)
async def list_record_gaps(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    from_on: Annotated[Day, Query(description="First local day.")],
    until_on: Annotated[Day, Query(description="Last local day; at most a year later.")],
    as_of: AsOfDep,
    record: Annotated[Code | None, Query(description="Kind of record.")] = None,
) -> GapList:
    """What the pack expects of each body: a plan once, a roster for each day of its kind. The
    records that are there are listed by the same days."""
    read = partial(
        wired.service.records.gaps,
        jurisdiction,
        caller,
        from_on=from_on,
        until_on=until_on,
        record=record,
        as_of=as_of,
    )
    found = await wired.reads.run(read)
    return GapList(items=[GapView.model_validate(one) for one in found])
