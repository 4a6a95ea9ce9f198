"""How the process of the API ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
_PROGRAM = """
import logging
import sys
from fastapi import FastAPI
from interfaces.server import run

logging.basicConfig(level="INFO")
app = FastAPI()

@app.get("/slow")
def slow() -> str:
    print("under way", flush=True)
    sys.stdin.readline()
    return "done"

run(app, "127.0.0.1", int(sys.argv[1]))
print("gave back what it held", flush=True)
"""


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_request_under_way_is_finished_before_the_process_ends(asked: signal.Signals) -> None:
    """API conventions: stopping loses nothing, and what the process holds is given back."""
    port = _free_port()
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process, ThreadPoolExecutor(1) as threads:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        assert any("Uvicorn running" in line for line in process.stderr)
        answer = threads.submit(httpx.get, f"http://127.0.0.1:{port}/slow", timeout=30)
        assert process.stdout.readline() == "under way\n"

        process.send_signal(asked)
        assert any("Shutting down" in line for line in process.stderr)
        process.stdin.write("go on\n")
        process.stdin.flush()

        assert answer.result().json() == "done"
        assert process.stdout.readline() == "gave back what it held\n"
        process.communicate(timeout=30)
    assert process.returncode == 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
