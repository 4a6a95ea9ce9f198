"""One connection of a client, bounded in what it may send and in how long it may take.

The server behind it bounds none of that: whoever sends headers without an end, one byte at a time
or a gigabyte at once, would hold memory and a descriptor for as long as he likes.
"""

from __future__ import annotations

import asyncio
import json
import resource
from enum import Enum
from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEADERS: Final = 32 * 1024
"""Bytes of a request line and its headers."""
HEADERS_WITHIN: Final = 10.0
"""Seconds from the first byte of a request, or from the connection, to the end of its headers."""
BODY_WITHIN: Final = 20.0
"""Seconds for a body, and one more for each ``SLOWEST`` bytes of it."""
SLOWEST: Final = 4 * 1024
"""Bytes a second; a slow mobile network carries several times as many."""
TAKEN_WITHIN: Final = 30.0
"""Seconds in which a client takes something of what is sent to it."""
CONNECTIONS: Final = 4_096
"""Open connections of one process, event streams among them; fewer where it may not open so many
files."""

_OTHER_FILES: Final = 256  # of the database, of logs, of libraries

_TITLES: Final = {
    HTTPStatus.BAD_REQUEST: ("malformed-http", "The request is not HTTP"),
    HTTPStatus.REQUEST_TIMEOUT: ("request-timeout", "The request did not come in time"),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: ("headers-too-large", "The headers are too large"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("service-busy", "The service is busy"),
}


class _Part(Enum):
    """What of a request has yet to come."""

    NOTHING = 0
    HEADERS = 1
    BODY = 2


class Connection(HttpToolsProtocol):
    """As uvicorn's, with the bounds of this module.

    What is refused here is refused before the application sees it.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._coming = _Part.NOTHING
        self._turn = self._timed = 0  # a number for each part; the part that the timer is for
        self._size = self._raw = 0
        self._begun = False  # a byte of what is coming has come
        self._began = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    # --- Of the transport. ---

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > _most():
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self._expect(_Part.HEADERS)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._timer, self._stalled):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return  # it was refused
        in_headers = self._coming is _Part.HEADERS
        super().data_received(data)
        if in_headers and self._coming is _Part.HEADERS:  # the parser tells of whole ones only
            self._raw += len(data)
            if self._raw > HEADERS:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if self._coming is _Part.NOTHING and not self._answering:
            self._expect(_Part.HEADERS)  # blank lines, too, have their time
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    # --- Of the parser. ---

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect(_Part.HEADERS)
        self._begun = True

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._expect(_Part.BODY)

    def on_body(self, body: bytes) -> None:
        self._size += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._expect(_Part.NOTHING)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - its signature
        """The parser gave up, or a callback of it that found too much."""
        too_large = self._coming is _Part.HEADERS and self._size > HEADERS
        self._refuse(
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if too_large else HTTPStatus.BAD_REQUEST
        )

    # --- Bounds. ---

    def _expect(self, part: _Part) -> None:
        self._coming, self._size, self._raw, self._begun = part, 0, 0, False
        self._turn += 1

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > HEADERS:
            raise ValueError("too many bytes of headers")  # ends the parsing

    def _watch(self) -> None:
        """Time what has yet to come. A request that came whole costs no timer."""
        if self._timed == self._turn:
            return
        self._timed = self._turn
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._coming is not _Part.NOTHING and not self.transport.is_closing():
            self._began = self.loop.time()
            within = HEADERS_WITHIN if self._coming is _Part.HEADERS else BODY_WITHIN
            self._timer = self.loop.call_later(within, self._look)

    def _look(self) -> None:
        if self._coming is _Part.BODY:
            left = self._began + BODY_WITHIN + self._size / SLOWEST - self.loop.time()
            if left > 0:
                self._timer = self.loop.call_later(left, self._look)
                return
        self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Say why, unless an answer is under way; let the application go, and close."""
        answering = self._answering
        if answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self._coming is _Part.BODY:
            may_say = answering and not self.cycle.response_started and not self.pipeline
        else:
            may_say = not answering and (self._begun or status is not HTTPStatus.REQUEST_TIMEOUT)
        if may_say:
            self.transport.write(_answer(status))
        self.transport.close()

    @property
    def _answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request
        return cycle is not None and not cycle.response_complete


def _most() -> int:
    return min(CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _OTHER_FILES)


def _answer(status: HTTPStatus) -> bytes:
    code, title = _TITLES[status]
    body = json.dumps(
        {
            "type": f"/problems/{code}",
            "title": title,
            "status": int(status),
            "detail": title,
            "code": code,
        }
    ).encode()
    retry = b"Retry-After: 2\r\n" if status is HTTPStatus.SERVICE_UNAVAILABLE else b""
    return (
        b"HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\n"
        b"Cache-Control: no-store\r\n%sConnection: close\r\n\r\n%s"
        % (status, status.phrase.encode(), len(body), retry, body)
    )
