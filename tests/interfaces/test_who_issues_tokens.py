"""Who issues the tokens that a deployment accepts: its issuer, or nobody but development mode."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from joserfc.jwk import ECKey
from pydantic import SecretStr

from application.identity import AccessScope
from infrastructure.identity import discovery
from interfaces import bootstrap
from interfaces.bootstrap import Environment, Settings, TokensRefused, Wiring
from tests.database import Database
from tests.interfaces.api.stage import served

ISSUER = {"issuer": "https://id.example", "audience": "closeout"}
CASES = "/jurisdictions/daguan/cases"
# Its header names RS256, at+jwt and a key that nobody has.
UNKNOWN = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImsifQ.e30.AAAA"


@pytest.fixture
def wiring(database: Database, tmp_path: Path) -> Iterator[Wiring]:
    with bootstrap.running(settings(database, tmp_path)) as opened:
        opened.service.organisation.open_jurisdiction("daguan", "daguan", "olga")
        yield opened


def settings(database: Database, folder: Path, **further: Any) -> Settings:
    return Settings(database_url=SecretStr(database.dsn), data_dir=folder, **further)


def token(client: httpx.Client, person: str = "olga") -> httpx.Response:
    return client.post("/development/tokens", json={"person_ref": person})


def test_development_tokens_need_a_database_that_is_for_development(
    wiring: Wiring, database: Database, tmp_path: Path
) -> None:
    """Architecture 7: the production database behind a forgotten setting lets nobody in."""
    chosen = settings(database, tmp_path)
    bootstrap.environment(wiring, Environment.PRODUCTION)

    with (
        pytest.raises(TokensRefused, match="closeout environment development"),
        bootstrap.api(wiring, chosen),
    ):
        pytest.fail("it was served")


def test_a_database_that_says_nothing_is_not_for_development(
    wiring: Wiring, database: Database, tmp_path: Path
) -> None:
    """Architecture 7: as one that was configured and migrated."""
    with psycopg.connect(database.dsn) as owner:
        owner.execute("DELETE FROM deployment")

    assert bootstrap.environment(wiring, None) is Environment.PRODUCTION
    with pytest.raises(TokensRefused), bootstrap.api(wiring, settings(database, tmp_path)):
        pytest.fail("it was served")


def test_stating_it_again_changes_it(wiring: Wiring) -> None:
    """Architecture 7."""
    for stated in (Environment.PRODUCTION, Environment.DEVELOPMENT, Environment.DEVELOPMENT):
        assert bootstrap.environment(wiring, stated) is stated
    assert bootstrap.environment(wiring, None) is Environment.DEVELOPMENT


def test_development_tokens_need_loopback(
    wiring: Wiring, database: Database, tmp_path: Path
) -> None:
    """Architecture 7: whatever the database says."""
    chosen = settings(database, tmp_path, host="0.0.0.0")  # noqa: S104 - refused

    with (
        pytest.raises(TokensRefused, match=r"0\.0\.0\.0 is not a loopback address"),
        bootstrap.api(wiring, chosen),
    ):
        pytest.fail("it was served")


def test_where_an_issuer_is_configured_there_are_no_development_tokens(
    wiring: Wiring, database: Database, tmp_path: Path
) -> None:
    """Architecture 7: nor where other machines may ask; a development token is from nowhere."""
    with (
        bootstrap.api(wiring, settings(database, tmp_path)) as development,
        served(development) as address,
        httpx.Client(base_url=address) as client,
    ):
        minted = token(client).json()["access_token"]
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=False)]}))
    chosen = settings(database, tmp_path, host="0.0.0.0", jwks_file=keys, **ISSUER)  # noqa: S104 - listens nowhere here

    with (
        bootstrap.api(wiring, chosen) as api,
        served(api) as address,
        httpx.Client(base_url=address) as client,
    ):
        route = token(client)
        answer = client.get(CASES, headers={"Authorization": f"Bearer {minted}"})

    assert (route.status_code, route.json()["code"]) == (404, "route-not-found")
    assert (answer.status_code, answer.json()["code"]) == (401, "token-invalid")
    assert "Closeout-Mode" not in answer.headers


def test_workers_of_one_server_share_their_development_key(
    wiring: Wiring, database: Database, tmp_path: Path
) -> None:
    """Architecture 9: whichever of them minted it."""
    chosen, key = settings(database, tmp_path), bootstrap.new_development_key()
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(
                httpx.Client(
                    base_url=stack.enter_context(
                        served(
                            stack.enter_context(bootstrap.api(wiring, chosen, development_key=key))
                        )
                    )
                )
            )
            for _ in range(2)
        )
        minted = token(one).json()["access_token"]

        answer = other.get(CASES, headers={"Authorization": f"Bearer {minted}"})

    assert answer.status_code == 200


@pytest.mark.parametrize("content", [None, "{}", "no JSON"])
def test_a_file_of_keys_that_cannot_be_used_stops_the_start(
    wiring: Wiring, database: Database, tmp_path: Path, content: str | None
) -> None:
    """Architecture 9: one clear line."""
    keys = tmp_path / "keys.json"
    if content is not None:
        keys.write_text(content)

    with (
        pytest.raises(TokensRefused, match="CLOSEOUT_JWKS_FILE: "),
        bootstrap.api(wiring, settings(database, tmp_path, jwks_file=keys, **ISSUER)),
    ):
        pytest.fail("it was served")


def test_an_issuer_that_is_away_is_told_from_a_wrong_token(
    wiring: Wiring, database: Database, tmp_path: Path
) -> None:
    """Architecture 7: 503, so that the client keeps its token; health does not hang on it."""
    away = {"issuer": "http://127.0.0.1:1", "audience": "closeout"}
    with (
        bootstrap.api(wiring, settings(database, tmp_path, **away)) as api,
        served(api) as address,
        httpx.Client(base_url=address) as client,
    ):
        answer = client.get(CASES, headers={"Authorization": f"Bearer {UNKNOWN}"})
        healthy = client.get("/readyz")

    assert (answer.status_code, answer.json()["code"]) == (503, "issuer-unavailable")
    assert answer.headers["Retry-After"]
    assert healthy.status_code == 200


def test_an_issuer_that_hangs_keeps_no_machine_waiting(
    wiring: Wiring, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad days: API keys are looked up while tokens wait for the issuer; most of those do not."""
    monkeypatch.setattr(discovery, "_WITHIN", 120.0)  # it hangs for as long as the test wants
    key = bootstrap.api_keys(wiring).issue(
        "daguan", "kiosk", scopes=tuple(AccessScope), lifetime=timedelta(days=1), by="olga"
    )[1]
    with (
        socket.create_server(("127.0.0.1", 0)) as hanging,  # it accepts and never answers
        bootstrap.api(
            wiring,
            settings(
                database,
                tmp_path,
                issuer=f"http://127.0.0.1:{hanging.getsockname()[1]}",
                audience="closeout",
            ),
        ) as api,
        served(api) as address,
        httpx.Client(base_url=address, timeout=30) as client,
        ThreadPoolExecutor(32) as threads,
    ):
        unknown = {"Authorization": f"Bearer {UNKNOWN}"}
        asking = [threads.submit(client.get, CASES, headers=unknown) for _ in range(32)]
        told = [one.result().status_code for one in islice(as_completed(asking), 28)]

        by_key = client.get(CASES, headers={"Authorization": f"Bearer {key}"})
        waiting = sum(not one.done() for one in asking)
        hanging.close()
        rest = [one.result().status_code for one in asking]

    assert by_key.status_code == 200
    assert waiting == 4
    assert set(told) == set(rest) == {503}


def test_who_fails_to_prove_themselves_is_noted_without_the_token(
    wiring: Wiring, database: Database, tmp_path: Path
) -> None:
    """ASVS 16.3: by the jurisdiction that was asked; nothing of what was sent."""
    with (
        bootstrap.api(wiring, settings(database, tmp_path)) as api,
        served(api) as address,
        httpx.Client(base_url=address) as client,
    ):
        key = f"co_daguan_{'a' * 12}_{'b' * 64}"
        for path in (CASES, CASES, "/jurisdictions/elsewhere/cases"):
            client.get(path, headers={"Authorization": f"Bearer {key}"})
        client.get(CASES)  # nothing was presented: no failure

    with psycopg.connect(database.dsn) as owner:
        rows = owner.execute("SELECT to_jsonb(s) FROM security_log s").fetchall()
    times: dict[str, int] = {}
    for (row,) in rows:
        assert (row["code"], row["command"]) == ("token-invalid", "authenticate")
        place = row["jurisdiction"]
        times[place] = times.get(place, 0) + int(row["detail"].split()[0])
    assert times == {"daguan": 2, "-": 1}
    assert "bbbb" not in str(rows)
