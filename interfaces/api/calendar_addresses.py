"""Routes of secret addresses of calendar feeds, for programs that can send no header."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Body, Path, Request, Response
from pydantic import AwareDatetime, Field

from application.calendar_addresses import (
    LONGEST,
    CalendarAddress,
    CalendarAddressNotForOthers,
    TooManyCalendarAddresses,
)
from application.errors import CalendarAddressNotFound, FeedNotFound
from application.identity import Unauthenticated
from application.ports import KeyReused, LogUnavailable
from domain.vocabulary import Code, PersonRef
from interfaces.api import problems
from interfaces.api.bodies import CommandBody
from interfaces.api.calendar_feeds import FEED, calendar_of
from interfaces.api.dependencies import IdempotencyKey, Jurisdiction, Reader, WiringDep, Writer
from interfaces.api.icalendar import MEDIA_TYPE
from interfaces.api.receipts import REPLAYED
from interfaces.api.refusals import (
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    RateExceeded,
    ServiceBusy,
)
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN, PLAIN_READ
from interfaces.api.views import ListView, View

_ALL: Final = "/jurisdictions/{jurisdiction}/calendar-addresses"
_OPEN: Final = "/public/{jurisdiction}/calendar-feeds/{secret}/calendar.ics"
# What it answers is somebody's; what it is called must not be told to anybody.
_HEADERS: Final = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
_EXAMPLE: Final = {"holder": "li-01", "days": 180}

router = APIRouter(tags=["obligations"])


class CalendarAddressBody(CommandBody):
    """Which feed, and for how long."""

    holder: PersonRef = Field(
        description="Pseudonymous id of the person who holds the posts.", examples=["li-01"]
    )
    days: int = Field(
        default=180, ge=1, le=LONGEST.days, description="So many days from now it is good."
    )


class CalendarAddressView(View):
    """An address without its secret. Instants are UTC."""

    address_id: str = Field(description="Names it, and opens nothing.")
    holder: str
    issued_at: AwareDatetime
    expires_at: AwareDatetime = Field(description="Exclusive.")
    revoked_at: AwareDatetime | None
    last_used_on: date | None = Field(description="Local day; null: never used.")


class IssuedCalendarAddressView(CalendarAddressView):
    """A new address."""

    path: str | None = Field(
        description="To be put after the address of this service, into the calendar program. Who "
        "knows it reads the feed. It is shown once: null where the key had been used."
    )


class CalendarAddressList(ListView):
    """One's own addresses, also those that are no longer good; there are never many."""

    items: list[CalendarAddressView]


@router.post(
    _ALL,
    operation_id="issue_calendar_address",
    summary="Make a secret address of a calendar feed",
    status_code=HTTPStatus.CREATED,
    responses=problems.responses(
        *EVERY_ROUTE,
        CalendarAddressNotForOthers,
        FeedNotFound,
        TooManyCalendarAddresses,
        IdempotencyKeyMissing,
        IdempotencyKeyMalformed,
        KeyReused,
        codes=PLAIN,
    ),
)
async def issue_calendar_address(
    jurisdiction: Jurisdiction,
    caller: Writer,
    _reads: Reader,  # what it opens is read, so the token must be good for that as well
    key: IdempotencyKey,
    wired: WiringDep,
    request: Request,
    response: Response,
    body: Annotated[
        CalendarAddressBody, Body(openapi_examples={"half a year": {"value": _EXAMPLE}})
    ],
) -> IssuedCalendarAddressView:
    """For programs that can send no header. It opens this feed alone, with the rights that the
    caller has at the time of asking, until it ends or is revoked."""
    work = partial(
        wired.service.calendar_addresses.issue,
        jurisdiction,
        caller,
        body.holder,
        lifetime=timedelta(days=body.days),
        key=key,
    )
    issued = await wired.commands.run(work)
    path = None
    if issued.secret is None:
        response.headers[REPLAYED] = "true"
    else:
        opened = {"jurisdiction": jurisdiction, "secret": issued.secret}
        path = str(request.app.url_path_for("open_calendar_address", **opened))
    shown = CalendarAddressView.model_validate(issued.address).model_dump()
    return IssuedCalendarAddressView(**shown, path=path)


@router.get(
    _ALL,
    operation_id="list_calendar_addresses",
    summary="List one's own calendar addresses",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def list_calendar_addresses(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep
) -> CalendarAddressList:
    """By age, without their secrets; when each was last used."""
    found = await wired.reads.run(
        partial(wired.service.calendar_addresses.all, jurisdiction, caller)
    )
    return CalendarAddressList(items=[CalendarAddressView.model_validate(one) for one in found])


@router.post(
    f"{_ALL}/{{address_id}}/revoke-calendar-address",
    operation_id="revoke_calendar_address",
    summary="Revoke a calendar address",
    responses=problems.responses(
        *EVERY_ROUTE,
        CalendarAddressNotFound,
        IdempotencyKeyMissing,
        IdempotencyKeyMalformed,
        codes=PLAIN,
    ),
)
async def revoke_calendar_address(
    jurisdiction: Jurisdiction,
    address_id: Annotated[Code, Path(description="One of one's own.")],
    caller: Writer,
    _key: IdempotencyKey,  # as any command takes one; an address ends once
    wired: WiringDep,
) -> CalendarAddressView:
    """It opens nothing from the next request on. Again changes nothing."""
    work = partial(wired.service.calendar_addresses.revoke, jurisdiction, caller, address_id)
    return CalendarAddressView.model_validate(await wired.commands.run(work))


@router.get(
    _OPEN,
    name="open_calendar_address",
    operation_id="open_calendar_address",
    summary="Read a calendar feed by its secret address",
    response_class=Response,
    responses={
        **FEED,
        **problems.responses(
            CalendarAddressNotFound, ServiceBusy, LogUnavailable, RateExceeded, codes=PLAIN_READ
        ),
    },
)
async def open_calendar_address(
    jurisdiction: Jurisdiction,
    secret: Annotated[str, Path(description="End of the address; it is the whole proof.")],
    wired: WiringDep,
    request: Request,
) -> Response:
    """The feed as its owner may read it now. An address that was revoked, has ended, is malformed
    or was never made, and one whose owner may no longer read the feed, are all not found."""
    address = await _opened(jurisdiction, secret, wired)
    if wired.rates.reads is not None:
        wired.rates.reads.take(f"calendar/{jurisdiction}/{address.address_id}", request.scope)
    feed = await wired.reads.run(partial(wired.service.calendar_addresses.feed, address))
    return Response(calendar_of(feed), media_type=MEDIA_TYPE, headers=_HEADERS)


async def _opened(jurisdiction: str, secret: str, wired: WiringDep) -> CalendarAddress:
    proven = partial(wired.service.calendar_addresses.opened, jurisdiction, secret)
    try:
        # Beside the look-ups of keys, so that made-up addresses wait for each other.
        return await wired.authentication.run(proven)
    except Unauthenticated as failure:
        if wired.failures is not None:
            wired.failures.failed(jurisdiction, failure)
        raise CalendarAddressNotFound from failure
