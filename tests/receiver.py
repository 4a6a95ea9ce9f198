"""A real receiver of webhooks on this machine, which answers as a test tells it."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any, Final

_PATIENCE: Final = 60  # seconds until a test gives up


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came in; names of headers in lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Answer = Callable[[Received], Reply]


class Receiver:
    """What arrived, in order, and how it is answered.

    Attributes:
        answer: may block, for a receiver that hangs.
        peers: the connections it came over.
        raw: takes over the whole connection, for one that breaks rules.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answer: Answer = lambda _: Reply()
        self.raw: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.url = ""
        self.peers: set[object] = set()
        self._changed = Condition()

    def took(self, one: Received) -> None:
        with self._changed:
            self.received.append(one)
            self._changed.notify_all()

    def wait_for(self, enough: Callable[[list[Received]], bool]) -> None:
        """Until enough has arrived."""
        with self._changed:
            assert self._changed.wait_for(lambda: enough(self.received), _PATIENCE)

    @property
    def ids(self) -> list[str]:
        """``webhook-id`` of each, in the order of arrival."""
        return [one.message_id for one in self.received]


@contextmanager
def receiving(*, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = _PATIENCE

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            if len(body) < length:  # the sender was killed while it sent: nothing was received
                self.close_connection = True
                return
            one = Received(self.path, headers, body)
            receiver.peers.add(self.client_address)
            receiver.took(one)
            if receiver.raw is not None:
                self.close_connection = True
                receiver.raw(self)
                return
            reply = receiver.answer(one)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            """The other side hung up, which is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "http" if tls is None else "https"
    receiver.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/hook"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
