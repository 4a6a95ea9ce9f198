"""A street whose Open311 door is open, and apps that come to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx

from infrastructure.identity.development import DevelopmentIssuer
from infrastructure.policy_files import PACKAGED
from interfaces.api.app import create_app
from tests.application.town import Town, town_on
from tests.database import Database
from tests.interfaces.api.stage import served
from tests.shelves import packs_of

VARIANTS = Path(__file__).parents[3] / "packs"
APP = "app-1"
LIGHT = {
    "service_code": "street_light",
    "lat": "30.5523",
    "long": "117.0534",
    "attribute[LAMPS]": "2",
    "attribute[DANGER][]": "school",
}
"""The least that a dark lamp in grid g1 can be reported with."""


class Door:
    """The API of one town over a real socket.

    Attributes:
        address: of GeoReport v2.
    """

    def __init__(self, town: Town, issuer: DevelopmentIssuer, address: str, **query: str) -> None:
        self.town = town
        self.issuer = issuer
        self.address = address
        self.client = httpx.Client(timeout=30, params=query)

    def of(self, town: Town) -> Door:
        """The door of another town of the same service; every call names it."""
        return Door(town, self.issuer, self.address, jurisdiction_id=town.name)

    def key(self, machine: str = APP, **token: Any) -> str:
        """The API key of a machine."""
        return self.issuer.mint(machine, **token)

    def get(self, path: str, *, key: str | None = None, **query: str) -> httpx.Response:
        """A call as the app makes it; ``key`` empty: without one."""
        sent = {} if key == "" else {"api_key": self.key() if key is None else key}
        return checked(self.client.get(self.address + path, params={**sent, **query}))

    def post(
        self,
        fields: Mapping[str, str | Sequence[str]],
        *,
        form: str = "json",
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a service request."""
        sent = {} if key == "" else {"api_key": self.key() if key is None else key}
        return checked(
            self.client.post(
                f"{self.address}/requests.{form}", data={**sent, **fields}, headers=headers or {}
            )
        )

    def reported(self, **changed: str) -> str:
        """The id of a dark lamp that was reported."""
        answer = self.post({**LIGHT, **changed})
        assert answer.status_code == 201, answer.text
        (one,) = answer.json()
        return str(one["service_request_id"])

    def with_user_info(self, key: str) -> str:
        """The address with a key in it."""
        return self.address.replace("://", f"://{quote(key, safe='')}:@")


def checked(answer: httpx.Response) -> httpx.Response:
    """No bug, and in the form that was asked for."""
    assert answer.status_code < 500, answer.text
    asked_json = answer.request.url.path.endswith(".json")
    wanted = "application/json" if asked_json else "text/xml"
    assert answer.headers["content-type"] == f"{wanted}; charset=utf-8"
    if answer.status_code >= 400:
        for one in errors(answer):
            assert one[0] == answer.status_code
            assert one[1]
    elif not asked_json:
        ET.fromstring(answer.content)  # noqa: S314 - it is ours that is tried here
    return answer


def errors(answer: httpx.Response) -> list[tuple[int, str]]:
    """Code and description of each error."""
    if answer.headers["content-type"].startswith("application/json"):
        return [(one["code"], one["description"]) for one in answer.json()]
    root = ET.fromstring(answer.content)  # noqa: S314 - see above
    assert root.tag == "errors"
    return [(int(one[0].text or ""), one[1].text or "") for one in root]


@contextmanager
def open_door(
    database: Database, pack: str = "kundulun-reporting", local: str = "2021-09-10 09:00"
) -> Iterator[Door]:
    """A town from that local time on that is the only jurisdiction of its service."""
    packs = packs_of(PACKAGED, VARIANTS)
    with town_on(database, pack, local, jurisdiction="huanghe", packs=packs) as town:
        issuer = DevelopmentIssuer(host="127.0.0.1", clock=town.clock)
        app = create_app(service=town.service, verifier=issuer.verifier, mint=issuer)
        with served(app) as address:
            door = Door(town, issuer, f"{address}/open311/v2")
            with door.client:
                yield door
