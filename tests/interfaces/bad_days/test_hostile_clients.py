"""Clients that mean harm, or cannot do better, against the real processes: bounded, and no bug."""

from __future__ import annotations

import json
import re
import resource
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event
from time import monotonic
from typing import Any

import httpx
import pytest

from application.use_cases.organisation.appoint_post import AppointPost
from infrastructure.postgres.environment import Environment, state_environment
from interfaces.bootstrap import utc_now
from tests.benchmarks.street import ANNA, FOUNDER, GU, JURISDICTION, street
from tests.database import Database
from tests.interfaces.bad_days.deployment import Deployment, deployed

_ROOT = f"/jurisdictions/{JURISDICTION}"
_REPORT = {"grid": "g12", "category": "drainage", "text": "排水沟堵塞", "channel": "grid"}
_PATIENCE = 60.0
_ROOM = 200 * 1024 * 1024
"""Bytes by which a process may grow under all of it."""
_MANY = 2_000
_STREAMS_OF_A_PERSON = 10  # half of what one may have of one process, whoever accepts them
_FOLLOWERS = _MANY // _STREAMS_OF_A_PERSON


@pytest.fixture(scope="module")
def deployment(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Two workers with a street of today; at the end no bug was met."""
    state_environment(module_database.dsn, Environment.DEVELOPMENT)
    with street(module_database.dsn, utc_now) as town:
        town.open()
        for number in range(_FOLLOWERS):
            post = AppointPost(
                body="u1", post="lead_officer", person_ref=f"p{number}", basis="notice 9"
            )
            town.service.organisation.execute(JURISDICTION, FOUNDER, post, key=None)
    folder = tmp_path_factory.mktemp("hostile")
    with deployed(
        "serve", module_database.dsn, folder, READS_PER_SECOND="0", COMMANDS_PER_SECOND="0"
    ) as running:
        before, processes = running.resident(), running.pids
        yield running
        assert running.pids == processes
        assert running.resident() < before + _ROOM
        log = running.log.read_text()
        assert "Traceback" not in log
        assert not re.search(r'"status": 5\d\d', log.replace('"status": 503', ""))


@contextmanager
def connected(deployment: Deployment) -> Iterator[socket.socket]:
    url = httpx.URL(deployment.url)
    with socket.create_connection((url.host, url.port), timeout=_PATIENCE) as opened:
        yield opened


def rest_of(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    received = b""
    try:
        while part := connection.recv(65_536):
            received += part
    except ConnectionResetError:
        pass  # it closed while something of ours was on its way
    return received


def honest(deployment: Deployment) -> None:
    """Somebody who behaves is served."""
    with httpx.Client(base_url=deployment.url, timeout=_PATIENCE) as client:
        headers = deployment.headers(ANNA.person_ref)
        assert client.get(f"{_ROOT}/cases", headers=headers).status_code == 200


def posting(deployment: Deployment, length: str) -> bytes:
    """The headers of a command."""
    token = deployment.headers(GU.person_ref)["Authorization"]
    return (
        f"POST {_ROOT}/cases HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
        f"Content-Type: application/json\r\nIdempotency-Key: slow\r\n{length}\r\n\r\n"
    ).encode()


def trickled(connection: socket.socket, bytes_of: bytes, stop: Event) -> bytes:
    """Send byte by byte until refused; what was said."""
    connection.settimeout(0.2)
    said = b""
    for n in range(len(bytes_of)):
        try:
            connection.sendall(bytes_of[n : n + 1])
            said += (part := connection.recv(65_536))
        except TimeoutError:
            continue
        except OSError:
            return said
        if not part or stop.is_set():
            return said
    return said


@pytest.mark.parametrize("what", ["headers", "body", "blank lines", "nothing"])
def test_who_sends_byte_by_byte_is_sent_away_and_holds_nobody_up(
    deployment: Deployment, what: str
) -> None:
    """A hundred at once; the honest are served meanwhile."""
    head = posting(deployment, "Content-Length: 1000")
    begun, trickle, said = {
        "headers": (b"", head + b" " * 2_000, b" 408 "),
        "body": (head, b" " * 1_000, b" 408 "),
        "blank lines": (b"", b"\r\n" * 1_000, b""),
        "nothing": (b"", b"", b""),
    }[what]
    with ExitStack() as stack:
        connections = [stack.enter_context(connected(deployment)) for _ in range(100)]
        for connection in connections:
            connection.sendall(begun)
        honest(deployment)
        slow = connections[0]
        answer = trickled(slow, trickle, Event())
        slow.settimeout(_PATIENCE)
        answer += rest_of(slow)
        assert said in answer
        assert answer.count(b"HTTP/1.1") == bool(said)
        assert not said or b"application/problem+json" in answer
        honest(deployment)
        for connection in connections[1:]:
            rest_of(connection)  # all of them, though they sent nothing more


def test_large_bodies_are_refused_while_they_come(deployment: Deployment) -> None:
    """10 MB, declared and not; what is read of them is not kept."""
    ten = b" " * 10 * 1024 * 1024
    before = deployment.resident()

    def declared() -> bytes:
        with connected(deployment) as connection:
            connection.sendall(posting(deployment, f"Content-Length: {len(ten)}"))
            return _sent_in_spite(connection, ten)

    def in_chunks() -> bytes:
        with connected(deployment) as connection:
            connection.sendall(posting(deployment, "Transfer-Encoding: chunked"))
            return _sent_in_spite(connection, b"10000\r\n" + ten[:65_536] + b"\r\n", 160)

    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(way) for way in [declared, in_chunks] * 8]
        honest(deployment)
        answers = [one.result(_PATIENCE) for one in asked]

    assert all(b" 413 " in answer or not answer for answer in answers), answers
    assert any(b" 413 " in answer for answer in answers)
    assert deployment.resident() < before + 64 * 1024 * 1024


def _sent_in_spite(connection: socket.socket, part: bytes, times: int = 1) -> bytes:
    """Go on sending although it was refused, as a client does that does not listen."""
    try:
        for _ in range(times):
            connection.sendall(part)
    except OSError:
        pass
    connection.settimeout(5)
    try:
        return connection.recv(65_536)
    except OSError:
        return b""


_A_HEADER = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        (_A_HEADER + b"X: " + b"a" * 40_000 + b"\r\n\r\n", {431}),
        (_A_HEADER + b"X: " + b"a" * 40_000, {431}),  # without an end
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {431}),
        (_A_HEADER + b"X: a\r\n" * 20_000 + b"\r\n", {431}),
        (_A_HEADER + b"X: \x00\r\n\r\n", {400}),
        (_A_HEADER + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", {400}),
        (_A_HEADER + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
        (_A_HEADER + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
        (_A_HEADER + b"X : a\r\n\r\n", {400}),
        (b"GET /%FF%FE HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
        (b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
        (b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", {400, 404, 405}),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n", {400, 404, 405}),
        (_A_HEADER + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", {200}),
        (_A_HEADER + b"Authorization: Bearer " + b"\xff" * 100 + b"\r\n\r\n", {200}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400}),  # TLS
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 404, 405}),
    ],
)
def test_hostile_headers_are_refused_in_words(
    deployment: Deployment, request_: bytes, statuses: set[int]
) -> None:
    with connected(deployment) as connection:
        connection.sendall(request_)
        answer = connection.recv(65_536)
        assert int(answer.split()[1]) in statuses, answer
        if int(answer.split()[1]) >= 400 and b"application/problem+json" in answer:
            assert json.loads(answer.partition(b"\r\n\r\n")[2] or b"{}").get("code", "x")
    honest(deployment)


def test_garbage_behind_a_request_ends_the_connection(deployment: Deployment) -> None:
    """Pipelining; also hundreds of requests in one write."""
    one = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with connected(deployment) as connection:
        connection.sendall(one + b"\x00garbage\r\n\r\n" * 100)
        rest_of(connection)  # the answer to the first may be among it
    with connected(deployment) as connection:
        connection.sendall(one * 500 + one.replace(b"Host", b"Connection: close\r\nHost"))
        assert rest_of(connection).count(b"HTTP/1.1 200") == 501
    honest(deployment)


def test_requests_that_are_broken_off_leave_nothing_behind(deployment: Deployment) -> None:
    """Half of them in the middle of the body, half while the answer is made."""
    before = deployment.open_files()
    head = posting(deployment, "Content-Length: 1000")
    token = deployment.headers(ANNA.person_ref)["Authorization"]
    asked = f"GET {_ROOT}/cases HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode()
    for number in range(300):
        with connected(deployment) as connection:
            connection.sendall(head + b"{" if number % 2 else asked)
    honest(deployment)
    _await(lambda: deployment.open_files() <= before + 20)


def test_two_hundred_with_one_key_at_once_are_one_command(deployment: Deployment) -> None:
    """ENV-05: one case, one receipt; the others are told it, or to ask again."""
    headers = deployment.headers(GU.person_ref) | {"Idempotency-Key": "the-same"}

    def send(_: int) -> tuple[int, Any]:
        answer = httpx.post(
            f"{deployment.url}{_ROOT}/cases", json=_REPORT, headers=headers, timeout=_PATIENCE
        )
        return answer.status_code, answer.json()

    with ThreadPoolExecutor(200) as threads:
        answers = list(threads.map(send, range(200)))

    told = Counter(status for status, _ in answers)
    assert set(told) <= {200, 201, 409, 503}, told
    receipts = {
        (body["case_id"], body["version"], body["position"])
        for status, body in answers
        if status in {200, 201}
    }
    assert len(receipts) == 1
    assert send(0)[1]["case_id"] == next(iter(receipts))[0]


def test_thousands_who_only_wait_hold_nobody_up(deployment: Deployment) -> None:
    """Idle connections and idle streams; what each costs is bounded, and given back."""
    _let_this_process_open(2 * _MANY + 200)
    before, files = deployment.resident(), deployment.open_files()
    tokens = [
        token
        for number in range(_FOLLOWERS)
        for token in [deployment.headers(f"p{number}")["Authorization"]] * _STREAMS_OF_A_PERSON
    ]
    with ExitStack() as stack:
        idle = [stack.enter_context(connected(deployment)) for _ in range(_MANY)]
        for connection in idle:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert all(b" 200 " in connection.recv(4_096) for connection in idle)
        streams = [stack.enter_context(connected(deployment)) for _ in tokens]
        with ThreadPoolExecutor(16) as threads:
            list(threads.map(_follow, streams, tokens))
        honest(deployment)
        assert deployment.resident() < before + _ROOM
    _await(lambda: deployment.open_files() <= files + 20)
    honest(deployment)


def _follow(connection: socket.socket, token: str) -> None:
    connection.sendall(
        f"GET {_ROOT}/events HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode()
    )
    received = b""
    while b": following" not in received:
        part = connection.recv(4_096)
        assert part, received
        received += part


def _let_this_process_open(files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        pytest.skip(f"this process may open {hard} files, and {files} are wanted")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, files), hard))


def _await(wanted: Callable[[], bool]) -> None:
    give_up, pause = monotonic() + _PATIENCE, Event()
    while not wanted():
        assert monotonic() < give_up, "it does not come"
        pause.wait(0.1)
