"""How soon everybody who follows a log has an event, once its writer was told that it is stored.

Three processes: the service, the writer, the followers. All on the clock that the system has for
everybody since it started.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from random import Random
from threading import Thread
from time import monotonic, sleep
from uuid import UUID, uuid4

from infrastructure.identity.development import DevelopmentIssuer
from infrastructure.processor import one_core
from interfaces.api.app import create_app
from interfaces.api.live.hub import Hub
from interfaces.server import Server
from tests.benchmarks.measure import quantile
from tests.benchmarks.street import ANNA, GU, NOTE, UMA, street

_PEOPLE = (ANNA, GU, UMA)
"""All three see every case, the first one its history too."""
_WRITERS = 8
_WARM_UP = 1.0
_PATIENCE = 30.0
_ID = re.compile(rb"}\nid: (\d+)\n")  # after data: a heartbeat repeats an id


class DeliveryBroken(Exception):
    """A follower missed an event, or got one twice."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One measurement.

    Attributes:
        rate: events per second that were stored; the aim may be missed on a busy machine.
        received: events received by all streams together.
        p50, p95, p99: seconds from the acknowledgement to the receipt, over all of them; an event
            that was received before its writer heard of it counts as 0.
    """

    streams: int
    rate: float
    received: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class _Door:
    """Where the service listens, and who may come in."""

    port: int
    tokens: Sequence[str]


class FanOut:
    """Streams of several people over real sockets while cases are followed up.

    Args:
        dsn: a street with cases.
        streams: clients that follow at once.
        rate: events per second.
    """

    def __init__(
        self, dsn: str, cases: Sequence[UUID], *, streams: int = 500, rate: float = 100
    ) -> None:
        self._dsn = dsn
        self._cases = cases
        self._streams = streams
        self._rate = rate

    def run(self, seconds: float) -> Delivery:
        """One run.

        Raises:
            DeliveryBroken: the product does not do what is measured.
        """
        spawn = get_context("spawn")
        ours, theirs = spawn.Pipe()
        service = spawn.Process(target=_serve, args=(self._dsn, self._streams, theirs))
        service.start()
        try:
            door = ours.recv()
            return asyncio.run(self._measured(door, seconds))
        finally:
            ours.send(None)
            service.join(_PATIENCE)

    async def _measured(self, door: _Door, seconds: float) -> Delivery:
        loop = asyncio.get_running_loop()
        followers: list[_Follower] = []
        for token in islice(cycle(door.tokens), self._streams):
            follower = _Follower(token)
            await loop.create_connection(partial(_itself, follower), "127.0.0.1", door.port)
            followers.append(follower)
        await asyncio.wait_for(asyncio.gather(*(one.opened for one in followers)), _PATIENCE)
        plan = (door, self._cases, self._rate, seconds)
        acknowledged = await loop.run_in_executor(None, _written, plan)
        last = max(acknowledged)
        await asyncio.wait_for(asyncio.gather(*(one.until(last) for one in followers)), _PATIENCE)
        for one in followers:
            one.hang_up()
        return self._judged(followers, acknowledged)

    def _judged(self, followers: Sequence[_Follower], acknowledged: dict[int, float]) -> Delivery:
        ordered = sorted(acknowledged)
        for follower in followers:
            got = Counter(position for position, _ in follower.received)
            wrong = {position: got[position] for position in ordered if got[position] != 1}
            if wrong:
                raise DeliveryBroken(f"times that events arrived, by position: {wrong}")
        began = min(acknowledged.values()) + _WARM_UP
        took = sorted(
            max(0.0, at - acknowledged[position])
            for follower in followers
            for position, at in follower.received
            if position in acknowledged and acknowledged[position] >= began
        )
        counted = [at for at in acknowledged.values() if at >= began]
        return Delivery(
            len(followers),
            len(counted) / (max(counted) - min(counted)),
            len(took),
            quantile(took, 0.5),
            quantile(took, 0.95),
            quantile(took, 0.99),
        )


class _Follower(asyncio.Protocol):
    """A client that only looks at ids: it must not be slower than what it measures."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._rest = b""
        self._wanted = 0
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[None] = self._loop.create_future()
        self.opened: asyncio.Future[None] = self._loop.create_future()
        self.received: list[tuple[int, float]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(
            b"GET /jurisdictions/daguan/events HTTP/1.1\r\nHost: localhost\r\n"
            b"Authorization: Bearer %s\r\n\r\n" % self._token.encode()
        )

    def data_received(self, data: bytes) -> None:
        now = monotonic()
        data = self._rest + data
        whole = data.rfind(b"\n\n") + 2 if b"\n\n" in data else 0
        self._rest = data[whole:]
        for found in _ID.finditer(data, 0, whole):
            self.received.append((int(found[1]), now))
        if not self.opened.done() and data.find(b": following\n", 0, whole) >= 0:
            self.opened.set_result(None)
        if self._wanted and self.received and self.received[-1][0] >= self._wanted:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        for waiting in (self.opened, self._done):
            if not waiting.done():
                waiting.set_exception(DeliveryBroken(f"the stream ended: {exc}"))

    def until(self, position: int) -> asyncio.Future[None]:
        """When that event has come."""
        self._wanted = position
        if self.received and self.received[-1][0] >= position:
            self._finish()
        return self._done

    def hang_up(self) -> None:
        """Close the connection."""
        self._transport.abort()

    def _finish(self) -> None:
        if not self._done.done():
            self._done.set_result(None)


def _itself(follower: _Follower) -> _Follower:
    return follower


def _serve(dsn: str, streams: int, caller: Connection) -> None:
    """The service, in a process of its own, until it is told to stop."""
    with street(dsn) as town, socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        issuer = DevelopmentIssuer(host="127.0.0.1", clock=town.service.clock)
        live = Hub(town.service, most_of_a_person=streams)
        app = create_app(service=town.service, verifier=issuer.verifier, live=live)
        server = Server(app, "127.0.0.1", 0)
        tokens = [issuer.mint(person.person_ref) for person in _PEOPLE]
        caller.send(_Door(listening.getsockname()[1], tokens))

        def stop() -> None:
            caller.recv()
            server.should_exit = True

        Thread(target=stop, daemon=True).start()
        with one_core():
            server.run(sockets=[listening])


def _written(plan: tuple[_Door, Sequence[UUID], float, float]) -> dict[int, float]:
    """Follow cases up from another process; when each event was acknowledged, by position."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_write, plan)


def _write(door: _Door, cases: Sequence[UUID], rate: float, seconds: float) -> dict[int, float]:
    """Commands at a steady rate, whatever the answers take: a slow service is not spared."""
    began = monotonic() + 0.1
    count = int(rate * (seconds + _WARM_UP))

    def client(number: int) -> list[tuple[int, float]]:
        choose = Random(number)  # noqa: S311 - which case is next, not a secret
        found = []
        with _connected(door) as connection:
            for n in range(number, count, _WRITERS):
                sleep(max(0.0, began + n / rate - monotonic()))
                found.append(_noted(connection, door, choose.choice(cases)))
        return found

    with ThreadPoolExecutor(_WRITERS) as threads:
        return {
            position: at for found in threads.map(client, range(_WRITERS)) for position, at in found
        }


@contextmanager
def _connected(door: _Door) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=_PATIENCE)
    try:
        yield connection
    finally:
        connection.close()


def _noted(connection: http.client.HTTPConnection, door: _Door, case_id: UUID) -> tuple[int, float]:
    connection.request(
        "POST",
        f"/jurisdictions/daguan/cases/{case_id}/note-follow-up",
        json.dumps({"note": NOTE}),
        {
            "Authorization": f"Bearer {door.tokens[0]}",
            "Content-Type": "application/json",
            "Idempotency-Key": uuid4().hex,
        },
    )
    answer = connection.getresponse()
    body = answer.read()
    now = monotonic()
    if answer.status != http.client.OK:
        raise DeliveryBroken(body.decode())
    return int(json.loads(body)["position"]), now
