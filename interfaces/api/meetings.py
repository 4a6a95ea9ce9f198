"""Routes that read meetings: sessions, and who met as often as they have to (rulebook 4)."""

from __future__ import annotations

from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Response
from pydantic import AwareDatetime, Field

from application.errors import BodyNotFound
from application.queries.meeting_desk import ComplianceLine, CompliancePlace, SpanTooLong
from application.read_models.meeting_sessions import (
    SessionCursor,
    SessionFilter,
    SessionRow,
    SessionState,
)
from domain.calendar.periods import Period
from domain.meetings.compliance import Verdict
from domain.meetings.errors import MeetingNotFound, MeetingTypeUndefined
from domain.vocabulary import Code, Strength
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep, etag
from interfaces.api.listing import PageRoute
from interfaces.api.receipts import RECEIPT_HEADERS
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}"

router = APIRouter(tags=["meetings"])


class SessionView(View):
    """One session in the record of one body; a session that counts in two bodies is two lines."""

    code: str
    body: str = Field(description="In whose record it counts.")
    held_by: str = Field(description="The body that holds it.")
    type: str
    pack: str = Field(description="Policy pack that judges it, id@version (ENV-03).")
    version: int = Field(description="Its ETag.")
    begins_at: AwareDatetime
    held_on: date = Field(description="Local day.")
    state: SessionState
    entitled: int | None = Field(description="How many count for the quorum; null: none asked.")
    present: int | None
    quorum_met: bool | None = Field(description="Null: not checked.")
    adopted: int = Field(description="Resolutions adopted.")
    rejected: int = Field(description="Resolutions rejected.")
    chair: str | None = Field(description="Pseudonymous id.")
    host: str | None = Field(description="The member whose turn it was.")
    fulfils: list[str] = Field(description="Types whose duty it counts for.")
    missing_sides: list[str]
    minutes_ref: str | None
    held_at: AwareDatetime | None = Field(description="When it was entered as held.")
    publish_due_at: AwareDatetime | None = Field(description="Exclusive bound (CAL-02).")
    published_on: date | None
    published_in_time: bool | None = Field(description="Null: not published, or no clock.")


class SessionList(ListView):
    """One page of sessions."""

    items: list[SessionView]


class ComplianceView(View):
    """How often a body held a type of meeting in one window."""

    body: str
    type: str
    strength: Strength
    period: Period
    first_day: date
    last_day: date
    required: int
    held: int = Field(description="Held in the window and entered before it ended.")
    late: int = Field(description="Held in the window and entered afterwards; a miss stays one.")
    void: int = Field(description="Called, and void: without quorum or without a needed side.")
    short_by: int
    verdict: Verdict
    sessions: list[str] = Field(description="Codes of the sessions that count.")


class ComplianceList(ListView):
    """One page of windows, by body and type."""

    items: list[ComplianceView]


def _compliance_view(line: ComplianceLine) -> ComplianceView:
    found = line.standing
    return ComplianceView(
        body=line.body,
        type=line.type,
        strength=line.strength,
        period=found.window.period,
        first_day=found.window.first_day,
        last_day=found.window.last_day,
        required=found.required,
        held=found.held,
        late=found.late,
        void=line.void,
        short_by=found.short_by,
        verdict=found.verdict,
        sessions=list(line.sessions),
    )


def _session_view(row: SessionRow) -> SessionView:
    return SessionView.model_validate(row)


Since = Annotated[date | None, Query(description="First local day.", examples=["2021-09-01"])]
Until = Annotated[date | None, Query(description="Last local day.", examples=["2021-12-31"])]


async def _which(
    body: Annotated[Code | None, Query(description="In the record of this body.")] = None,
    type: Annotated[Code | None, Query(description="Of this type, or counting for it.")] = None,  # noqa: A002 - the rulebook's word
    since: Since = None,
    until: Until = None,
) -> SessionFilter:
    return SessionFilter(body=body, type=type, since=since, until=until)


PageRoute(
    name="list_meetings",
    path="/meetings",
    summary="List sessions",
    told="Sessions in the order of their days, those that were called and not held yet included.",
    asks=lambda service: service.meetings.rows,
    which=_which,
    place=SessionCursor,
    page=SessionList,
    first=200,
    most=500,
).add_to(router)


@router.get(
    f"{_ROOT}/meetings/{{code}}",
    name="get_meeting",
    operation_id="get_meeting",
    summary="Read one session",
    responses={
        HTTPStatus.OK: {"headers": {"ETag": RECEIPT_HEADERS["ETag"]}},
        **problems.responses(*EVERY_ROUTE, MeetingNotFound, codes=PLAIN_READ),
    },
)
async def get_meeting(
    jurisdiction: Jurisdiction,
    code: Annotated[Code, Path(description="Code of the meeting.", examples=["hearing-2021-09"])],
    caller: Reader,
    wired: WiringDep,
    as_of: AsOfDep,
    response: Response,
) -> SessionView:
    """A session in the record of the body that holds it; as of an instant without an ETag."""
    read = partial(wired.service.meetings.session, jurisdiction, caller, code, as_of=as_of)
    row = await wired.reads.run(read)
    if as_of is None:
        response.headers["ETag"] = etag(row.version)
    return _session_view(row)


PageRoute(
    name="list_meeting_compliance",
    path="/meeting-compliance",
    summary="List how often each body met",
    told="Every window with a day between ``since`` and ``until``: held, required, void, verdict.",
    asks=lambda service: service.meetings.compliance,
    which=_which,
    place=CompliancePlace,
    page=ComplianceList,
    shown=_compliance_view,
    first=200,
    most=500,
    refusals=(MeetingTypeUndefined, SpanTooLong),
).add_to(router)


@router.get(
    f"{_ROOT}/meeting-compliance/evidence",
    operation_id="read_meeting_compliance_evidence",
    summary="Read the sessions behind one window",
    responses=problems.responses(
        *EVERY_ROUTE, BodyNotFound, MeetingTypeUndefined, codes=PLAIN_READ
    ),
)
async def read_meeting_compliance_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    body: Annotated[Code, Query(description="The body.", examples=["c1"])],
    type: Annotated[Code, Query(description="The type of meeting.", examples=["hearing"])],  # noqa: A002 - the rulebook's word
    on: Annotated[date, Query(description="A local day of the window.", examples=["2021-10-01"])],
    as_of: AsOfDep,
) -> SessionList:
    """Every session of the window, those that do not count included."""
    found = await wired.reads.run(
        partial(
            wired.service.meetings.sessions_of,
            jurisdiction,
            caller,
            body=body,
            type=type,
            on=on,
            as_of=as_of,
        )
    )
    return SessionList(items=[_session_view(row) for row in found], next=None)
