"""How fast one caller may ask."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from infrastructure.identity.development import DevelopmentIssuer
from interfaces.api.app import create_app
from interfaces.api.rates import RATE, Buckets, Rate, Rates
from interfaces.api.refusals import RateExceeded
from tests.database import Database
from tests.interfaces.api.stage import Stage, documented, open_stage, served


class Passed:
    """Seconds that the test lets pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def buckets(passed: Passed, per_second: float = 2, burst: int = 4, callers: int = 100) -> Buckets:
    return Buckets("reads", Rate(per_second, burst), callers=callers, passed=passed)


def taken(found: Buckets, caller: str = "anna") -> dict[str, Any]:
    scope: dict[str, Any] = {}
    found.take(caller, scope)
    headers: dict[str, Any] = scope[RATE]
    return headers


def test_a_caller_may_burst_and_then_goes_at_the_rate() -> None:
    """API4: four at once, then two a second, and told when."""
    passed = Passed()
    found = buckets(passed)

    left = [taken(found)["RateLimit"] for _ in range(4)]
    with pytest.raises(RateExceeded) as refused:
        taken(found)
    passed.seconds = 0.5
    again = taken(found)

    assert left == [f'"reads";r={n};t=1' for n in (3, 2, 1, 0)]
    assert refused.value.seconds == 1
    assert again["RateLimit-Policy"] == '"reads";q=4;w=2'
    with pytest.raises(RateExceeded):
        taken(found)


def test_one_caller_does_not_slow_another() -> None:
    """API4."""
    found = buckets(Passed(), burst=1)
    taken(found, "anna")

    with pytest.raises(RateExceeded):
        taken(found, "anna")
    assert taken(found, "bo")


def test_what_turns_out_to_be_many_is_paid_for_afterwards() -> None:
    """API4: it is not cut short; the next request waits until there is a token again."""
    passed = Passed()
    found = buckets(passed)
    taken(found)
    scope: dict[str, Any] = {}

    found.charge("anna", 9, scope)  # ten in all, of four at once

    assert scope[RATE]["RateLimit"] == '"reads";r=0;t=4'
    passed.seconds = 3
    with pytest.raises(RateExceeded) as refused:
        taken(found)
    assert refused.value.seconds == 1
    passed.seconds = 3.5
    assert taken(found)


def test_a_pause_fills_the_bucket_and_no_more() -> None:
    """API4."""
    passed = Passed()
    found = buckets(passed)
    taken(found)
    passed.seconds = 3600

    for _ in range(4):
        taken(found)
    with pytest.raises(RateExceeded):
        taken(found)


def test_memory_is_bounded_whoever_asks() -> None:
    """Bad days: whoever was away longest is forgotten, not whoever asks now."""
    found = buckets(Passed(), burst=1, callers=3)
    for caller in ("anna", "bo", "cai", "anna?", "dong"):
        taken(found, caller)

    assert len(found) == 3
    with pytest.raises(RateExceeded):
        taken(found, "dong")
    assert taken(found, "anna")


@contextmanager
def limited(stage: Stage, **rates: Buckets) -> Iterator[httpx.Client]:
    issuer = DevelopmentIssuer(host="127.0.0.1", clock=stage.clock)
    stage.issuer = issuer
    stage.app = create_app(
        service=stage.service, verifier=issuer.verifier, mint=issuer, rates=Rates(**rates)
    )
    with served(stage.app) as address, httpx.Client(base_url=address, timeout=30) as client:
        stage.client = client
        yield client


def test_reads_and_commands_have_buckets_of_their_own(database: Database) -> None:
    """RFC 6585: 429 with Retry-After, documented; nothing was recorded; a retry succeeds."""
    passed = Passed()
    commands = Buckets("commands", Rate(0.5, 1), passed=passed)
    with open_stage(database.dsn) as stage, limited(stage, commands=commands):
        gu = stage.console("gu")
        first = gu.report("one", grid="g12")
        refused = gu.report("two", grid="g12")
        read = gu.get()
        passed.seconds = 2
        again = gu.report("two", grid="g12")
        schema = documented(refused)

    assert (first.status_code, refused.status_code, read.status_code) == (201, 429, 200)
    assert refused.json()["code"] == "rate-exceeded"
    assert refused.headers["Retry-After"] == "2"
    assert refused.headers["RateLimit"] == '"commands";r=0;t=2'
    assert "RateLimit" not in read.headers
    assert "rate-exceeded" in schema
    assert again.status_code == 201
    assert len(read.json()["items"]) == 1


def test_a_bulk_request_counts_each_of_its_items(database: Database) -> None:
    """API4: a hundred commands in one request are a hundred commands."""
    passed = Passed()
    commands = Buckets("commands", Rate(1, 2), passed=passed)
    with open_stage(database.dsn) as stage:
        made = [stage.console("gu").report(text, grid="g12").json() for text in ("a", "b", "c")]
        items = [{"case_id": one["case_id"], "body": {}} for one in made]
        with limited(stage, commands=commands):
            gu = stage.console("gu")
            many = gu.send("/cases/bulk/upload-case", items=items)
            refused = gu.report("d", grid="g12")

    assert many.json()["done"] == 3
    assert many.headers["RateLimit"] == '"commands";r=0;t=2'
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")


def test_the_names_of_jurisdictions_are_reads_too(database: Database) -> None:
    """API4: whoever names none is counted as well."""
    reads = Buckets("reads", Rate(1, 1), passed=Passed())
    with open_stage(database.dsn) as stage, limited(stage, reads=reads) as client:
        headers = {"Authorization": f"Bearer {stage.issuer.mint('gu')}"}
        first, refused = (client.get("/jurisdictions", headers=headers) for _ in range(2))
        schema = documented(refused)

    assert (first.status_code, refused.status_code) == (200, 429)
    assert "rate-exceeded" in schema


def test_open311_says_when_to_come_back(database: Database) -> None:
    """RFC 6585, RFC 9110 10.2.3: 429 with Retry-After, in the words of GeoReport v2."""
    reads = Buckets("reads", Rate(1, 1), passed=Passed())
    with open_stage(database.dsn) as stage, limited(stage, reads=reads) as client:
        asked = {"api_key": stage.issuer.mint("gu"), "jurisdiction_id": "daguan"}
        path = "/open311/v2/requests.json"
        first, refused = (client.get(path, params=asked) for _ in range(2))

    assert (first.status_code, refused.status_code) == (200, 429)
    assert refused.headers["Retry-After"] == "1"
    assert refused.json()[0]["description"].endswith("[rate-exceeded]")
