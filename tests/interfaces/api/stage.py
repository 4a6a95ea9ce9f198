"""A district and a street with their people, and consoles that talk to the API for them."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import count
from threading import Thread
from typing import Any

import httpx
from fastapi import FastAPI

from application.service import Service
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.request import Caller
from domain.calendar.local_time import ZONE
from domain.grids.grid import StaffKind
from infrastructure.identity.development import DevelopmentIssuer
from infrastructure.residents.settings import ResidentSettings
from interfaces.api.app import create_app
from interfaces.bootstrap import wired
from interfaces.server import Server
from tests.interfaces.api.document import openapi_document
from tests.shelves import product_packs

FOUNDER = Caller("olga")
_keys = count(1)


class SetClock:
    """The time a test says it is."""

    def __init__(self, local: str) -> None:
        self.now = _utc(local)

    def set(self, local: str) -> None:
        """Make it this local time, ``2021-09-10 09:00``."""
        self.now = _utc(local)

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """A running API over a database of its own.

    Attributes:
        issuer: mints tokens as development mode does.
    """

    def __init__(
        self, service: Service, clock: SetClock, residents: ResidentSettings | None = None
    ) -> None:
        residents = residents or ResidentSettings()
        self.service = service
        self.clock = clock
        self.issuer = DevelopmentIssuer(host="127.0.0.1", clock=clock)
        self.app: FastAPI = create_app(
            service=service,
            verifier=self.issuer.verifier,
            mint=self.issuer,
            photo_bytes=residents.photo_bytes,
            trusted_proxies=residents.trusted_proxies,
        )
        self.app.openapi = openapi_document  # type: ignore[method-assign]  # dear, and of all apps
        self.client = httpx.Client()

    def console(self, person: str, jurisdiction: str = "daguan", **token: Any) -> Console:
        """A console a person is logged in to."""
        return Console(self, jurisdiction, person, token)

    def sweep(self, jurisdiction: str = "daguan") -> None:
        """What the scheduler does."""
        self.service.deadlines.sweep(jurisdiction)

    def organise(self, jurisdiction: str, *commands: OrganisationCommand) -> None:
        """Let the founder do it."""
        for command in commands:
            self.service.organisation.execute(jurisdiction, FOUNDER, command, key=None)


class Console:
    """Sends requests of one person and checks that refusals are documented."""

    def __init__(
        self, stage: Stage, jurisdiction: str, person: str, token: Mapping[str, Any]
    ) -> None:
        self.stage = stage
        self.root = f"/jurisdictions/{jurisdiction}/cases"
        self._person, self._token = person, token

    @property
    def headers(self) -> dict[str, str]:
        """With a token of this hour, as a console renews it."""
        token = self.stage.issuer.mint(self._person, **self._token)
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str = "", **params: Any) -> httpx.Response:
        return self._checked(
            self.stage.client.get(self.root + path, params=params, headers=self.headers)
        )

    def read(self, path: str, /, **params: Any) -> httpx.Response:
        """Read what lies under the jurisdiction, ``/board``."""
        address = self.root.removesuffix("/cases") + path
        return self._checked(self.stage.client.get(address, params=params, headers=self.headers))

    def send(
        self,
        path: str,
        /,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> httpx.Response:
        """Send a body to what lies under the jurisdiction."""
        return self._post(path, body, key, headers or {}, self.root.removesuffix("/cases"))

    def pages(self, path: str, /, **params: Any) -> list[Any]:
        """Every item of a list, page by page as the Link header leads."""
        found: list[Any] = []
        answer = self.read(path, **params)
        while True:
            found += answer.json()["items"]
            following = answer.json()["next"]
            assert (following is not None) == ("next" in answer.links)
            if following is None:
                return found
            address = answer.links["next"]["url"]
            answer = self._checked(self.stage.client.get(address, headers=self.headers))

    def report(self, key: str | None = None, **body: Any) -> httpx.Response:
        return self._post("", body, key, {})

    def do(
        self,
        case: str,
        command: str,
        *,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> httpx.Response:
        """Send a command by its name in the catalogue."""
        return self._post(f"/{case}/{command.replace('_', '-')}", body, key, headers or {})

    def done(self, case: str, command: str, **body: Any) -> int:
        """The same, which must succeed; the version it left."""
        answer = self.do(case, command, **body)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["version"])

    def attach(self, case: str, content: bytes, *, key: str | None = None) -> httpx.Response:
        """Add a photo, said to be a JPEG."""
        sent = self.headers | {"Idempotency-Key": key or f"key-{next(_keys)}"}
        photo = {"photo": ("p.jpg", content, "image/jpeg")}
        path = f"{self.root}/{case}/photos"
        return self._checked(self.stage.client.post(path, files=photo, headers=sent))

    def _post(
        self,
        path: str,
        body: Mapping[str, Any],
        key: str | None,
        headers: Mapping[str, str],
        root: str | None = None,
    ) -> httpx.Response:
        sent = self.headers | {"Idempotency-Key": key or f"key-{next(_keys)}"} | dict(headers)
        address = (root or self.root) + path
        return self._checked(self.stage.client.post(address, json=body, headers=sent))

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            problem = answer.json()
            assert problem["code"] in documented(answer), problem
        return answer


def documented(answer: httpx.Response) -> str:
    """What the schema says of an answer's status on its route; empty: nothing."""
    path, method = answer.request.url.path, answer.request.method.lower()
    for pattern, operations in _operations():
        if method in operations and pattern.fullmatch(path):
            found = operations[method]["responses"].get(str(answer.status_code), {})
            return str(found.get("description", ""))
    return ""


