"""What a new version of a pack changes, over HTTP, and rebinding many cases (ENV-03)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from infrastructure.identity.development import DevelopmentIssuer
from infrastructure.policy_files import PACKAGED
from interfaces.api.app import create_app
from tests.application.town import Town, at, town_on, whistled
from tests.database import Database
from tests.interfaces.api.stage import served
from tests.shelves import packs_of

VERSIONS = Path(__file__).parents[2] / "versions"
OLD, NEW = "daguan@2020.1", "daguan@2021.1"


class Office:
    """A town on the last day of the old version, and what its administrator sends."""

    def __init__(self, town: Town, issuer: DevelopmentIssuer, client: httpx.Client) -> None:
        self.town = town
        self._issuer = issuer
        self._client = client

    def ask(self, path: str, *, by: str = "ada", **parameters: Any) -> httpx.Response:
        self.town.service.projector.catch_up()
        return self._send("GET", path, by, params=parameters)

    def give(self, path: str, body: Any, *, by: str = "ada", key: str = "1") -> httpx.Response:
        return self._send("POST", path, by, json=body, headers={"Idempotency-Key": key})

    def _send(self, method: str, path: str, by: str, **sent: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._issuer.mint(by)}", **sent.pop("headers", {})}
        address = f"/jurisdictions/{self.town.name}{path}"
        return self._client.request(method, address, headers=headers, **sent)


@pytest.fixture
def office(module_database: Database) -> Iterator[Office]:
    shelf = packs_of(PACKAGED, VERSIONS)
    with ExitStack() as stack:
        town = stack.enter_context(
            town_on(module_database, "daguan", "2021-09-17 09:00", packs=shelf)
        )
        town.appoint("ada", "administrator", town.name)
        issuer = DevelopmentIssuer(host="127.0.0.1", clock=town.clock)
        app = create_app(service=town.service, verifier=issuer.verifier, mint=issuer)
        address = stack.enter_context(served(app))
        client = stack.enter_context(httpx.Client(base_url=address, timeout=30))
        yield Office(town, issuer, client)


def test_the_plan_of_a_version_is_asked_for_and_records_nothing(office: Office) -> None:
    """ENV-03"""
    whistled(office.town, "lights", "police")
    head = office.town.head()

    plan = office.ask("/pack/adoption", pack=NEW).json()

    assert (plan["pack"], plan["before"], plan["in_force"]) == (NEW, OLD, OLD)
    assert plan["changes"][1] == {
        "path": "cases.clocks.CLK-DG-B.n",
        "change": "CHANGED",
        "old": 3,
        "new": 7,
        "rule": "B-05",
        "source": None,
        "assumption": "a week for trying out",
    }
    assert (plan["open_cases"], plan["staying"]) == ({OLD: 1}, 1)
    assert (plan["bodies"], plan["bodies_gone"], plan["bodies_new"]) == (9, [], [])
    assert office.town.head() == head


def test_verdicts_come_page_by_page(office: Office) -> None:
    """ENV-03, CAL-02: bounds are exclusive"""
    cases = sorted(str(whistled(office.town, "lights", "police")) for _ in range(3))

    first = office.ask("/pack/adoption/cases", pack=NEW, limit=2).json()
    rest = office.ask("/pack/adoption/cases", pack=NEW, limit=2, cursor=first["next"]).json()

    assert [one["case_id"] for one in first["items"] + rest["items"]] == cases
    assert (rest["next"], first["pack"]) == (None, NEW)
    assert first["items"][0]["moved"][0] == {
        "unit_id": "lights",
        "old_due": "2021-09-22T16:00:00Z",
        "new_due": "2021-09-24T16:00:00Z",
    }


def test_many_cases_are_rebound_at_once_and_each_is_answered(office: Office) -> None:
    """ENV-03"""
    open_case = whistled(office.town, "lights", "police")
    office.town.clock.set(at("2021-09-18 09:00"))
    body = {"pack": NEW, "reason": "adopted"}
    items = [{"case_id": str(open_case), "body": body}]

    answer = office.give("/cases/bulk/rebind-pack", {"items": items})
    gone = office.ask("/pack/adoption/cases", pack=NEW).json()

    assert [one["status"] for one in answer.json()["items"]] == [200]
    assert gone["items"] == []
    assert office.ask(f"/cases/{open_case}").json()["pack"] == NEW


def test_a_version_that_is_not_in_force_is_refused_by_its_code(office: Office) -> None:
    """ENV-03"""
    case = whistled(office.town, "lights", "police")

    early = office.give(f"/cases/{case}/rebind-pack", {"pack": NEW, "reason": "adopted"})
    unknown = office.ask("/pack/adoption", pack="kundulun@2021.1")
    malformed = office.ask("/pack/adoption", pack="daguan")

    assert (early.status_code, early.json()["code"]) == (409, "pack-not-adopted")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "pack-unknown")
    assert malformed.status_code == 422
