"""Access tokens of a real OpenID provider drive the API; whatever else it signs does not."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.request import Caller
from domain.grids.grid import StaffKind
from infrastructure.identity.discovery import discovered
from infrastructure.identity.fetched_keys import PAUSE, FetchedKeys
from infrastructure.identity.tokens import JwtVerifier
from interfaces.api.app import create_app
from interfaces.bootstrap import Settings, Wiring, api, wired
from tests.database import Database
from tests.interfaces.api.provider import AUDIENCE, Provider, provider_run_by
from tests.interfaces.api.stage import served
from tests.node import NodeTools
from tests.shelves import product_packs

CASES = "/jurisdictions/daguan/cases"


class Later:
    """The true time, and how far a test has moved on."""

    def __init__(self) -> None:
        self.by = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture(scope="module")
def provider(node_tools: NodeTools) -> Iterator[Provider]:
    with provider_run_by(node_tools) as running:
        yield running


@pytest.fixture(scope="module")
def clock() -> Later:
    return Later()


@pytest.fixture(scope="module")
def wiring(module_database: Database, clock: Later) -> Iterator[Wiring]:
    """Daguan with a grid, its member ``gu`` and a station head ``anna``."""
    with wired(
        module_database.dsn, master_key=bytes(32), packs=product_packs(), clock=clock
    ) as opened:
        organisation, tree = opened.service.organisation, "organisation"
        organisation.open_jurisdiction("daguan", "daguan", "olga")
        for command in (
            FoundOrgUnit(code="street", level="STREET", tree=tree, parent="daguan"),
            FoundOrgUnit(code="c1", level="COMMUNITY", tree=tree, parent="street"),
            FoundOrgUnit(code="g12", level="GRID", tree=tree, parent="c1", is_grid=True),
            StaffGrid(grid="g12", person_ref="gu", staff_kind=StaffKind.FULL_TIME),
            AppointPost(
                body="c1", post="station_head", person_ref="anna", basis="n", party_member=True
            ),
        ):
            organisation.execute("daguan", Caller("olga"), command, key=None)
        yield opened


@pytest.fixture(scope="module")
def client(wiring: Wiring, provider: Provider, module_database: Database) -> Iterator[httpx.Client]:
    """The API as a deployment configures it: an issuer and an audience, nothing else."""
    settings = Settings(
        database_url=SecretStr(module_database.dsn), issuer=provider.issuer, audience=AUDIENCE
    )
    with (
        api(wiring, settings) as app,
        served(app) as address,
        httpx.Client(base_url=address, timeout=30) as opened,
    ):
        yield opened


@pytest.fixture(scope="module")
def tokens(provider: Provider) -> dict[str, str]:
    """What ``anna`` got by logging in."""
    return dict(provider.person_tokens("anna"))


def bearing(token: str, **headers: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | headers


def test_a_machine_and_a_person_work_with_their_tokens(
    client: httpx.Client, provider: Provider, tokens: dict[str, str]
) -> None:
    """RFC 9068: client credentials and authorization code; the posts decide who may what."""
    machine = provider.machine_token()
    body = {"grid": "g12", "category": "drainage", "text": "积水"}

    place = client.post(CASES, json=body, headers=bearing(machine, **{"Idempotency-Key": "1"}))
    case = place.headers["Location"]
    uploaded = client.post(
        f"{case}/upload-case", json={}, headers=bearing(machine, **{"Idempotency-Key": "2"})
    )
    triage = {"category": "drainage"}
    not_hers = client.post(
        f"{case}/triage-case", json=triage, headers=bearing(machine, **{"Idempotency-Key": "3"})
    )
    triaged = client.post(
        f"{case}/triage-case",
        json=triage,
        headers=bearing(tokens["access_token"], **{"Idempotency-Key": "4"}),
    )
    history = client.get(f"{case}/history", headers=bearing(tokens["access_token"])).json()

    assert place.status_code == 201, place.text
    assert uploaded.status_code == 200, uploaded.text
    assert not_hers.status_code == 403
    assert triaged.status_code == 200, triaged.text
    assert [(one["event"], one["actor_id"]) for one in history["items"]] == [
        ("CaseReported", "gu"),
        ("CaseUploaded", "gu"),
        ("CaseTriaged", "anna"),
    ]


def test_the_provider_signs_what_the_profile_says(provider: Provider) -> None:
    """RFC 9068, section 2: else the tests here would prove little."""
    header, claims = parts(provider.machine_token())

    assert (header["typ"], header["alg"]) == ("at+jwt", "RS256")
    assert (claims["iss"], claims["aud"]) == (provider.issuer, AUDIENCE)


def test_a_token_for_another_service_is_refused(client: httpx.Client, provider: Provider) -> None:
    """ASVS 9.2.3"""
    token = provider.machine_token(resource="https://another.example/api")

    assert said(client, token) == (401, "wrong-audience")


def test_the_token_that_says_who_logged_in_is_no_access_token(
    client: httpx.Client, tokens: dict[str, str]
) -> None:
    """ASVS 9.2.2: an ID token is for the console, not for us."""
    assert said(client, tokens["id_token"]) == (401, "wrong-token-type")


def test_a_token_ends(client: httpx.Client, provider: Provider, clock: Later) -> None:
    """RFC 9068: after its ten minutes and the leeway of half a minute."""
    token = provider.machine_token()
    try:
        clock.by = timedelta(minutes=9)
        assert client.get(CASES, headers=bearing(token)).status_code == 200

        clock.by = timedelta(minutes=11)
        assert said(client, token) == (401, "token-expired")
    finally:
        clock.by = timedelta()


def _other_claims(token: str, _keys: dict[str, Any]) -> str:
    head, _, signature = token.split(".")
    return f"{head}.{encoded(parts(token)[1] | {'sub': 'anna'})}.{signature}"


def _other_signature(token: str, _keys: dict[str, Any]) -> str:
    signed, _, signature = token.rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[0] ^= 1
    return f"{signed}.{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def _unsigned(token: str, _keys: dict[str, Any]) -> str:
    return f"{encoded(parts(token)[0] | {'alg': 'none'})}.{token.split('.')[1]}."


def _signed_with_the_public_key(token: str, keys: dict[str, Any]) -> str:
    """As HS256, with the published key as its secret."""
    public = RSAKey.import_key(keys["keys"][0]).as_pem(private=False)
    signed = f"{encoded(parts(token)[0] | {'alg': 'HS256'})}.{token.split('.')[1]}"
    digest = hmac.digest(public, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "forge", [_other_claims, _other_signature, _unsigned, _signed_with_the_public_key]
)
def test_a_forged_token_is_refused(
    client: httpx.Client, provider: Provider, forge: Callable[[str, dict[str, Any]], str]
) -> None:
    """RFC 8725: a true token of the provider, changed."""
    true = provider.machine_token()
    assert client.get(CASES, headers=bearing(true)).status_code == 200

    forged = forge(true, httpx.get(f"{provider.issuer}/jwks").json())

    assert said(client, forged) == (401, "token-invalid")


def test_the_provider_may_change_its_key(
    wiring: Wiring, node_tools: NodeTools, clock: Later
) -> None:
    """OpenID Connect Core 10.1.1: the new one is fetched when the first token names it."""
    passed = [0.0]
    with provider_run_by(node_tools) as provider:
        keys = FetchedKeys(discovered(provider.issuer), passed=lambda: passed[0])
        verifier = JwtVerifier(issuer=provider.issuer, audience=AUDIENCE, keys=keys, clock=clock)
        app = create_app(service=wiring.service, verifier=verifier)
        with served(app) as address, httpx.Client(base_url=address, timeout=30) as client:
            before = provider.machine_token()
            assert client.get(CASES, headers=bearing(before)).status_code == 200

            provider.rotate()
            after = provider.machine_token()
            assert parts(after)[0]["kid"] != parts(before)[0]["kid"]
            assert said(client, after) == (401, "token-invalid"), "the issuer was asked just now"
            passed[0] += PAUSE

            assert client.get(CASES, headers=bearing(after)).status_code == 200
            assert said(client, before) == (401, "token-invalid"), "its key was withdrawn"


def said(client: httpx.Client, token: str) -> tuple[int, str]:
    answer = client.get(CASES, headers=bearing(token))
    return answer.status_code, answer.json()["code"]


def parts(token: str) -> list[dict[str, Any]]:
    """Header and claims."""
    return [json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2]]


def encoded(document: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")
