"""The service as an operator runs it: its real processes, on a port of this machine."""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic

import httpx
import psycopg

from infrastructure.postgres.environment import Environment, state_environment
from infrastructure.postgres.migrations import migrate
from interfaces.bootstrap import utc_now
from tests.benchmarks.street import MASTER_KEY, street

ROOT = Path(__file__).parents[3]
_LISTENING = re.compile(r"listening on (http://\S+)")
_PATIENCE = 120.0  # seconds


class Deployment:
    """A running ``closeout`` command that serves.

    Attributes:
        url: where the API answers.
        log: what the processes wrote to standard error.
    """

    def __init__(self, process: subprocess.Popen[str], url: str, log: Path) -> None:
        self._process = process
        self.url = url
        self.log = log

    @property
    def runs(self) -> bool:
        """Whether it did not end."""
        return self._process.poll() is None

    @property
    def pids(self) -> list[int]:
        """Its processes: the one that was started, and those it started."""
        found = [self._process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def resident(self) -> int:
        """Bytes of memory of the greediest of its processes."""
        return max(_resident(pid) for pid in self.pids)

    def open_files(self) -> int:
        """Descriptors of the process that has most of them."""
        return max(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.pids)

    def headers(self, person_ref: str) -> dict[str, str]:
        """What proves a person; development mode gives it to anybody on this machine."""
        answer = httpx.post(
            f"{self.url}/development/tokens", json={"person_ref": person_ref}, timeout=_PATIENCE
        )
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def stop(self) -> int:
        """Ask it to end; the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(_PATIENCE)


def _resident(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def prepare(dsn: str) -> None:
    """A street at work, of today, in an empty database."""
    migrate(dsn)
    state_environment(dsn, Environment.DEVELOPMENT)
    with street(dsn, utc_now) as town:
        town.open()


@contextmanager
def deployed(
    word: str, dsn: str, folder: Path, *, workers: int = 2, **further: str
) -> Iterator[Deployment]:
    """``closeout serve`` or ``closeout up``, until the end of the block.

    Args:
        further: settings without their prefix.
    """
    key = folder / "master.key"
    key.write_text(base64.b64encode(MASTER_KEY).decode())
    log = folder / f"{word}.log"
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLOSEOUT_")}
    given = {
        "DATABASE_URL": dsn,
        "DATA_DIR": str(folder / "data"),
        "MASTER_KEY_FILE": str(key),
        "PORT": "0",
        "WORKERS": str(workers),
        **further,
    }
    with log.open("w") as written, subprocess.Popen(
        [sys.executable, "-m", "interfaces.cli", word],
        cwd=ROOT,
        env=own | {f"CLOSEOUT_{name}": value for name, value in given.items()},
        stdout=subprocess.PIPE,
        stderr=written,
        text=True,
    ) as process:  # fmt: skip
        lines: Queue[str] = Queue()
        reader = Thread(target=_pass_on, args=(process, lines), daemon=True)
        reader.start()
        try:
            deployment = Deployment(process, _address(lines, log), log)
            _await_ready(deployment)
            yield deployment
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
            reader.join(_PATIENCE)


def _pass_on(process: subprocess.Popen[str], lines: Queue[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put("")


def _address(lines: Queue[str], log: Path) -> str:
    while True:
        try:
            line = lines.get(timeout=_PATIENCE)
        except Empty:
            line = ""
        assert line, f"it does not listen: {log.read_text()}"
        if found := _LISTENING.search(line):
            return found[1]


def _await_ready(deployment: Deployment) -> None:
    """Connections wait in the listener's queue until a worker has started."""
    give_up, pause = monotonic() + _PATIENCE, Event()
    while (answer := httpx.get(f"{deployment.url}/readyz", timeout=_PATIENCE)).status_code != 200:
        assert monotonic() < give_up, answer.text
        pause.wait(0.1)


def heads_of(dsn: str) -> dict[str, int]:
    """How long each log is."""
    with psycopg.connect(dsn) as connection:
        return dict(connection.execute("SELECT jurisdiction, position FROM log_heads").fetchall())
