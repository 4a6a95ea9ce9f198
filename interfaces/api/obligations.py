"""Routes of the obligation calendar: what was owed, by whom, and what became of it (F)."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field

from application.errors import BodyNotFound
from application.read_models.obligation_calendar import CalendarCursor, CalendarFilter, Standing
from domain.obligations.obligation import ObligationState
from domain.vocabulary import Code, Strength
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Instant, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import EvidenceRoute, PageRoute, RowEvent
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}/obligation-calendar"

router = APIRouter(tags=["obligations"])


class ObligationLineView(View):
    """What somebody owes in one window (OBL-01). Instants are UTC."""

    aggregate_id: UUID = Field(description="Id of the obligation.")
    code: str = Field(description="What is owed, a word of the pack.")
    subject: str = Field(description="What it is about: a body, a household, a matter.")
    holder: str = Field(description="Who owes it: a body, a post or a person.")
    body: str = Field(description="The body in whose charge that is.")
    window_start: AwareDatetime
    due_at: AwareDatetime = Field(description="Exclusive bound (CAL-02).")
    strength: Strength
    min_count: int = Field(
        description="How much is owed; of a share what it comes to, so far or once it is judged."
    )
    count: int = Field(description="How much was done.")
    measure: str | None = Field(description="What is added up; null: deeds are counted.")
    state: ObligationState = Field(description="What became of it.")
    standing: Standing = Field(
        description="How it is shown: a missed MUST is MISSED, a SHOULD a DEVIATION, a MAY "
        "NOT_DONE; done late it stays so (0.2)."
    )
    to_accountability: bool = Field(description="The miss goes to the accountability view.")
    escalates_to: str | None = Field(description="Post that a miss is reported to.")
    missed_at: AwareDatetime | None = Field(
        description="The bound that passed; stays when it is done late."
    )
    fulfilled_at: AwareDatetime | None = Field(description="When enough was recorded.")
    reminded: int | None = Field(description="Working days before the end at the last reminder.")
    next_reminder_at: AwareDatetime | None
    calendar_version: str = Field(description="The calendar that decided the window.")
    pack: str = Field(description="`id@version` that judges it (ENV-03).")
    evidence: tuple[str, ...] = Field(description="The events that count.")
    base: int | None = Field(
        description="Of how many bodies the count is a share (RWD-BZ-04); null: it is none, or is "
        "not judged yet."
    )
    share: str | None = Field(
        description="What was reached of it, with one decimal (CAL-07).", examples=["18.3 %"]
    )


class ObligationCalendarView(ListView):
    """One page of the calendar."""

    items: list[ObligationLineView]


class CalendarCountView(View):
    """How many obligations of one holder and code stand how."""

    body: str
    holder: str
    code: str
    due: int
    met: int
    missed: int
    deviation: int
    not_done: int
    not_due: int


class CalendarCounts(ListView):
    """The counts; as many as there are holders and codes."""

    items: list[CalendarCountView]


class CalendarEventView(RowEvent):
    """An event that a line was folded from."""

    aggregate_id: UUID = Field(description="The obligation.")


class CalendarEvidence(ListView):
    """One page of the events behind the calendar, in the order of the log."""

    items: list[CalendarEventView]


async def _which(
    holder: Annotated[Code | None, Query(description="Who owes it.")] = None,
    code: Annotated[Code | None, Query(description="What is owed, a word of the pack.")] = None,
    subject: Annotated[Code | None, Query(description="What or whom it is about.")] = None,
    body: Annotated[Code | None, Query(description="In whose charge it is.")] = None,
    under: Annotated[Code | None, Query(description="Of this body or any below it.")] = None,
    standing: Annotated[
        list[Standing] | None,
        Query(max_length=len(Standing), description="Several may be named."),
    ] = None,
    due_from: Annotated[Instant | None, Query(description="Due at or after it.")] = None,
    due_until: Annotated[Instant | None, Query(description="Due before it.")] = None,
    to_accountability: Annotated[
        bool | None, Query(description="Missed, and feeding the accountability view.")
    ] = None,
) -> CalendarFilter:
    return CalendarFilter(
        holder=holder,
        code=code,
        subject=subject,
        body=body,
        under=under,
        standing=frozenset(standing or ()),
        due_from=due_from,
        due_until=due_until,
        to_accountability=to_accountability,
    )


WhichDep = Annotated[CalendarFilter, Depends(_which)]


PageRoute(
    name="read_obligation_calendar",
    path="/obligation-calendar",
    summary="Read the obligation calendar",
    told="What one's bodies and all below owe or owed, the earliest bound first.",
    asks=lambda service: service.obligations.rows,
    which=_which,
    place=CalendarCursor,
    page=ObligationCalendarView,
    refusals=(BodyNotFound,),
).add_to(router)


@router.get(
    f"{_ROOT}/counts",
    operation_id="read_obligation_counts",
    summary="Count what was met and missed",
    responses=problems.responses(*EVERY_ROUTE, BodyNotFound, codes=PLAIN_READ),
)
async def read_obligation_counts(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    which: WhichDep,
    as_of: AsOfDep,
) -> CalendarCounts:
    """Due, met, missed and deviating by body, holder and code; a period is stated by
    ``due_from`` and ``due_until``."""
    read = partial(wired.service.obligations.counts, jurisdiction, caller, which, as_of=as_of)
    found = await wired.reads.run(read)
    return CalendarCounts(items=[CalendarCountView.model_validate(one) for one in found])


EvidenceRoute(
    name="read_obligation_evidence",
    path="/obligation-calendar/evidence",
    summary="List the events behind the obligation calendar",
    told="Every event of the obligations that the same filters show, in the order of the log.",
    asks=lambda service: service.obligations.evidence,
    which=_which,
    page=CalendarEvidence,
    refusals=(BodyNotFound,),
).add_to(router)
