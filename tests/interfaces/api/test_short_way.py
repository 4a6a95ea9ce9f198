"""The short way answers what the framework's way would answer."""

from __future__ import annotations

import asyncio
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Body, Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from interfaces.api import problems
from interfaces.api.short_way import ShortWay
from tests.interfaces.api.stage import Stage

_LONG_WAY = {
    "/openapi.json",  # in a thread: it takes a second
    "/docs",
    "/docs/{name}",
    "/jurisdictions/{jurisdiction}/events",  # a stream, as are the photos
    "/public/{jurisdiction}/report/photos/{photo_id}",
    "/jurisdictions/{jurisdiction}/cases/{case_id}/photos/{photo_id}",
    "/jurisdictions/{jurisdiction}/organisation/chart.svg",  # a file, as are the feeds
    "/jurisdictions/{jurisdiction}/calendar-feeds/{holder}.ics",
    "/jurisdictions/{jurisdiction}/property-league.csv",
    "/jurisdictions/{jurisdiction}/points-league/{year}/table.csv",
    "/jurisdictions/{jurisdiction}/accountability-dossiers/{subject}/dossier.csv",
    "/jurisdictions/{jurisdiction}/indicators.{sort}",
    "/jurisdictions/{jurisdiction}/indicators/{indicator}/series.{sort}",
    "/jurisdictions/{jurisdiction}/indicators/{indicator}/evidence.{sort}",
    "/jurisdictions/{jurisdiction}/indicators/{indicator}/trend.svg",
    "/jurisdictions/{jurisdiction}/indicators/{indicator}/league.svg",
    "/jurisdictions/{jurisdiction}/indicator-sheet.html",
    "/jurisdictions/{jurisdiction}/points-league/{year}/table.html",
    "/jurisdictions/{jurisdiction}/points-league/{year}/{unit}/chain.svg",
    "/jurisdictions/{jurisdiction}/points-league/{year}/{unit}/chain.html",
    "/jurisdictions/{jurisdiction}/accountability-dossiers/{subject}/chain.svg",
    "/jurisdictions/{jurisdiction}/accountability-dossiers/{subject}/chain.html",
    "/public/{jurisdiction}/calendar-feeds/{secret}/calendar.ics",
    "/pages",
    "/pages/{name}",
    "/open311",  # an application of its own
}


class _Colour(StrEnum):
    RED = "red"


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date
    much: int = 1


_USUAL = _Given(day=date(2026, 1, 2))


class _Answer(BaseModel):
    said: Any
    called: int


class _Calls:
    def __init__(self) -> None:
        self.made = 0

    async def __call__(self, request: Request) -> int:
        self.made += 1
        request.state.calls = getattr(request.state, "calls", 0) + 1
        return int(request.state.calls)


_counted = _Calls()
_Counted = Annotated[int, Depends(_counted)]


async def _key(
    counted: _Counted, key: Annotated[str, Header(alias="Some-Key", min_length=2)] = "none"
) -> str:
    return f"{key} {counted}"


async def _refusing(counted: _Counted, refuse: bool = False) -> None:  # noqa: FBT001, FBT002 - a query parameter
    if refuse:
        raise HTTPException(413)
    assert counted


def _application(*, short: bool) -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    problems.install(app)
    if short:
        app.add_middleware(ShortWay, api=app)
    router = APIRouter()

    @router.get("/things/special", dependencies=[Depends(_refusing)])
    async def special(counted: _Counted) -> _Answer:
        return _Answer(said="special", called=counted)

    @router.get("/things/{thing}")
    async def one(  # as many kinds of parameters as there are
        thing: Annotated[UUID, Path()],
        key: Annotated[str, Depends(_key)],
        counted: _Counted,
        request: Request,
        response: Response,
        many: Annotated[list[int] | None, Query()] = None,
        colour: _Colour = _Colour.RED,
        renamed: Annotated[int | None, Query(alias="other", ge=1)] = None,
    ) -> _Answer:
        response.headers["ETag"] = '"1"'
        asked = request.path_params["thing"]
        return _Answer(said=[thing, key, many, colour, renamed, asked], called=counted)

    @router.post("/things/{thing}", status_code=201)
    async def change(
        thing: str, body: Annotated[_Given, Body()], response: Response, counted: _Counted
    ) -> _Answer:
        if body.much == 0:
            response.status_code = 200
        return _Answer(said=[thing, body], called=counted)

    @router.put("/things/{thing}")
    async def replace(thing: str, body: Annotated[_Given, Body()] = _USUAL) -> _Answer:
        return _Answer(said=[thing, body], called=0)

    @router.get("/needed")
    async def needed(word: str, some: Annotated[str, Header()]) -> _Answer:
        return _Answer(said=[word, some], called=0)

    @router.get("/text")
    async def text() -> _Answer:
        return PlainTextResponse("as it is", 203)  # type: ignore[return-value] # taken as it is

    @router.get("/wrong")
    async def wrong() -> _Answer:
        return {"said": 1}  # type: ignore[return-value] # what a bug might answer

    app.include_router(router)
    return app


