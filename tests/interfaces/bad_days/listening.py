"""A console that follows the log, and comes back with ``Last-Event-ID`` when it is cut off."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic
from typing import Self

import httpx

from tests.benchmarks.street import ANNA, JURISDICTION
from tests.interfaces.api.following import blocks
from tests.interfaces.bad_days.deployment import Deployment

_SILENT = 30.0  # seconds; a stream that lives says so twice in that time
_PATIENCE = 90.0


class Listener:
    """Follows until it is told to stop.

    Attributes:
        positions: of the events it got, in their order.
        connections: how often it had to come.
    """

    def __init__(self, deployment: Deployment) -> None:
        self._address = f"{deployment.url}/jurisdictions/{JURISDICTION}/events"
        self._headers = deployment.headers(ANNA.person_ref)
        self.positions: list[int] = []
        self.connections = 0
        self._last = ""
        self._follows, self._stop = Event(), Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._follows.wait(_PATIENCE), "the stream does not begin"
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive()

    def await_all(self, wanted: set[int]) -> None:
        """Until it got those events."""
        give_up, pause = monotonic() + _PATIENCE, Event()
        while missing := wanted - set(self.positions):
            assert monotonic() < give_up, f"never came: {sorted(missing)[:5]}"
            pause.wait(0.05)

    def _run(self) -> None:
        with httpx.Client(timeout=httpx.Timeout(_SILENT)) as client:
            while not self._stop.is_set():
                try:
                    self._follow(client)
                except httpx.TransportError:
                    self._stop.wait(0.1)

    def _follow(self, client: httpx.Client) -> None:
        resumed = {"Last-Event-ID": self._last} if self._last else {}
        with client.stream("GET", self._address, headers=self._headers | resumed) as answer:
            if answer.status_code == 503:
                self._stop.wait(0.2)
                return
            assert answer.status_code == 200, answer.read()
            self.connections += 1
            for block in blocks(answer.iter_lines()):
                if block.comment == "following":
                    self._follows.set()
                if block.id is not None:
                    if block.cloud_event is not None:
                        self.positions.append(int(block.id))
                    self._last = block.id
                if self._stop.is_set():
                    return
