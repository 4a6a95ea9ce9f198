"""Figures of the database: right, bounded, and never old ones for new ones."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from prometheus_client import CollectorRegistry, generate_latest

from infrastructure.observation.admin import AdminAddressTaken, admin
from infrastructure.observation.figures import (
    CalendarFigures,
    CaseFigures,
    Figure,
    Figures,
    FigureSource,
    Gauge,
    LagFigures,
)
from infrastructure.postgres.pool import Sessions
from infrastructure.projections.histories import TRACKING
from tests.application.town import Town, at, town_on, with_lights
from tests.database import Database

ROOT = Path(__file__).parents[3]
SOURCES: list[FigureSource] = [CaseFigures(), LagFigures(TRACKING), CalendarFigures()]


class Passed:
    """Seconds that the test lets pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    with town_on(database, "kundulun", "2021-09-10 09:00") as found:
        with_lights(found)
        found.clock.set(at("2021-09-10 10:00"))
        yield found


def shown(figures: Figures) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(figures)
    lines = generate_latest(registry).decode().splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    }


def figures_of(town: Town, sessions: Sessions, passed: Passed | None = None) -> Figures:
    return Figures(sessions, town.clock, SOURCES, passed=passed or Passed())


def test_lag_and_cases_are_those_of_the_log(town: Town, sessions: Sessions) -> None:
    """F, ENV-06: one event behind for an hour, then none; one case more is open."""
    town.service.projector.catch_up()
    before = shown(figures_of(town, sessions))
    town.report()
    town.clock.set(at("2021-09-10 11:00"))
    behind = shown(figures_of(town, sessions))
    town.service.projector.catch_up()
    after = shown(figures_of(town, sessions))

    label = f'{{jurisdiction="{town.name}"}}'
    lag, age = f"closeout_projector_lag_events{label}", f"closeout_projector_lag_seconds{label}"
    assert (before[lag], before[age]) == (0, 0)
    assert behind[lag] >= 1
    assert behind[age] == timedelta(hours=1).total_seconds()
    assert (after[lag], after[age]) == (0, 0)
    opened = f"closeout_cases_open{label}"
    assert after[opened] == before.get(opened, 0) + 1


def test_the_calendar_tells_how_long_it_lasts(town: Town, sessions: Sessions) -> None:
    """CAL-03: on 2026-12-30 today and tomorrow are covered, by tables that end with the year."""
    town.clock.set(at("2026-12-30 09:00"))

    found = shown(figures_of(town, sessions))

    assert found[f'closeout_calendar_covered_days{{jurisdiction="{town.name}"}}'] == 2


def test_figures_are_remembered_for_seconds(town: Town, sessions: Sessions) -> None:
    """Bad days: a scraper in a loop asks the database once."""
    passed = Passed()
    figures = figures_of(town, sessions, passed)
    label = f'closeout_cases_open{{jurisdiction="{town.name}"}}'
    first = shown(figures).get(label, 0)
    town.report()

    at_once = shown(figures).get(label, 0)
    passed.seconds = 6
    later = shown(figures)[label]

    assert (at_once, later) == (first, first + 1)


def test_without_a_database_figures_are_absent_not_old(town: Town, database: Database) -> None:
    """Bad days: a figure that nobody could read is no figure."""
    passed = Passed()
    sessions = database.sessions()
    figures = figures_of(town, sessions, passed)
    good = shown(figures)
    sessions.close()
    passed.seconds = 6

    gone = shown(figures)

    assert good["closeout_figures_up"] == 1
    assert gone == {"closeout_figures_up": 0}


def test_a_statement_that_hangs_is_given_up(town: Town, database: Database) -> None:
    """Bad days: a scrape is bounded in time, whatever locks the table."""
    sessions = Sessions(database.dsn, role=database.service, answer_within=0.2)
    with psycopg.connect(database.dsn) as owner:
        owner.execute("LOCK TABLE case_heads_v1 IN ACCESS EXCLUSIVE MODE")

        found = shown(Figures(sessions, town.clock, SOURCES))

    sessions.close()
    assert found == {"closeout_figures_up": 0}


def test_another_part_brings_its_own_figures(town: Town, sessions: Sessions) -> None:
    """Architecture 7: webhooks and checkpoints plug in; what has no source is not shown."""
    dead = Gauge("closeout_webhook_dead", "Deliveries that were given up.")

    class Deliveries:
        gauges = (dead,)

        def read(self, session: object, now: object) -> Iterator[Figure]:
            assert session
            assert now
            yield Figure(dead, "j1", 2)

    found = shown(Figures(sessions, town.clock, [Deliveries()]))

    assert found == {"closeout_figures_up": 1, 'closeout_webhook_dead{jurisdiction="j1"}': 2}


def test_the_admin_address_shows_metrics_and_nothing_else() -> None:
    """Architecture 7: apart from the API; a taken address is told."""

    def shown() -> tuple[str, bytes]:
        return "text/plain; version=0.0.4", b"closeout_x 1"

    with admin("127.0.0.1", 0, shown) as port:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/plain; version=0.0.4"
            assert answer.read() == b"closeout_x 1"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10)
        refused.value.close()
        with pytest.raises(AdminAddressTaken, match=str(port)), admin("127.0.0.1", port, shown):
            pytest.fail("two listen on one address")

    assert refused.value.code == 404


_WORKER = """
from infrastructure.observation.metrics import Metrics
metrics = Metrics()
metrics.commands.labels("report_case", "done").inc(3)
metrics.ended(method="GET", route="/x", status=200, code=None, seconds=0.01)
metrics.pools["commands"].inc()
"""
_ADMIN = """
from prometheus_client import generate_latest
from infrastructure.observation.metrics import Metrics
print(generate_latest(Metrics().registry).decode())
"""


def test_the_counters_of_several_workers_add_up(tmp_path: Path) -> None:
    """Architecture 9: `serve --workers`: sums over all that ran; pools over those that live."""
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}

    for program in (_WORKER, _WORKER):
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
    said = subprocess.run(
        [sys.executable, "-c", _ADMIN],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert 'closeout_commands_total{command="report_case",outcome="done"} 6.0' in said
    count = 'closeout_http_request_duration_seconds_count{method="GET",route="/x",status="200"}'
    assert f"{count} 2.0" in said
