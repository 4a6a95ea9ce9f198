"""The commands for whoever keeps a deployment running, and how its processes end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import httpx
import psycopg
import pytest

from interfaces.cli import upkeep
from interfaces.cli.main import main
from tests.database import Database

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(database: Database, tmp_path: Path) -> dict[str, str]:
    """Of a process with settings of its own and none of ours."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLOSEOUT_")}
    return own | {
        "CLOSEOUT_DATABASE_URL": database.dsn,
        "CLOSEOUT_DATA_DIR": str(tmp_path / "data"),
        "COLUMNS": "200",
    }


@pytest.fixture
def closeout(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in this process, which is faster than one of its own."""

    def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as process:
            process.setattr(os, "environ", environment)
            process.setattr(sys, "argv", ["closeout", *words])
            process.setattr(upkeep.console, "file", None)
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        code = int(str(ended.value.code or 0))
        return subprocess.CompletedProcess(words, code, said.out, said.err)

    return run


def test_a_missing_migration_is_told_rehearsed_and_applied(
    closeout: Run, environment: dict[str, str], database: Database
) -> None:
    """ADR 18: exit 1 while something is missing, as a pipeline wants it."""
    with psycopg.connect(database.dsn, autocommit=True) as owner:
        owner.execute("DROP TABLE running_versions")
        owner.execute("DELETE FROM schema_migrations WHERE name LIKE '0060%'")

    checked = closeout(environment, "migrate", "--check")
    rehearsed = closeout(environment, "migrate", "--dry-run")
    again = closeout(environment, "migrate", "--check")
    applied = closeout(environment, "migrate")
    done = closeout(environment, "migrate", "--check")

    missing = "missing 0060_running_versions.sql (expand)\n"
    assert (checked.returncode, checked.stdout) == (1, missing), checked.stderr
    assert rehearsed.stdout == "goes through: 0060_running_versions.sql\nnothing was changed\n"
    assert again.stdout == missing
    assert applied.stdout.splitlines()[0] == "applied 0060_running_versions.sql"
    assert (done.returncode, done.stdout) == (0, "the database is up to date\n")


def test_settings_are_shown_as_they_hold(closeout: Run, environment: dict[str, str]) -> None:
    """Architecture 9: a star for what was given."""
    shown = closeout(environment | {"CLOSEOUT_WRITERS": "3"}, "settings")

    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert "* CLOSEOUT_WRITERS=3" in lines
    assert "  CLOSEOUT_ADMIN_HOST=127.0.0.1" in lines


def test_a_back_up_is_restored_by_commands(
    closeout: Run, environment: dict[str, str], empty_database: str, tmp_path: Path
) -> None:
    """ENV-02: with its proof; without the key nothing begins, over data nothing is written."""
    elsewhere = environment | {
        "CLOSEOUT_DATABASE_URL": empty_database,
        "CLOSEOUT_DATA_DIR": str(tmp_path / "elsewhere"),
    }
    opened = closeout(
        environment, "jurisdiction", "open", "street-1", "--pack", "kundulun", "--founder", "olga"
    )
    taken = closeout(environment, "backup", str(tmp_path / "night"))
    keyless = closeout(elsewhere, "restore", str(tmp_path / "night"))
    key = {"CLOSEOUT_MASTER_KEY_FILE": str(tmp_path / "data" / "master.key")}
    restored = closeout(elsewhere | key, "restore", str(tmp_path / "night"), "--rebuild")
    over = closeout(environment, "restore", str(tmp_path / "night"))
    listed = closeout(elsewhere | key, "jurisdiction", "list")

    assert opened.returncode == taken.returncode == 0, taken.stderr
    assert "events of 1 logs" in taken.stdout
    assert (keyless.returncode, "master key" in keyless.stderr) == (2, True)
    assert restored.returncode == 0, restored.stderr
    assert "street-1: 2 events, no gap, as they were backed up" in restored.stdout
    assert "case_board_v1: 0 rows" in restored.stdout
    assert (over.returncode, "is not empty" in over.stderr) == (2, True)
    assert listed.stdout == "street-1  kundulun\n"


@contextmanager
def up(environment: dict[str, str], **further: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The whole service on a free port, accepting requests."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-m", "interfaces.cli", "up"],
        cwd=ROOT,
        env=environment | {"CLOSEOUT_PORT": str(port)} | further,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert any("startup complete" in line for line in process.stderr)
        try:
            yield process, port
        finally:
            if process.poll() is None:
                process.kill()


def test_a_command_under_way_is_recorded_and_answered_before_the_process_ends(
    closeout: Run, environment: dict[str, str], database: Database
) -> None:
    """Bad days: SIGTERM while an append waits for the log; nobody else is let in; exit 0."""
    opening = ("jurisdiction", "open", "street-1", "--pack", "kundulun", "--founder", "olga")
    closeout(environment, *opening)
    with (
        up(environment) as (process, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        ThreadPoolExecutor(1) as threads,
        psycopg.connect(database.dsn) as other,
    ):
        token = client.post("/development/tokens", json={"person_ref": "rita"}).json()
        headers = {"Authorization": f"Bearer {token['access_token']}", "Idempotency-Key": "k"}
        other.execute("SELECT * FROM log_heads FOR UPDATE")
        answer = threads.submit(
            client.post, "/jurisdictions/street-1/cases", json={}, headers=headers
        )
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with psycopg.connect(database.dsn, autocommit=True) as looking:
            while looking.execute(waiting).fetchone() == (0,):
                pass

        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert any("Shutting down" in line for line in process.stderr)
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5)
        other.rollback()

        assert answer.result().status_code == 201
        _, said = process.communicate(timeout=60)
        rows = other.execute("SELECT count(*) FROM events WHERE topic = 'CaseReported'").fetchone()

    assert process.returncode == 0, said
    assert rows == (1,)
    events = [json.loads(line) for line in said.splitlines()]
    assert [one["event"] for one in events if one["event"].endswith(" ends")] == [
        "api ends",
        "up ends",
    ]
    assert [one["status"] for one in events if one["event"] == "request"] == [201]


def test_a_running_service_shows_its_figures_and_that_it_runs(
    environment: dict[str, str], database: Database
) -> None:
    """Architecture 7, ADR 18: metrics on an address of their own; registered until it ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        admin = int(free.getsockname()[1])
    running: Any = "SELECT kind FROM running_versions"
    with (
        up(environment, CLOSEOUT_ADMIN_PORT=str(admin)) as (process, port),
        psycopg.connect(database.dsn, autocommit=True) as looking,
    ):
        httpx.get(f"http://127.0.0.1:{port}/healthz")
        with urlopen(f"http://127.0.0.1:{admin}/metrics", timeout=30) as answer:
            shown = answer.read().decode()
        on_the_api = httpx.get(f"http://127.0.0.1:{port}/metrics")
        while_it_runs = looking.execute(running).fetchall()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        afterwards = looking.execute(running).fetchall()

    assert process.returncode == 0
    assert 'route="/healthz"' in shown
    assert "closeout_figures_up 1.0" in shown
    assert on_the_api.status_code == 404
    assert (sorted(while_it_runs), afterwards) == ([("api",), ("up",)], [])
