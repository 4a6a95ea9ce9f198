"""Routes of volunteers: balances, and the lines of their ledgers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from application.read_models.volunteer_accounts import LineFilter, VolunteerFilter
from domain.vocabulary import CalendarYear, Code, PersonRef
from interfaces.api.listing import ListRoutes
from interfaces.api.views import View

router = APIRouter()

_Exact = Annotated[Decimal, Field(description="Exact, as text.")]
_Holder = Annotated[PersonRef | None, Query(description="Pseudonymous id of the holder.")]
_Body = Annotated[Code | None, Query(description="Grid or community that keeps the account.")]


class VolunteerView(View):
    """The account of a person, a household, a business or a team. Hours and points are exact."""

    code: str = Field(description="Pseudonymous id of the holder.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    kind: str = Field(description="Word of the pack.")
    body: str = Field(description="Grid or community that keeps the account.")
    registered_on: date
    services: int = Field(description="How many were recorded, false ones included.")
    hours: _Exact
    earned: _Exact
    redeemed: _Exact
    reversed: _Exact
    balance: Decimal | None = Field(
        description="What they leave; null: the pack has no rates, so there are no points (B-45)."
    )
    blocked: bool = Field(description="Reversals took the balance below zero; nothing is redeemed.")
    trained_years: tuple[int, ...] = Field(description="Years with training.")


class VolunteerLineView(View):
    """Service, or points that moved. Hours and points are exact."""

    code: str = Field(description="Pseudonymous id of the holder.")
    no: int = Field(description="Version of its event in the account.")
    event: str = Field(description="Catalogue name.")
    service: int | None = Field(description="Number of the service it is about; null: of none.")
    field: str | None = Field(description="Field of service, a word of the pack.")
    activity: str | None
    goods: str | None
    hours: Decimal | None
    points: Decimal | None = Field(description="What it added; below zero what it took.")
    balance: _Exact
    stands: bool = Field(description="Not taken back by a later line.")
    held_on: date = Field(description="Local day of the service, else of the record.")
    recorded_at: AwareDatetime


async def _which(
    account: _Holder = None,
    kind: Annotated[Code | None, Query(description="Kind of account.")] = None,
    body: _Body = None,
    blocked: Annotated[bool | None, Query(description="Whether it is below zero.")] = None,
    untrained_in: Annotated[
        CalendarYear | None,
        Query(description="A year by which one was registered and not trained."),
    ] = None,
) -> VolunteerFilter:
    return VolunteerFilter(
        code=account, kind=kind, body=body, blocked=blocked, untrained_in=untrained_in
    )


async def _lines(
    account: _Holder = None,
    body: _Body = None,
    event: Annotated[Code | None, Query(description="Catalogue name.")] = None,
    field: Annotated[Code | None, Query(description="Field of service.")] = None,
    activity: Annotated[Code | None, Query(description="What was done.")] = None,
    from_on: Annotated[date | None, Query(description="First local day.")] = None,
    until_on: Annotated[date | None, Query(description="Last local day.")] = None,
) -> LineFilter:
    return LineFilter(
        code=account,
        body=body,
        event=event,
        field=field,
        activity=activity,
        from_on=from_on,
        until_on=until_on,
    )


ListRoutes(
    name="read_volunteers",
    path="/volunteers",
    tag="volunteers",
    what="accounts of volunteers",
    told="Balances by holder, of one's bodies and all below; a resident's own.",
    desk=lambda service: service.volunteers,
    which=_which,
    item=VolunteerView,
).add_to(router)
ListRoutes(
    name="read_volunteer_ledger",
    path="/volunteer-ledger",
    tag="volunteers",
    what="lines of volunteers' ledgers",
    told="Service, and points earned, redeemed and taken back, by holder in their order.",
    desk=lambda service: service.volunteer_ledger,
    which=_lines,
    item=VolunteerLineView,
).add_to(router)
