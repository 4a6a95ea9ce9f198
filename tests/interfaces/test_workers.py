"""Several processes of the API behind one address, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import httpx
import pytest

from interfaces.workers import AddressUnusable, listening

ROOT = Path(__file__).parents[2]
_PROGRAM = """
import os, sys
from fastapi import FastAPI
from interfaces import server, workers

app = FastAPI()

@app.get("/")
async def who() -> int:
    return os.getpid()

@app.get("/die")
async def die() -> None:
    os._exit(9)

def work(listener, number, greeting):
    print(greeting, number, os.getpid(), flush=True)
    server.run(app, "127.0.0.1", 0, listener)
    print("gave back", number, flush=True)

if __name__ == "__main__":
    try:
        with workers.listening("127.0.0.1", 0) as listener:
            print(listener.getsockname()[1], flush=True)
            workers.run(work, 2, listener, "worker")
    except workers.WorkerFailed as failed:
        print("failed:", failed, flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "two_workers.py"
    file.write_text(_PROGRAM)
    return file


@contextmanager
def _running(program: Path) -> Iterator[tuple[subprocess.Popen[str], int, list[int]]]:
    with subprocess.Popen(
        [sys.executable, str(program)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        pids = [int(process.stdout.readline().split()[-1]) for _ in range(2)]
        try:
            yield process, port, pids
        finally:
            process.kill()


def _ask(port: int, path: str = "/") -> httpx.Response:
    """A request on a connection of its own; the first may come before anybody accepts."""
    return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=30)


def _gone(pid: int) -> bool:
    end = monotonic() + 30
    while monotonic() < end:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
    return False


def test_each_process_serves_and_all_stop_together(program: Path) -> None:
    with _running(program) as (process, port, pids):
        served = {_ask(port).json() for _ in range(40)}
        assert served <= set(pids)

        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)

        assert sorted(rest.splitlines()) == ["gave back 0", "gave back 1"]
        assert process.returncode == 0


def test_one_that_ends_by_itself_ends_all(program: Path) -> None:
    with _running(program) as (process, port, pids):
        with pytest.raises(httpx.HTTPError):
            _ask(port, "/die")
        rest, _ = process.communicate(timeout=60)

        assert "failed: a worker ended by itself" in rest
        assert all(_gone(pid) for pid in pids)


def test_no_worker_outlives_a_killed_parent(program: Path) -> None:
    with _running(program) as (process, port, pids):
        assert _ask(port).status_code == 200

        process.kill()

        assert all(_gone(pid) for pid in pids)


def test_an_address_that_is_taken_is_said_to_be() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(AddressUnusable, match=f"cannot listen on 127.0.0.1 port {port}"):
            listening("127.0.0.1", port)
