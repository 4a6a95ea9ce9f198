"""Administration of webhooks over HTTP."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import psycopg
import pytest

from application.use_cases.organisation.appoint_post import AppointPost
from infrastructure.webhooks.addresses import Allowed
from interfaces.bootstrap import wired
from tests.database import Database
from tests.interfaces.api.stage import FOUNDER, SetClock, Stage, documented, served
from tests.shelves import product_packs

URL = "https://127.0.0.1:8443/hook?token=hush"
_keys = count(1)


class Admin:
    """What somebody sends about webhooks."""

    def __init__(self, stage: Stage, person: str) -> None:
        self._stage, self._person = stage, person

    def get(self, path: str = "", **params: Any) -> httpx.Response:
        return self._sent("GET", path, params=params)

    def post(
        self, path: str = "", body: Any = None, *, key: str = "", **headers: str
    ) -> httpx.Response:
        sent = {"Idempotency-Key": key or f"hook-{next(_keys)}"} | headers
        return self._sent("POST", path, json=body, headers=sent)

    def registered(self, **fields: Any) -> dict[str, Any]:
        answer = self.post(body={"url": URL, "acts_for": "uma"} | fields)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _sent(self, method: str, path: str, **given: Any) -> httpx.Response:
        token = self._stage.issuer.mint(self._person)
        given["headers"] = given.get("headers", {}) | {"Authorization": f"Bearer {token}"}
        address = f"/jurisdictions/daguan/webhooks{path}"
        answer = self._stage.client.request(method, address, **given)
        if answer.status_code >= 400:
            assert answer.json()["code"] in documented(answer), answer.text
        return answer


@pytest.fixture(scope="module")
def stage(module_database: Database) -> Iterator[Stage]:
    clock = SetClock("2021-09-01 08:00")
    allowed = Allowed(loopback=True)
    with wired(
        module_database.dsn,
        master_key=bytes(32),
        packs=product_packs(),
        clock=clock,
        receivers=allowed,
    ) as wiring:
        stage = Stage(wiring.service, clock)
        wiring.service.organisation.open_jurisdiction("daguan", "daguan", FOUNDER.person_ref)
        stage.organise(
            "daguan",
            *(
                AppointPost(body="daguan", post=post, person_ref=person, basis="notice")
                for post, person in (
                    ("administrator", "ada"),
                    ("unit_principal", "uma"),
                    ("auditor", "aud"),
                )
            ),
        )
        with served(stage.app) as address, httpx.Client(base_url=address, timeout=30) as client:
            stage.client = client
            yield stage


@pytest.fixture
def ada(stage: Stage) -> Admin:
    return Admin(stage, "ada")


def test_a_webhook_lives_from_registration_to_deletion(stage: Stage, ada: Admin) -> None:
    """Webhooks: register, list, read, change, rotate, pause, resume, delete; audited."""
    made = ada.registered(event_types=["CaseClosed", "CaseRouted"], description="work orders")
    one = f"/{made['webhook_id']}"

    read = ada.get(one)
    changed = ada.post(f"{one}/change-webhook", {"event_types": []}, **{"If-Match": '"1"'})
    stale = ada.post(f"{one}/change-webhook", {"unit": None}, **{"If-Match": '"1"'})
    rotated = ada.post(f"{one}/rotate-webhook-secret")
    paused, again = ada.post(f"{one}/pause-webhook"), ada.post(f"{one}/pause-webhook")
    resumed = ada.post(f"{one}/resume-webhook")
    listed = ada.get()
    deleted = ada.post(f"{one}/delete-webhook")
    gone = ada.get(one)
    trail = Admin(stage, "aud").get(f"{one}/changes")

    assert made["secret"].startswith("whsec_")
    assert read.headers["etag"] == '"1"'
    assert "secret" not in read.json()
    assert read.json()["url"] == URL
    assert (changed.status_code, changed.json()["event_types"]) == (200, [])
    assert stale.json()["code"] == "stale-version"
    assert rotated.json()["secret"].startswith("whsec_")
    assert rotated.headers["cache-control"] == "no-store"
    assert rotated.json()["secret"] != made["secret"]
    assert (paused.json()["state"], again.status_code) == ("PAUSED", 409)
    assert resumed.json()["state"] == "ACTIVE"
    assert made["webhook_id"] in {one["webhook_id"] for one in listed.json()["items"]}
    assert deleted.json()["state"] == "DELETED"
    assert gone.json()["code"] == "webhook-not-found"
    assert [(line["change"], line["actor_id"]) for line in trail.json()["items"]] == [
        (change, "ada")
        for change in (
            "REGISTERED", "CHANGED", "SECRET_ROTATED", "PAUSED", "RESUMED", "DELETED",
        )
    ]  # fmt: skip
    assert "hush" not in trail.text


def test_the_same_key_registers_once_and_shows_no_secret_again(ada: Admin) -> None:
    """ENV-05: a repetition changes nothing; the secret was shown once."""
    body = {"url": URL, "acts_for": "uma"}
    first, second = ada.post(body=body, key="one"), ada.post(body=body, key="one")
    other = ada.post(body=body | {"acts_for": "aud"}, key="one")

    assert first.json()["webhook_id"] == second.json()["webhook_id"]
    assert second.json()["secret"] is None
    assert second.headers["idempotency-replayed"] == "true"
    assert first.headers["location"] == second.headers["location"]
    assert other.json()["code"] == "idempotency-key-reused"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"url": "https://10.0.0.1/"}, "webhook-address-refused"),
        ({"url": "https://169.254.169.254/"}, "webhook-address-refused"),
        ({"url": "http://93.184.216.34/"}, "webhook-url-malformed"),
        ({"url": "https://" + "user:word" + "@example.org/"}, "webhook-url-malformed"),
        ({"url": "https://nowhere.invalid/"}, "webhook-host-unresolved"),
        ({"event_types": ["CaseDreamt"]}, "unknown-event-type"),
        ({"unit": "nowhere"}, "body-not-found"),
        ({"acts_for": "nobody"}, "webhook-acts-for-nobody"),
        ({"acts_for": "b\x00b"}, "invalid-request"),
        ({"secret": "whsec_mine"}, "invalid-request"),
    ],
)
def test_what_cannot_be_registered_has_a_code(
    ada: Admin, fields: dict[str, Any], code: str
) -> None:
    """API conventions: every refusal has its own permanent code."""
    answer = ada.post(body={"url": URL, "acts_for": "uma"} | fields)

    assert (answer.status_code, answer.json()["code"]) == (
        404 if code == "body-not-found" else 422,
        code,
    )


@pytest.mark.parametrize("person", ["uma", "aud", "olga", "nobody"])
def test_only_the_administrator_manages_webhooks(stage: Stage, ada: Admin, person: str) -> None:
    """C: the line of the pack administrator."""
    one = f"/{ada.registered()['webhook_id']}"
    asking = Admin(stage, person)

    answers = [
        asking.get(),
        asking.get(one),
        asking.get(f"{one}/deliveries"),
        asking.get(f"{one}/deliveries/1"),
        asking.post(body={"url": URL, "acts_for": "uma"}),
        asking.post(f"{one}/change-webhook", {}),
        *(
            asking.post(f"{one}/{command}")
            for command in (
                "pause-webhook", "resume-webhook", "rotate-webhook-secret", "delete-webhook",
                "replay-deliveries",
            )
        ),
    ]  # fmt: skip

    assert {(one.status_code, one.json()["code"]) for one in answers} == {
        (403, "permission-denied")
    }


def test_deliveries_and_their_attempts_are_shown(ada: Admin) -> None:
    """Webhooks: pages of deliveries; an unknown one does not exist."""
    one = f"/{ada.registered()['webhook_id']}"

    empty = ada.get(f"{one}/deliveries", state="DEAD")
    unknown = ada.get(f"{one}/deliveries/7")
    nowhere = ada.get("/00000000-0000-0000-0000-000000000000/deliveries")
    replayed = ada.post(f"{one}/replay-deliveries", {"positions": [1, 2]})

    assert empty.json() == {"items": [], "next": None}
    assert unknown.json()["code"] == "webhook-delivery-not-found"
    assert nowhere.json()["code"] == "webhook-not-found"
    assert replayed.json()["replayed"] == 0


def test_secrets_lie_sealed_in_the_database(ada: Admin, module_database: Database) -> None:
    """Webhooks: sealed at rest; two of the same would differ."""
    made = ada.registered()
    raw = base64.b64decode(made["secret"].removeprefix("whsec_"))

    with psycopg.connect(module_database.dsn) as owner:
        dumped = owner.execute(
            "SELECT w::text || (SELECT string_agg(c::text, '') FROM webhook_changes c)"
            " FROM webhooks w WHERE webhook_id = %s",
            [made["webhook_id"]],
        ).fetchone()

    assert len(raw) == 32
    assert dumped is not None
    assert raw.hex() not in dumped[0]
    assert made["secret"] not in dumped[0]


def test_a_jurisdiction_has_a_bounded_number_of_webhooks(
    ada: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Webhooks: each event is weighed for each webhook."""
    monkeypatch.setattr("application.webhooks.desk.MOST", len(ada.get().json()["items"]))

    assert ada.post(body={"url": URL, "acts_for": "uma"}).json()["code"] == "too-many-webhooks"
