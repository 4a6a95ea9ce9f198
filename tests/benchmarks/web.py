"""The API as its callers have it: real processes behind a socket, keep-alive connections."""

from __future__ import annotations

import base64
import json
import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID, uuid4

import httpx

from infrastructure.postgres.environment import Environment, state_environment
from tests.benchmarks.measure import Sample, quantile
from tests.benchmarks.street import ANNA, GU, MASTER_KEY, reported

_ROOT = Path(__file__).parents[2]
_PROCESSES = 2
_READY_WITHIN = 60
_LIST = 50


class DoorShut(Exception):
    """The service did not start, or answered what it should not."""


@dataclass(frozen=True, slots=True)
class Door:
    """A running service.

    Attributes:
        port: on 127.0.0.1.
        tokens: bearer tokens by person.
    """

    port: int
    jurisdiction: str
    tokens: dict[str, str]

    def creating(self) -> Callable[[], bytes]:
        """Requests that report a case each, as the street's grid member does."""
        body = reported("as-the-street").model_dump_json(exclude_unset=True).encode()
        return lambda: self._request("POST", "cases", GU.person_ref, body)

    def reading(self, cases: Sequence[UUID]) -> Callable[[], bytes]:
        """Requests for one case each, chosen at random."""
        choice = Random("reading").choice  # noqa: S311 - which case is next is no secret
        return lambda: self._request("GET", f"cases/{choice(cases)}", ANNA.person_ref)

    def listing(self) -> Callable[[], bytes]:
        """Requests for the first page of a dispatcher's list."""
        path = f"cases?open=true&limit={_LIST}"
        return lambda: self._request("GET", path, ANNA.person_ref)

    def run(self, request: Callable[[], bytes], clients: int, seconds: float) -> Sample:
        """Send a request on each connection as soon as the last one is answered.

        Raises:
            DoorShut: an answer is not a success.
        """
        with selectors.DefaultSelector() as selector:
            for _ in range(clients):
                connection = _Connection(socket.create_connection(("127.0.0.1", self.port)))
                selector.register(connection.socket, selectors.EVENT_READ, connection)
            try:
                return _drive(selector, request, seconds)
            finally:
                for key in list(selector.get_map().values()):
                    key.data.socket.close()

    def _request(self, method: str, path: str, person: str, body: bytes = b"") -> bytes:
        lines = [
            f"{method} /jurisdictions/{self.jurisdiction}/{path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: Bearer {self.tokens[person]}",
        ]
        if method == "POST":
            lines += [
                "Content-Type: application/json",
                f"Content-Length: {len(body)}",
                f"Idempotency-Key: {uuid4().hex}",
            ]
        return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection:
    """One keep-alive connection with at most one request under way."""

    __slots__ = ("_wanted", "began", "received", "socket")

    def __init__(self, opened: socket.socket) -> None:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = opened
        self.began = 0.0
        self.received = bytearray()
        self._wanted = 0

    def send(self, request: bytes) -> None:
        self.received.clear()
        self._wanted = 0
        self.began = perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what came; whether the answer is whole."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise DoorShut("the connection ended without an answer")
        self.received += part
        if not self._wanted:
            head = self.received.find(b"\r\n\r\n")
            if head < 0:
                return False
            if not self.received.startswith(b"HTTP/1.1 20"):
                raise DoorShut(self.received[:2000].decode(errors="replace"))
            headers = bytes(self.received[:head]).lower()
            length = headers.split(b"content-length: ", 1)[1].split(b"\r\n", 1)[0]
            self._wanted = head + 4 + int(length)
        return len(self.received) >= self._wanted


def _drive(
    selector: selectors.BaseSelector, request: Callable[[], bytes], seconds: float
) -> Sample:
    took: list[float] = []
    busy = 0
    for key in selector.get_map().values():
        key.data.send(request())
        busy += 1
    began = now = perf_counter()
    end = began + seconds
    while busy:
        for key, _ in selector.select(timeout=30):
            connection: _Connection = key.data
            if not connection.receive():
                continue
            now = perf_counter()
            took.append(now - connection.began)
            if now < end:
                connection.send(request())
            else:
                busy -= 1
    took.sort()
    return Sample(len(took) / (now - began), quantile(took, 0.5), quantile(took, 0.95))


@contextmanager
def door(dsn: str, jurisdiction: str) -> Iterator[Door]:
    """API, projector and scheduler as one machine runs them, on a migrated database.

    Raises:
        DoorShut: see there.
    """
    state_environment(dsn, Environment.DEVELOPMENT)
    with TemporaryDirectory(prefix="closeout-bench-") as folder:
        key = Path(folder) / "master.key"
        key.write_bytes(base64.b64encode(MASTER_KEY))
        environment = os.environ | {
            "CLOSEOUT_DATABASE_URL": dsn,
            "CLOSEOUT_MASTER_KEY_FILE": str(key),
            "CLOSEOUT_PORT": "0",
            "CLOSEOUT_WORKERS": str(_PROCESSES),
            "CLOSEOUT_READS_PER_SECOND": "0",
            "CLOSEOUT_COMMANDS_PER_SECOND": "0",
            "PYTHONPATH": str(_ROOT),
        }
        with subprocess.Popen(
            [sys.executable, "-P", "-m", "interfaces.cli", "up"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            try:
                assert process.stdout is not None
                said = process.stdout.readline()
                if "listening on" not in said:
                    raise DoorShut(f"the service did not start: {said}")
                port = int(said.rpartition(":")[2])
                yield Door(port, jurisdiction, _tokens(port))
            finally:
                process.terminate()
                process.wait(_READY_WITHIN)


def _tokens(port: int) -> dict[str, str]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_READY_WITHIN) as client:
        found = {}
        for caller in (ANNA, GU):
            answer = client.post("/development/tokens", json={"person_ref": caller.person_ref})
            if answer.is_error:
                raise DoorShut(answer.text)
            found[caller.person_ref] = str(json.loads(answer.text)["access_token"])
    return found
