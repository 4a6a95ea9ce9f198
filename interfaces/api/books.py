"""Routes of the books of records: what stands in them, and what should and does not."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from application.errors import SpanTooLong
from application.queries.record_desk import RecordCursor
from application.read_models.record_list import RecordFilter
from domain.calendar.errors import CalendarMissing
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Day, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import EvidenceRoute, PageRoute, RowEvent
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}/books"

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


class RecordEventView(RowEvent):
    """An event that an entry is."""

    aggregate_id: UUID = Field(description="Id of the book.")


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


PageRoute(
    name="read_records",
    path="/books",
    summary="List what stands in the books",
    told="What happened in one's bodies and all below, by day.",
    asks=lambda service: service.records.rows,
    which=_which,
    place=RecordCursor,
    page=RecordListView,
).add_to(router)


EvidenceRoute(
    name="read_record_evidence",
    path="/books/evidence",
    summary="List the events behind the books",
    told="Every event that the same filters show, in the order of the log.",
    asks=lambda service: service.records.evidence,
    which=_which,
    page=RecordEvidence,
).add_to(router)


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
