"""The address for those who run the service: metrics, apart from the API.

It listens on loopback unless told otherwise, without a login: what it shows are counts by
jurisdiction, and who may see them is decided by who reaches the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

Shown = Callable[[], tuple[str, bytes]]
"""What is shown: its media type and content."""


class AdminAddressTaken(Exception):
    """The address for metrics cannot be listened on."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10  # seconds a client may take to ask
    shown: ClassVar[Shown]

    def do_GET(self) -> None:  # the library's name
        found = self.path.partition("?")[0] == "/metrics"
        kind, body = type(self).shown() if found else ("text/plain", b"ask for /metrics\n")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def version_string(self) -> str:
        return "closeout"

    def log_message(self, *_: object) -> None:
        """Nothing: a scraper asks every few seconds."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 16

    def handle_error(self, *_: object) -> None:
        """Nothing: a scraper that went away is no error of ours."""


@contextmanager
def admin(host: str, port: int, shown: Shown) -> Iterator[int]:
    """Answer ``GET /metrics`` until the context ends; the port that is listened on.

    Args:
        port: 0 picks a free one.

    Raises:
        AdminAddressTaken: somebody else listens there.
    """
    handler = type("Handler", (_Handler,), {"shown": staticmethod(shown)})
    try:
        server = _Server((host, port), handler)
    except OSError as error:
        raise AdminAddressTaken(f"cannot listen on {host}:{port}: {error.strerror}") from error
    thread = Thread(target=server.serve_forever, name="admin", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