@cache
def _operations() -> Sequence[tuple[re.Pattern[str], Mapping[str, Any]]]:
    """What is documented of each path."""
    return [
        (re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))), operations)
        for template, operations in openapi_document()["paths"].items()
    ]


@contextmanager
def open_stage(dsn: str, residents: ResidentSettings | None = None) -> Iterator[Stage]:
    """Both jurisdictions with everybody in place, on 2021-09-01."""
    clock = SetClock("2021-09-01 08:00")
    with wired(
        dsn, master_key=bytes(32), packs=product_packs(), clock=clock, residents=residents
    ) as wiring:
        stage = Stage(wiring.service, clock, residents)
        _daguan(stage)
        _kundulun(stage)
        with served(stage.app) as address, httpx.Client(base_url=address, timeout=30) as client:
            stage.client = client
            yield stage


@contextmanager
def served(app: FastAPI, *, buffer: int | None = None) -> Iterator[str]:
    """The address of an application while it is served over a real socket.

    Args:
        buffer: bytes that the kernel keeps of an answer nobody reads; None: as it likes.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:  # requests wait until it is up
        if buffer is not None:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer)
        server = Server(app, "127.0.0.1", 0)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)
            assert not thread.is_alive()


def _utc(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)


def _daguan(stage: Stage) -> None:
    stage.service.organisation.open_jurisdiction("daguan", "daguan", FOUNDER.person_ref)
    tree = "organisation"
    stage.organise(
        "daguan",
        FoundOrgUnit(code="street", level="STREET", tree=tree, parent="daguan"),
        FoundOrgUnit(code="c1", level="COMMUNITY", tree=tree, parent="street"),
        FoundOrgUnit(code="g12", level="GRID", tree=tree, parent="c1", is_grid=True),
        FoundOrgUnit(code="u1", level="DISTRICT", parent="daguan"),
        FoundOrgUnit(code="u2", level="DISTRICT", parent="daguan"),
        _post("c1", "station_head", "anna", party_member=True),
        _post("c1", "station_deputy", "bo"),
        _post("u1", "unit_principal", "uma"),
        _post("u2", "unit_principal", "vic"),
        _post("street", "street_officer", "su"),
        StaffGrid(grid="g12", person_ref="gu", staff_kind=StaffKind.FULL_TIME),
    )


def _kundulun(stage: Stage) -> None:
    stage.service.organisation.open_jurisdiction("kundulun", "kundulun", FOUNDER.person_ref)
    opened = stage.service.log.open("kundulun", ())
    top = stage.service.directories.directory("kundulun", opened.directory_position).units()[0]
    stage.organise(
        "kundulun",
        FoundOrgUnit(code="c1", level="COMMUNITY", tree=top.tree, parent=top.code),
        FoundOrgUnit(code="g1", level="GRID", tree=top.tree, parent="c1", is_grid=True),
        FoundOrgUnit(code="lights", level="STREET", parent=top.code, duties=("city_management",)),
        _post("lights", "department_liaison", "lin"),
        _post(top.code, "dispatcher", "di"),
        StaffGrid(grid="g1", person_ref="gu", staff_kind=StaffKind.FULL_TIME),
    )


def _post(body: str, post: str, person: str, *, party_member: bool = False) -> AppointPost:
    return AppointPost(
        body=body, post=post, person_ref=person, basis="notice", party_member=party_member
    )
