"""Routes of the oversight list: prior opinions, orders, inspections and targets."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field

from application.queries.oversight_desk import OversightCursor
from application.read_models.oversight_list import Matter, OversightFilter
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}/oversight"
_MOST: Final = 200
_MOST_EVENTS: Final = 1_000

router = APIRouter(tags=["oversight"])


class OversightLineView(View):
    """A prior opinion, an order, an inspection or a target. Instants are UTC."""

    aggregate_id: UUID = Field(description="Its id.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    kind: Matter
    code: str = Field(description="Its code, as it stands in the path of its commands.")
    name: str | None = Field(description="Gate, inspection or target of the pack; null: an order.")
    about: str = Field(description="Code of the file, estate, company or body.")
    bodies: tuple[str, ...] = Field(description="Bodies it belongs to; of a gate those asked.")
    state: str = Field(
        description="REQUESTED, PASSED, BLOCKED; ORDERED, SUBMITTED, ACCEPTED; RUNNING, MET, "
        "MISSED; INCOMPLETE, COMPLETE; DONE."
    )
    due_at: AwareDatetime | None = Field(description="Exclusive bound (CAL-02); null: none.")
    late_at: AwareDatetime | None = Field(
        description="The bound that passed without what was due; stays when it comes late."
    )
    approved: bool | None = Field(description="What a gate was answered; null: not yet.")
    count: int | None = Field(description="How far a target has come.")
    wanted: int | None = Field(description="The figure of a target.")
    open_defects: int | None = Field(
        description="What is still wrong; of a round of supervision how much of it is missing."
    )
    pack: str = Field(description="`id@version` that judges it (ENV-03).")


class OversightListView(ListView):
    """One page of the list."""

    items: list[OversightLineView]


class OversightEventView(View):
    """An event that a row was folded from."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="What it happened to.")
    event: str = Field(description="Catalogue name.")


class OversightEvidence(ListView):
    """One page of the events behind the list, in the order of the log."""

    items: list[OversightEventView]


async def _which(
    kind: Annotated[Matter | None, Query(description="What sort of thing.")] = None,
    code: Annotated[Code | None, Query(description="Its code.")] = None,
    name: Annotated[Code | None, Query(description="Word of the pack for its kind.")] = None,
    about: Annotated[Code | None, Query(description="What it is about.")] = None,
    body: Annotated[Code | None, Query(description="A body it belongs to.")] = None,
    state: Annotated[Code | None, Query(description="Where it stands.")] = None,
    late: Annotated[bool | None, Query(description="Whether a bound passed.")] = None,
) -> OversightFilter:
    return OversightFilter(
        kind=kind, code=code, name=name, about=about, body=body, state=state, late=late
    )


WhichDep = Annotated[OversightFilter, Depends(_which)]


@router.get(
    _ROOT,
    operation_id="read_oversight",
    summary="List prior opinions, orders, inspections and targets",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_oversight(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> OversightListView:
    """What belongs to one's bodies and all below, by kind and code."""
    same_list = cursors.list_id("oversight", which, as_of)
    read = partial(
        wired.service.oversight.lines,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, OversightCursor),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return OversightListView(
        items=[OversightLineView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/evidence",
    operation_id="read_oversight_evidence",
    summary="List the events behind the oversight list",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_oversight_evidence(
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
) -> OversightEvidence:
    """Every event of what the same filters show, in the order of the log."""
    same_list = cursors.list_id("oversight_evidence", which, as_of)
    read = partial(
        wired.service.oversight.evidence,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return OversightEvidence(
        items=[OversightEventView.model_validate(event) for event in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )
