"""Routes that read the working calendar (CAL-02, CAL-03, CAL-04)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, Field

from domain.calendar.clocks import ClockRule, DayKind, Roll
from domain.calendar.errors import CalendarMissing
from interfaces.api import problems
from interfaces.api.dependencies import Day, Instant, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import View

_CALENDAR: Final = "/jurisdictions/{jurisdiction}/calendar"
_LONGEST: Final = 3660

router = APIRouter(tags=["policy"])


class CalendarView(View):
    """The working-day tables in force. What they do not say is refused, never guessed."""

    version: str = Field(description="Stored with every deadline these tables decide.")
    years: list[int] = Field(description="Years with a complete table.")
    days_off: list[date] = Field(description="Days not worked that are named.")
    days_worked: list[date] = Field(description="Days worked that are named, weekends too.")


class DayView(View):
    """Whether a local day is worked."""

    day: date
    working: bool
    calendar_version: str


class DeadlineView(View):
    """The end of a clock and how it was found."""

    due_on: date = Field(description="Last local day in time.")
    due_at: AwareDatetime = Field(description="Exclusive bound, UTC (CAL-02).")
    counted_on: tuple[date, ...]
    rolled_from: date | None
    n: int | None
    kind: DayKind | None
    roll: Roll
    calendar_version: str


@router.get(
    _CALENDAR,
    operation_id="get_calendar",
    summary="Read the working calendar",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def get_calendar(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep
) -> CalendarView:
    """The built-in tables under the notices that the jurisdiction imported (CAL-03, CAL-08)."""
    read = partial(wired.service.policies.calendar, jurisdiction, caller)
    calendar = await wired.reads.run(read)
    return CalendarView(
        version=calendar.version,
        years=sorted(calendar.years),
        days_off=sorted(calendar.days_off),
        days_worked=sorted(calendar.days_worked),
    )


@router.get(
    f"{_CALENDAR}/days/{{day}}",
    operation_id="get_day",
    summary="Tell whether a day is worked",
    responses=problems.responses(*EVERY_ROUTE, CalendarMissing, codes=PLAIN_READ),
)
async def get_day(
    jurisdiction: Jurisdiction,
    day: Annotated[Day, Path(description="Local day.", examples=["2021-10-01"])],
    caller: Reader,
    wired: WiringDep,
) -> DayView:
    """Refused where no table says, so that nobody promises a date that nobody knows (CAL-03)."""
    read = partial(wired.service.policies.calendar, jurisdiction, caller)
    calendar = await wired.reads.run(read)
    return DayView(day=day, working=calendar.is_working_day(day), calendar_version=calendar.version)


async def _rule(
    days: Annotated[int, Query(ge=1, le=_LONGEST, description="How many; day 0 does not count.")],
    kind: Annotated[DayKind, Query(description="Which days count.")] = DayKind.WORKING_DAY,
    roll: Annotated[Roll, Query(description="What a last day off does (CAL-04).")] = Roll.NONE,
) -> ClockRule:
    return ClockRule(n=days, kind=kind, roll=roll)


@router.get(
    f"{_CALENDAR}/deadline",
    operation_id="get_deadline",
    summary="Tell where a clock would end",
    responses=problems.responses(*EVERY_ROUTE, CalendarMissing, codes=PLAIN_READ),
)
async def get_deadline(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    rule: Annotated[ClockRule, Depends(_rule)],
    start: Annotated[
        Instant | None, Query(description="When it starts, RFC 3339 with offset; without it now.")
    ] = None,
) -> DeadlineView:
    """So many days from an instant, with the days that were counted."""
    read = partial(wired.service.policies.deadline, jurisdiction, caller, rule, start)
    return DeadlineView.model_validate(await wired.reads.run(read))
