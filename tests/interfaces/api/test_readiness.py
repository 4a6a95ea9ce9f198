"""What a process says of itself to whoever decides whether it gets requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from infrastructure.postgres.pool import Sessions
from infrastructure.readiness import Readiness
from interfaces.api.app import create_app
from tests.database import Database
from tests.interfaces.api.stage import Stage, open_stage, served


class Passed:
    """Seconds that pass with each look: every look is a fresh one."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        self.seconds += 10
        return self.seconds


def readiness(stage: Stage, sessions: Sessions, **further: int) -> Readiness:
    limits = {"lag_seconds": 60, "calendar_days": 7} | further
    return Readiness(
        sessions,
        stage.clock,
        lag_seconds=limits["lag_seconds"],
        calendar_days=limits["calendar_days"],
        passed=Passed(),
    )


@pytest.fixture
def stage(database: Database) -> Iterator[Stage]:
    with open_stage(database.dsn) as found:
        found.service.projector.catch_up()
        yield found


def test_all_is_well(stage: Stage, sessions: Sessions) -> None:
    """Architecture 9."""
    standing = readiness(stage, sessions).standing()

    assert (standing.lacking, standing.notices) == ((), ())


def test_a_follower_that_is_behind_for_long_is_named(stage: Stage, sessions: Sessions) -> None:
    """House style A6: a projection that died quietly; at 60 s it is still in time."""
    stage.console("gu").report("k", grid="g12")
    start = stage.clock.now
    ready = readiness(stage, sessions)

    stage.clock.now = start + timedelta(seconds=60)
    in_time = ready.lacking()
    stage.clock.now = start + timedelta(seconds=61)
    late = ready.lacking()
    stage.service.projector.catch_up()
    caught_up = ready.lacking()

    assert (in_time, late, caught_up) == ((), ("follower",), ())


@pytest.mark.parametrize(
    ("local", "lacking", "notices"),
    [
        ("2026-10-31 23:59", (), ()),
        ("2026-11-01 00:00", (), ("calendar-of-next-year",)),
        ("2026-12-24 12:00", (), ("calendar-of-next-year",)),
        ("2026-12-25 00:00", ("calendar",), ("calendar-of-next-year",)),
    ],
)
def test_a_calendar_that_ends_is_told_of_in_time(
    stage: Stage, sessions: Sessions, local: str, lacking: tuple[str], notices: tuple[str]
) -> None:
    """CAL-03: noticed from 1 November, lacking when a week ahead is not covered."""
    stage.clock.set(local)

    standing = readiness(stage, sessions).standing()

    assert (standing.lacking, standing.notices) == (lacking, notices)


def test_missing_and_unknown_migrations_are_named(
    stage: Stage, sessions: Sessions, database: Database
) -> None:
    """ADR 18: one that is lacking, one of a later version that pulls the ground away."""
    ready = readiness(stage, sessions)
    with psycopg.connect(database.dsn, autocommit=True) as owner:
        owner.execute("DELETE FROM schema_migrations WHERE name LIKE '0060%'")
        lacking = ready.lacking()
        owner.execute("DELETE FROM schema_migrations")
        owner.execute("INSERT INTO schema_migrations VALUES ('9999_x.sql', '', now(), NULL, NULL)")
        newer = ready.lacking()

    assert (lacking, newer) == (("migrations",), ("migrations",))


def test_a_database_that_is_away_is_named_within_its_time(stage: Stage) -> None:
    """Bad days: and nothing else about it."""
    away = Sessions("host=127.0.0.1 port=1 dbname=none", answer_within=1)

    assert readiness(stage, away).lacking() == ("database",)


def test_a_problem_names_what_is_missing_and_no_more(stage: Stage) -> None:
    """ASVS 13.4.2: without a login, so without hosts, versions or counts."""
    away = Sessions("host=127.0.0.1 port=1 dbname=none", answer_within=1)
    app = create_app(
        service=stage.service,
        verifier=stage.issuer.verifier,
        readiness=readiness(stage, away),
    )
    with served(app) as address:
        answer = stage.client.get(f"{address}/readyz")
        alive = stage.client.get(f"{address}/healthz")

    problem = answer.json()
    assert (answer.status_code, alive.status_code) == (503, 200)
    assert answer.headers["Retry-After"]
    assert problem.keys() == {"type", "title", "status", "detail", "instance", "code", "lacking"}
    assert (problem["code"], problem["lacking"]) == ("not-ready", ["database"])
    assert problem["detail"] == "Not ready: database."
    assert "127.0.0.1" not in answer.text


def test_probes_look_once_a_second(stage: Stage, database: Database) -> None:
    """API4: whoever asks without a login cannot load the database."""
    sessions = database.sessions()
    ready = Readiness(sessions, stage.clock, lag_seconds=60, calendar_days=1, passed=lambda: 0.0)
    first = ready.lacking()
    sessions.close()

    assert (first, ready.lacking()) == ((), ())
