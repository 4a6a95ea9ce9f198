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
        schema = documented(stage.app, refused)

    assert (first.status_code, refused.status_code, read.status_code) == (201, 429, 200)
    assert refused.json()["code"] == "rate-exceeded"
    assert refused.headers["Retry-After"] == "2"
    assert refused.headers["RateLimit"] == '"commands";r=0;t=2'
    assert "RateLimit" not in read.headers
    assert "rate-exceeded" in schema
    assert again.status_code == 201
    assert len(read.json()["items"]) == 1
