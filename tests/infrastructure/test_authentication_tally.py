"""Failed authentications become few lines of the security log, without what was presented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event
from typing import Any

import psycopg
import pytest

from application.identity import TokenExpired, TokenInvalid, Unauthenticated
from application.ports import LogUnavailable
from infrastructure.authentication_tally import NOWHERE, AuthenticationTally
from infrastructure.postgres.pool import Sessions
from infrastructure.security_log import PostgresSecurityLog
from tests.database import Database

NOW = datetime(2021, 9, 10, 1, 0, tzinfo=UTC)
PATIENCE = 20  # seconds until a test gives up on another thread


class Noted:
    """A security log that a test waits for, and that can be away."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, str, str]] = []
        self.away = False
        self.asked = Event()

    def refused(self, jurisdiction: str, **line: Any) -> None:
        self.asked.set()
        if self.away:
            raise LogUnavailable("away")
        assert (line["command"], line["actor_id"], line["at"]) == ("authenticate", "", NOW)
        self.lines.append((jurisdiction, line["code"], line["subject"], line["detail"]))


@pytest.fixture
def noted() -> Noted:
    return Noted()


def tally(noted: Noted, every: float = 3600) -> AuthenticationTally:
    made = AuthenticationTally(noted, lambda: {"daguan"}, lambda: NOW, every=every)
    made.start()
    return made


def of_key(failure: Unauthenticated, key_id: str) -> Unauthenticated:
    failure.presented = key_id
    return failure


def test_the_first_failure_is_noted_at_once(noted: Noted) -> None:
    """ASVS 16.3: whoever watches sees an attack while it goes on."""
    opened = tally(noted)

    opened.failed("daguan", of_key(TokenInvalid("wrong secret"), "0a1b"))
    assert noted.asked.wait(PATIENCE)
    opened.close()

    assert noted.lines == [("daguan", "token-invalid", "0a1b", f"1 times since {NOW.isoformat()}")]


def test_a_flood_is_a_few_lines(noted: Noted) -> None:
    """OWASP API4: a line for each forged token would be a way to fill the disk."""
    opened = tally(noted)
    opened.failed("daguan", TokenExpired())
    assert noted.asked.wait(PATIENCE)

    for no in range(5000):
        opened.failed(f"made-up-{no}", TokenInvalid("forged"))
    opened.close()

    assert noted.lines[1:] == [
        (NOWHERE, "token-invalid", "", f"5000 times since {NOW.isoformat()}")
    ]


def test_what_cannot_be_noted_now_is_noted_later(noted: Noted) -> None:
    """ASVS 16.3: a database that is away for a moment loses no count."""
    noted.away = True
    opened = tally(noted, every=0)
    opened.failed("daguan", TokenExpired())
    assert noted.asked.wait(PATIENCE)

    noted.away = False
    opened.failed("daguan", TokenExpired())
    opened.close()

    assert sum(int(detail.split()[0]) for *_, detail in noted.lines) == 2


@pytest.fixture
def stored(database: Database, sessions: Sessions) -> Iterator[psycopg.Connection]:
    opened = AuthenticationTally(PostgresSecurityLog(sessions), lambda: {"daguan"}, lambda: NOW)
    opened.start()
    opened.failed("daguan", of_key(TokenExpired(), "0a1b"))
    opened.close()
    with psycopg.connect(database.dsn) as owner:
        yield owner


def test_it_lies_where_the_other_refusals_lie(stored: psycopg.Connection) -> None:
    """ASVS 16.4.2: in the table that the service can only append to."""
    rows = stored.execute("SELECT jurisdiction, code, subject, rule FROM security_log").fetchall()

    assert rows == [("daguan", "token-expired", "0a1b", None)]
