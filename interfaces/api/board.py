"""Routes of the dispatchers' board and of the registers behind it (rulebook F)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field

from application.read_models.case_board import Grouping
from application.read_models.close_out_register import RegisterCursor, RegisterFilter
from application.read_models.feedback_obligations import ObligationCursor, ObligationFilter
from domain.calendar.errors import CalendarMissing
from domain.cases.record import ObligationStatus
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Instant, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}"
_MOST: Final = 200
_MOST_EVENTS: Final = 1_000

router = APIRouter(tags=["board"])


class BoardCountView(View):
    """Counts of one group; a case of several units counts with each of them."""

    group: str | None = Field(description="The code; null: cases without one.")
    open: int = Field(description="All that are not finished, the overdue among them.")
    overdue: int
    due_soon: int = Field(description="Not overdue, and due within three working days.")


class BoardView(ListView):
    """The whole board; it has as many lines as there are groups."""

    items: list[BoardCountView]


class BoardEventView(View):
    """The event after which a case stands as the board counts it."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    case_id: UUID
    overdue: bool
    due_soon: bool


class BoardEvidence(ListView):
    """One page of the cases behind a line of the board."""

    items: list[BoardEventView]


class ObligationView(View):
    """A unit's duty to report progress (CAS-DG-08). Instants are UTC."""

    case_id: UUID
    obligation_id: str
    unit_id: str
    clock: str = Field(description="Clock of the pack that bounds it.")
    opened_at: AwareDatetime
    due_at: AwareDatetime | None = Field(
        description="Exclusive bound (CAL-02); null while the clock stands still."
    )
    status: ObligationStatus
    settled_at: AwareDatetime | None = Field(
        description="When the report was recorded, or the bound that passed without one."
    )
    given_late_at: AwareDatetime | None


class ObligationList(ListView):
    """One page of feedback obligations."""

    items: list[ObligationView]


class ClaimView(View):
    """One claim that a case is done, and what followed. Instants are UTC."""

    case_id: UUID
    claim_no: int
    claimed_by: str = Field(description="The unit.")
    claimed_at: AwareDatetime
    measures: str
    refused_at: AwareDatetime | None
    refused_by: str | None
    refusal_reasons: tuple[str, ...]
    listed_for_appraisal: bool
    closing_no: int | None
    closed_at: AwareDatetime | None
    closed_by: str | None
    closing_basis: str | None
    verified_by: str | None
    verification: str | None
    on_time: bool | None = Field(description="Null: there was no bound, or no closing.")
    reopened_at: AwareDatetime | None
    reopened_by_rating: bool
    reopen_reason: str | None
    score: int | None
    scale_id: str | None
    rated_at: AwareDatetime | None


class Register(ListView):
    """One page of the close-out register (销号台账)."""

    items: list[ClaimView]


@router.get(
    f"{_ROOT}/board",
    operation_id="read_board",
    summary="Count open, overdue and soon due cases",
    responses=problems.responses(*EVERY_ROUTE, CalendarMissing, codes=PLAIN_READ),
)
async def read_board(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    by: Annotated[Grouping, Query(description="What the counts are grouped by.")],
) -> BoardView:
    """The case board by grid, community, unit, level or mode, of the cases the caller may see."""
    read = partial(wired.service.queries.board, jurisdiction, caller, by, as_of=as_of)
    return BoardView(items=[BoardCountView.model_validate(c) for c in await wired.reads.run(read)])


@router.get(
    f"{_ROOT}/board/evidence",
    operation_id="read_board_evidence",
    summary="List the cases behind a line of the board",
    responses=problems.responses(*EVERY_LIST, CalendarMissing, codes=PLAIN_READ),
)
async def read_board_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    as_of: AsOfDep,
    by: Annotated[Grouping, Query(description="What the counts are grouped by.")],
    group: Annotated[
        Code | None, Query(description="The group; without it the cases that have none.")
    ] = None,
    cursor: cursors.Cursor = None,
    limit: Annotated[
        int, Query(ge=1, le=_MOST_EVENTS, description="Items of a page at most.")
    ] = 200,
) -> BoardEvidence:
    """The newest event of each case that a line counts, in the order of the log."""
    same_list = cursors.list_id("board", by, group, as_of)
    read = partial(
        wired.service.queries.board_evidence,
        jurisdiction,
        caller,
        by,
        group,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return BoardEvidence(
        items=[BoardEventView.model_validate(event) for event in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


async def _obligations(
    unit: Annotated[Code | None, Query(description="The unit that owes or owed it.")] = None,
    case_id: Annotated[UUID | None, Query(description="Of this case.")] = None,
    status: Annotated[
        list[ObligationStatus] | None,
        Query(max_length=len(ObligationStatus), description="Several may be named."),
    ] = None,
) -> ObligationFilter:
    return ObligationFilter(unit=unit, case_id=case_id, statuses=frozenset(status or ()))


@router.get(
    f"{_ROOT}/obligations",
    operation_id="list_obligations",
    summary="List feedback obligations",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_obligations(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: Annotated[ObligationFilter, Depends(_obligations)],
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> ObligationList:
    """Feedback that units owe or owed, the oldest first, of the cases the caller may see."""
    same_list = cursors.list_id("obligations", which, as_of)
    read = partial(
        wired.service.queries.obligations,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, ObligationCursor),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return ObligationList(
        items=[ObligationView.model_validate(row) for row in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


async def _claims(
    case_id: Annotated[UUID | None, Query(description="Of this case.")] = None,
    unit: Annotated[Code | None, Query(description="The unit that made the claim.")] = None,
    since: Annotated[Instant | None, Query(description="Claimed at or after it.")] = None,
    until: Annotated[Instant | None, Query(description="Claimed before it.")] = None,
) -> RegisterFilter:
    return RegisterFilter(case_id=case_id, unit=unit, since=since, until=until)


@router.get(
    f"{_ROOT}/close-out-register",
    operation_id="read_close_out_register",
    summary="Read the close-out register",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_close_out_register(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: Annotated[RegisterFilter, Depends(_claims)],
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> Register:
    """Each claim that a case is done with its refusal or closing, reopening and rating, the oldest
    first (销号台账)."""
    same_list = cursors.list_id("register", which, as_of)
    read = partial(
        wired.service.queries.register,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, RegisterCursor),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return Register(
        items=[ClaimView.model_validate(row) for row in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )
