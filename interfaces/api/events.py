"""Routes to follow what happens: a stream of server-sent events, and pages of the same feed."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel, Field
from starlette.types import Message, Receive, Scope, Send

from application.live.feed import FeedFilter, PositionNotReached
from domain.policy.catalogue import EVENT_NAMES, EventName
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.dependencies import Jurisdiction, ProofDep, Reader, WiringDep
from interfaces.api.live.manual import FOLLOW, PAGES, RECORD, STREAM
from interfaces.api.live.stream import Stream
from interfaces.api.refusals import LastEventIdMalformed, TooManyStreams
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ

_EVENTS: Final = "/jurisdictions/{jurisdiction}/events"
_POSITION = re.compile(r"[0-9]{1,18}")
_STALLED: Final = 30.0  # seconds in which a client takes nothing of what is sent to it

router = APIRouter(tags=["events"])


class EventPage(BaseModel):
    """Some events, in the order of the log."""

    items: list[dict[str, Any]] = Field(
        description="CloudEvents 1.0, JSON format.", examples=[[RECORD]]
    )
    next: str | None = Field(description="`after` of the next page; null: the log ends here.")
    position: int = Field(description="How far the log was looked through.")


class _Following(EventSourceResponse):
    """A stream as a response; gives the stream back when its client is gone or takes nothing."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream, headers={"X-Accel-Buffering": "no"})
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def in_time(message: Message) -> None:
            async with asyncio.timeout(_STALLED):
                await send(message)

        try:
            await super().__call__(scope, receive, in_time)
        except TimeoutError:
            return  # the server drops a connection whose response is not finished
        finally:
            self._stream.close()


async def _filter(
    event_types: Annotated[
        list[EventName] | None,
        Query(
            alias="type",
            max_length=len(EVENT_NAMES),
            description="Only events of these names of the catalogue.",
            examples=[["CaseRouted", "CaseClosed"]],
        ),
    ] = None,
    case: Annotated[UUID | None, Query(description="Only events of this case.")] = None,
    unit: Annotated[
        Code | None, Query(description="Only events of cases that this unit has or had.")
    ] = None,
) -> FeedFilter:
    types = None if event_types is None else frozenset(event_types)
    return FeedFilter(types=types, case_id=case, unit=unit)


_FilterDep = Annotated[FeedFilter, Depends(_filter)]


async def _resumed(
    header: Annotated[
        str,
        Header(
            alias="Last-Event-ID",
            description="`id` received last; goes before the parameter of that name.",
            examples=["4711"],
        ),
    ] = "",
    parameter: Annotated[
        str,
        Query(
            alias="last_event_id",
            description="The same for a first connection, where no header can be sent.",
            examples=["4711"],
        ),
    ] = "",
) -> int | None:
    given = header or parameter
    if not given:
        return None
    if not _POSITION.fullmatch(given):
        raise LastEventIdMalformed
    return int(given)


@router.get(
    _EVENTS,
    operation_id="follow_events",
    summary="Follow what happens",
    description=FOLLOW,
    response_class=Response,  # what is returned is one; this class would want a generator
    responses={
        HTTPStatus.OK: {
            "description": "Events, until either side ends the stream.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": STREAM}},
        },
        **problems.responses(
            *EVERY_ROUTE,
            PositionNotReached,
            LastEventIdMalformed,
            TooManyStreams,
            codes=PLAIN_READ,
        ),
    },
)
async def follow_events(
    jurisdiction: Jurisdiction,
    caller: Reader,
    proof: ProofDep,
    wired: WiringDep,
    which: _FilterDep,
    after: Annotated[int | None, Depends(_resumed)],
) -> Response:
    stream = await wired.live.follow(
        jurisdiction,
        caller,
        which,
        after=after,
        expires_at=proof.expires_at,
        prove=proof.again,
    )
    return _Following(stream)


@router.get(
    f"{_EVENTS}/page",
    operation_id="list_events",
    summary="Read what happened, page by page",
    description=PAGES,
    response_model=EventPage,
    responses=problems.responses(*EVERY_ROUTE, PositionNotReached, codes=PLAIN_READ),
)
async def list_events(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    which: _FilterDep,
    after: Annotated[
        int, Query(ge=0, lt=10**18, description="`position` of the page before; 0: the beginning.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="Events of a page at most.")] = 100,
) -> Response:
    read = partial(wired.service.feed.page, jurisdiction, caller, which, after=after, limit=limit)
    page = await wired.reads.run(read)
    following = f'"{page.position}"' if page.more else "null"
    body = b'{"items":[%s],"next":%s,"position":%d}' % (
        b",".join(page.items),
        following.encode(),
        page.position,
    )
    return Response(body, media_type="application/json")
