"""Routes of the discipline commission's view of one subject; each reading is on record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from application.dossier.desk import DossierDesk
from application.dossier.errors import DossierTooLong
from application.errors import BodyNotFound, SpanTooLong
from application.read_models.as_of import AsOf
from application.read_models.close_out_register import RegisterCursor
from application.read_models.feedback_obligations import ObligationCursor
from application.read_models.pages import Page
from application.use_cases.request import Caller
from domain.vocabulary import Code
from interfaces.accountability_chain import chain_drawing
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Day, Jurisdiction, Reader, WiringDep
from interfaces.api.dossier_views import (
    ClosingList,
    DossierView,
    FeedbackList,
    shown,
)
from interfaces.api.listing import RowEvent
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView
from interfaces.api.whole_pages import DRAWING, PAGE, SVG, page_answer
from interfaces.dossier_file import dossier_csv
from interfaces.pages.chain_page import chain_page

_ROOT: Final = "/jurisdictions/{jurisdiction}/accountability-dossiers/{subject}"
_CSV: Final = "text/csv"
T = TypeVar("T")

router = APIRouter(tags=["accountability"])


class DossierEventView(RowEvent):
    """An event that a dossier tells."""


class DossierEvidence(ListView):
    """The events of a dossier, in the order of the log."""

    items: list[DossierEventView]


@dataclass(frozen=True, slots=True)
class _Which:
    """Whose dossier, and of which days."""

    subject: str
    from_on: date
    until_on: date

    def put_to(
        self, asks: Callable[..., T], jurisdiction: str, caller: Caller, as_of: AsOf | None
    ) -> Callable[..., T]:
        """A method of the desk with what all of them are told."""
        return partial(
            asks,
            jurisdiction,
            caller,
            self.subject,
            from_on=self.from_on,
            until_on=self.until_on,
            as_of=as_of,
        )


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
    read = which.put_to(wired.service.dossiers.dossier, jurisdiction, caller, as_of)
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
    read = which.put_to(wired.service.dossiers.dossier, jurisdiction, caller, as_of)
    found = await wired.reads.run(read)
    told = sorted({event.position: event for event in found.events()}.items())
    return DossierEvidence(items=[DossierEventView.model_validate(event) for _, event in told])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that a dossier shows the first of, all of them page by page."""

    name: str
    below: str
    summary: str
    told: str
    asks: Callable[[DossierDesk], Callable[..., Page[Any, Any]]]
    place: type[Any]
    page: type[ListView]

    def add_to(self, router: APIRouter) -> None:
        router.add_api_route(
            f"{_ROOT}/{self.below}",
            self._endpoint(),
            methods=["GET"],
            operation_id=self.name,
            summary=self.summary,
            description=self.told,
            response_model=self.page,
            responses=problems.responses(*EVERY_LIST, BodyNotFound, SpanTooLong, codes=PLAIN_READ),
        )

    def _endpoint(self) -> Callable[..., Awaitable[ListView]]:
        async def endpoint(
            jurisdiction: Jurisdiction,
            caller: Reader,
            wired: WiringDep,
            request: Request,
            response: Response,
            which: WhichDep,
            as_of: AsOfDep,
            cursor: cursors.Cursor = None,
        ) -> ListView:
            same_list = cursors.list_id(self.name, which, as_of)
            read = which.put_to(self.asks(wired.service.dossiers), jurisdiction, caller, as_of)
            after = cursors.decoded(cursor, same_list, self.place)
            found = await wired.reads.run(partial(read, after=after))
            following = cursors.linked(request, response, cursors.encoded(found.next, same_list))
            return self.page.model_validate({"items": found.items, "next": following})

        return endpoint


_Rows(
    name="list_accountability_dossier_feedback",
    below="feedback",
    summary="List the feedback times of a subject",
    told="Feedback that the unit came to owe in the period, the oldest first.",
    asks=lambda desk: desk.feedback_of,
    place=ObligationCursor,
    page=FeedbackList,
).add_to(router)
_Rows(
    name="list_accountability_dossier_closings",
    below="closings",
    summary="List the closed cases of a subject",
    told="Claims of the period on cases that the unit handled, the oldest first.",
    asks=lambda desk: desk.closings_of,
    place=RegisterCursor,
    page=ClosingList,
).add_to(router)


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
    read = which.put_to(wired.service.dossiers.whole, jurisdiction, caller, as_of)
    found = await wired.reads.run(read)
    return Response(dossier_csv(found), media_type=_CSV)


@router.get(
    f"{_ROOT}/chain.svg",
    operation_id="draw_accountability_chain",
    summary="Draw why a subject was called to account",
    response_class=Response,
    responses={
        **DRAWING,
        **problems.responses(*EVERY_ROUTE, BodyNotFound, SpanTooLong, codes=PLAIN_READ),
    },
)
async def draw_accountability_chain(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, which: WhichDep, as_of: AsOfDep
) -> Response:
    """From the events that caused each talk to minutes, admonition, decision, notice and appeal,
    with instants, bounds, rules and posts; nobody is named. All of it stands in the description,
    too. The reading is recorded as that of a dossier is."""
    read = which.put_to(wired.service.dossiers.dossier, jurisdiction, caller, as_of)
    found = await wired.reads.run(read)
    return Response(await wired.reads.run(partial(chain_drawing, found)), media_type=SVG)


@router.get(
    f"{_ROOT}/chain.html",
    operation_id="read_accountability_chain",
    summary="Read why a subject was called to account as a page",
    response_class=Response,
    responses={
        **PAGE,
        **problems.responses(*EVERY_ROUTE, BodyNotFound, SpanTooLong, codes=PLAIN_READ),
    },
)
async def read_accountability_chain(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, which: WhichDep, as_of: AsOfDep
) -> Response:
    """The drawing, and the same as a list that can be read out; with links to the evidence."""
    read = which.put_to(wired.service.dossiers.dossier, jurisdiction, caller, as_of)
    found = await wired.reads.run(read)
    return page_answer(await wired.reads.run(partial(chain_page, found, jurisdiction)))
