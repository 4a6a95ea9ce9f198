"""Who gets in, and what every answer carries."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from interfaces.api.app import create_app
from tests.interfaces.api.stage import Stage, served

CASES = "/jurisdictions/daguan/cases"


def test_nobody_gets_in_without_a_token(stage: Stage) -> None:
    """RFC 6750: the challenge names no error when nothing was sent."""
    answer = stage.client.get(CASES)

    assert (answer.status_code, answer.json()["code"]) == (401, "token-missing")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="closeout"'


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer a.b.c", "\u00e4"])
def test_what_is_no_token_is_refused(stage: Stage, header: str) -> None:
    """RFC 6750: invalid_token."""
    answer = stage.client.get(CASES, headers={b"Authorization": header.encode("latin-1")})

    assert (answer.status_code, answer.json()["code"]) == (401, "token-invalid")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_an_expired_token_is_told_apart(stage: Stage) -> None:
    """RFC 9068: the client asks for a new one."""
    answer = stage.console("gu", lifetime=timedelta(minutes=-1)).get()

    assert (answer.status_code, answer.json()["code"]) == (401, "token-expired")


def test_a_token_for_reading_does_not_write(stage: Stage) -> None:
    """API conventions: a token can restrict."""
    reader = stage.console("rita", scopes=["cases:read"])

    assert reader.get().status_code == 200
    assert reader.report(grid="g12").json()["code"] == "scope-missing"


def test_a_token_may_be_good_for_one_jurisdiction(stage: Stage) -> None:
    """ASVS 8.4.1: districts are kept apart."""
    answer = stage.console("gu", "kundulun", jurisdictions=["daguan"]).get()

    assert (answer.status_code, answer.json()["code"]) == (403, "unknown-jurisdiction")


# --- Development tokens ---


def test_development_mode_hands_out_tokens_on_this_machine(stage: Stage) -> None:
    """API conventions: the token passes the verifier that all pass, and every answer says so."""
    issued = stage.client.post("/development/tokens", json={"person_ref": "gu"})
    token = issued.json()["access_token"]

    answer = stage.client.get(CASES, headers={"Authorization": f"Bearer {token}"})

    assert issued.status_code == 201
    assert answer.status_code == 200
    assert answer.headers["Closeout-Mode"] == "development"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "closeout.example"},
        {"X-Forwarded-For": "10.0.0.7"},
        {"Forwarded": "for=10.0.0.7"},
    ],
)
def test_development_tokens_are_not_for_others(stage: Stage, headers: dict[str, str]) -> None:
    """API conventions: not through a proxy, not for a web page that names this machine."""
    answer = stage.client.post("/development/tokens", json={"person_ref": "gu"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (403, "not-local")


@pytest.mark.parametrize("person", ["system", "operator", "anonymous.x"])
def test_nobody_comes_in_as_the_service_itself(stage: Stage, person: str) -> None:
    """ENV-01: these ids stand in events for the scheduler, the host and the unnamed."""
    answer = stage.client.post("/development/tokens", json={"person_ref": person})

    assert (answer.status_code, answer.json()["code"]) == (401, "token-invalid")


def test_without_development_mode_there_is_no_such_route(stage: Stage) -> None:
    """API conventions: never a bypass."""
    app = create_app(service=stage.service, verifier=stage.issuer.verifier)

    with served(app) as address:
        answer = httpx.post(f"{address}/development/tokens", json={"person_ref": "gu"})

    assert (answer.status_code, answer.json()["code"]) == (404, "route-not-found")
    assert "Closeout-Mode" not in answer.headers


# --- Every answer ---


def test_a_wrong_method_names_the_right_ones(stage: Stage) -> None:
    """RFC 9110: Allow lists the methods of every route at the address."""
    answer = stage.client.delete(CASES)

    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize("path", ["/", "/nowhere", f"{CASES}/", "/redoc", "/%00", "/%ff%fe/\u4e2d"])
def test_an_unknown_address_is_a_problem_too(stage: Stage, path: str) -> None:
    """RFC 9457: nothing but problems."""
    answer = stage.client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "route-not-found")
    assert answer.headers["content-type"] == "application/problem+json"


def test_answers_are_not_kept_and_not_sniffed(stage: Stage) -> None:
    """ASVS 14.3: what is shown to one caller stays with that caller."""
    answer = stage.console("gu").get()

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in answer.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_token(stage: Stage, path: str) -> None:
    """API conventions: for whoever watches the process."""
    answer = stage.client.get(path)

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
