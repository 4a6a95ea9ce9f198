"""Routes of the discipline commission's view of one subject; each reading is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field

from application.dossier.errors import DossierTooLong
from application.errors import BodyNotFound, SpanTooLong
from application.read_models.close_out_register import RegisterCursor
from application.read_models.feedback_obligations import ObligationCursor
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Day, Jurisdiction, Reader, WiringDep
from interfaces.api.dossier_views import (
    ClosingList,
    ClosingView,
    DossierView,
    FeedbackList,
    FeedbackView,
    shown,
)
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View
from interfaces.dossier_file import dossier_csv

_ROOT: Final = "/jurisdictions/{jurisdiction}/accountability-dossiers/{subject}"
_CSV: Final = "text/csv"

router = APIRouter(tags=["accountability"])


class DossierEventView(View):
    """An event that a dossier tells."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="What it happened to.")
    event: str = Field(description="Catalogue name.")


class DossierEvidence(ListView):
    """The events of a dossier, in the order of the log."""

    items: list[DossierEventView]


@dataclass(frozen=True, slots=True)
class _Which:
    """Whose dossier, and of which days."""

    subject: str
    from_on: date
    until_on: date


async def _which(
    subject: Annotated[
        Code,
        Path(
            description="Code of a unit, community, estate or company, or the pseudonymous id of a "
            "member of staff.",
            examples=["u2"],
        ),
    ],
    from_on: Annotated[Day, Query(description="First local day.", examples=["2021-01-01"])],
    until_on: Annotated[Day, Query(description="Last local day.", examples=["2021-12-31"])],
) -> _Which:
    return _Which(subject, from_on, until_on)


WhichDep = Annotated[_Which, Depends(_which)]


@router.get(
    _ROOT,
    operation_id="read_accountability_dossier",
    summary="Read what a subject was called to account for",
    responses=problems.responses(*EVERY_ROUTE, BodyNotFound, SpanTooLong, codes=PLAIN_READ),
)
async def read_accountability_dossier(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, which: WhichDep, as_of: AsOfDep
) -> DossierView:
    """Every trigger with the events that caused it, talk, accountability and notice, missed duties,
    closed cases and feedback times of one subject in one period, without names of people.

    For those who may replay the full history; the reading itself is recorded."""
    read = partial(
        wired.service.dossiers.dossier,
        jurisdiction,
        caller,
        which.subject,
        from_on=which.from_on,
        until_on=which.until_on,
        as_of=as_of,
    )
    return shown(await wired.reads.run(read))


@router.get(
    f"{_ROOT}/evidence",
    operation_id="read_accountability_dossier_evidence",
    summary="List the events that a dossier tells",
    responses=problems.responses(*EVERY_ROUTE, BodyNotFound, SpanTooLong, codes=PLAIN_READ),
)
async def read_accountability_dossier_evidence(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, which: WhichDep, as_of: AsOfDep
) -> DossierEvidence:
    """Every event of the chains, with what they rest on, in the order of the log."""
    read = partial(
        wired.service.dossiers.dossier,
        jurisdiction,
        caller,
        which.subject,
        from_on=which.from_on,
        until_on=which.until_on,
        as_of=as_of,
    )
    found = await wired.reads.run(read)
    told = sorted({event.position: event for event in found.events()}.items())
    return DossierEvidence(items=[DossierEventView.model_validate(event) for _, event in told])


@router.get(
    f"{_ROOT}/feedback",
    operation_id="list_accountability_dossier_feedback",
    summary="List the feedback times of a subject",
    responses=problems.responses(*EVERY_LIST, BodyNotFound, SpanTooLong, codes=PLAIN_READ),
)
async def list_accountability_dossier_feedback(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
) -> FeedbackList:
    """Feedback that the unit came to owe in the period, the oldest first."""
    same_list = cursors.list_id("dossier_feedback", which, as_of)
    read = partial(
        wired.service.dossiers.feedback_of,
        jurisdiction,
        caller,
        which.subject,
        from_on=which.from_on,
        until_on=which.until_on,
        after=cursors.decoded(cursor, same_list, ObligationCursor),
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return FeedbackList(
        items=[FeedbackView.model_validate(row) for row in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/closings",
    operation_id="list_accountability_dossier_closings",
    summary="List the closed cases of a subject",
    responses=problems.responses(*EVERY_LIST, BodyNotFound, SpanTooLong, codes=PLAIN_READ),
)
async def list_accountability_dossier_closings(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
) -> ClosingList:
    """Claims of the period on cases that the unit handled, the oldest first."""
    same_list = cursors.list_id("dossier_closings", which, as_of)
    read = partial(
        wired.service.dossiers.closings_of,
        jurisdiction,
        caller,
        which.subject,
        from_on=which.from_on,
        until_on=which.until_on,
        after=cursors.decoded(cursor, same_list, RegisterCursor),
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return ClosingList(
        items=[ClosingView.model_validate(row) for row in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/dossier.csv",
    operation_id="export_accountability_dossier",
    summary="Export a dossier as CSV",
    response_class=Response,
    responses={
        HTTPStatus.OK: {"content": {_CSV: {"schema": {"type": "string"}}}},
        **problems.responses(
            *EVERY_ROUTE, BodyNotFound, DossierTooLong, SpanTooLong, codes=PLAIN_READ
        ),
    },
)
async def export_accountability_dossier(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, which: WhichDep, as_of: AsOfDep
) -> Response:
    """All of a dossier, one line for each event, duty, feedback and closing; cells that a
    spreadsheet would take for a formula begin with an apostrophe."""
    read = partial(
        wired.service.dossiers.whole,
        jurisdiction,
        caller,
        which.subject,
        from_on=which.from_on,
        until_on=which.until_on,
        as_of=as_of,
    )
    found = await wired.reads.run(read)
    return Response(dossier_csv(found), media_type=_CSV)