_ID = "0f0f0f0f-0000-4000-8000-00000000000a"
_JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "address", "headers", "body"),
    [
        ("GET", "/things/special", {}, b""),
        ("GET", "/things/special?refuse=yes", {}, b""),
        ("GET", "/things/special?refuse=perhaps", {}, b""),
        ("GET", f"/things/{_ID}", {}, b""),
        ("GET", f"/things/{_ID}?colour=red&other=7&unknown=1", {"Some-Key": "abc"}, b""),
        ("GET", f"/things/{_ID}?other=7&other=8", {}, b""),
        ("GET", f"/things/{_ID}?other=0&colour=green", {"Some-Key": "x"}, b""),
        ("GET", f"/things/{_ID}?many=1&many=2", {}, b""),
        ("GET", f"/things/{_ID}?many=", {}, b""),
        ("GET", f"/things/{_ID}?other=", {"Some-Key": ""}, b""),
        ("GET", f"/things/{_ID.upper()}", {}, b""),
        ("GET", "/things/no-id", {}, b""),
        ("GET", f"/things/{_ID}/", {}, b""),
        ("GET", f"/things/{_ID}%0A", {}, b""),
        ("GET", "/things/special%0A", {}, b""),
        ("GET", "//things/special", {}, b""),
        ("GET", "/things/", {}, b""),
        ("GET", "/elsewhere", {}, b""),
        ("HEAD", "/things/special", {}, b""),
        ("DELETE", "/things/special", {}, b""),
        ("POST", "/things/a%2Fb", _JSON, b'{"day": "2026-03-01"}'),
        ("POST", "/things/a%20b", _JSON, b'{"day": "2026-03-01"}'),
        ("POST", "/things/special", _JSON, b'{"day": "2026-03-01", "much": 0}'),
        ("POST", "/things/a", _JSON, b'{"day": "never", "more": 1}'),
        ("POST", "/things/a", _JSON, b'{"day": '),
        ("POST", "/things/a", _JSON, b"[" * 20_000),
        ("POST", "/things/a", _JSON, b"null"),
        ("POST", "/things/a", _JSON, b""),
        ("POST", "/things/a", {}, b'{"day": "2026-03-01"}'),
        ("POST", "/things/a", {"Content-Type": "application/json; charset=utf-8"}, b"{}"),
        ("PUT", "/things/a", _JSON, b""),
        ("PUT", "/things/a", _JSON, b'{"day": "2026-03-01"}'),
        ("GET", "/needed", {}, b""),
        ("GET", "/needed?word=a", {"some": "b"}, b""),
        ("GET", "/needed?word=", {"some": ""}, b""),
        ("GET", "/text", {}, b""),
        ("GET", "/wrong", {}, b""),
    ],
)
def test_both_ways_answer_alike(
    method: str, address: str, headers: dict[str, str], body: bytes
) -> None:
    """Status, headers and body; nothing that a route depends on is called oftener."""
    told = []
    for short in (False, True):
        transport = httpx.ASGITransport(_application(short=short), raise_app_exceptions=False)
        before = _counted.made
        told.append(
            (asyncio.run(_asked(transport, method, address, headers, body)), _counted.made - before)
        )

    assert told[0] == told[1]


async def _asked(
    transport: httpx.ASGITransport, method: str, address: str, headers: dict[str, str], body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        answer = await client.request(method, address, headers=headers, content=body)
        return answer.status_code, answer.headers.multi_items(), answer.content


def test_the_routes_of_the_api_go_the_short_way(stage: Stage) -> None:
    """A route that does not is named here, with what keeps it."""
    way = ShortWay(stage.app.router, stage.app)
    templates = {context.path for context in iter_route_contexts(stage.app.routes)}

    assert templates - way.templates == _LONG_WAY & templates
