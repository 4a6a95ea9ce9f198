"""Watches every request from outside: one access line, its figures, the id it is known by.

What is noted is bounded and impersonal: the template of the route, never the path that was asked
for; no query, no body, no header, no address, nobody's id. A jurisdiction is named only once it is
known to exist, for in a path it is whatever the caller wrote.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import Final, Protocol

import structlog
from opentelemetry import trace
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.api.dependencies import TRACEPARENT
from interfaces.api.problems import PROBLEM_CODE
from interfaces.api.rates import RATE

LOGGER: Final = logging.getLogger(__name__)  # a line for each request: the short way
REQUEST_ID: Final = "X-Request-Id"
NO_ROUTE: Final = "(none)"

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_PROBES: Final = frozenset({"/healthz", "/readyz"})
_STREAM: Final = "text/event-stream"
_CLIENT_GONE: Final = 499  # as proxies note it; nothing was sent


class RequestFigures(Protocol):
    """Counts requests; the values of each argument are few."""

    def ended(
        self, *, method: str, route: str, status: int, code: str | None, seconds: float
    ) -> None:
        """It was answered.

        Args:
            method: one of the usual ones, else ``_OTHER``.
            route: template of the path; ``(none)`` if there is nothing at the address.
            status: of the answer; 499 if the caller left before there was one.
            code: of the problem it was answered with, None for none.
            seconds: until the answer was complete; of a stream, until it began.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What the application is watched with.

    Attributes:
        figures: counts the requests; None: nobody asks for figures.
        jurisdictions: those known to exist; asked for each request, so it must be cheap.
    """

    figures: RequestFigures | None = None
    jurisdictions: Callable[[], Collection[str]] = tuple


@dataclass(frozen=True, slots=True)
class Watch:
    """The outermost layer: what it wraps has turned every error into an answer already."""

    app: ASGIApp
    with_: Watching

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _Request(scope, self.with_)

        async def sent(message: Message) -> None:
            request.sends(message)
            await send(message)

        request.began()
        try:
            await self.app(scope, receive, sent)
        finally:
            request.ended()


class _Request:
    def __init__(self, scope: Scope, watching: Watching) -> None:
        self._scope, self._with = scope, watching
        self._status: int | None = None
        self._bytes = 0
        self._counted = False
        self._id = secrets.token_hex(16)
        self._start = perf_counter()

    def began(self) -> None:
        # Never unbound: the request has a task, and with it a context, of its own. The server
        # notes an error after this layer was left, and that line needs the id most.
        structlog.contextvars.bind_contextvars(request_id=self._id, **_trace(self._scope))

    def sends(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self._id
            for name, value in self._scope.get(RATE, {}).items():
                headers[name] = value
            if headers.get("content-type", "").startswith(_STREAM):
                self._count()
                self._note("stream began")
        elif message["type"] == "http.response.body":
            self._bytes += len(message.get("body", b""))

    def ended(self) -> None:
        self._count()
        self._note("request")

    def _count(self) -> None:
        if not self._counted and self._with.figures is not None:
            self._with.figures.ended(
                method=self._method,
                route=self._route,
                status=self._status or _CLIENT_GONE,
                code=self._scope.get(PROBLEM_CODE),
                seconds=perf_counter() - self._start,
            )
        self._counted = True

    def _note(self, event: str) -> None:
        status = self._status or _CLIENT_GONE
        level = logging.INFO
        if self._scope["path"] in _PROBES and status < HTTPStatus.BAD_REQUEST:
            level = logging.DEBUG
        elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            level = logging.WARNING
        found = {
            "method": self._method,
            "route": self._route,
            "operation": getattr(self._scope.get("route"), "operation_id", None),
            "jurisdiction": self._jurisdiction(),
            "status": status,
            "code": self._scope.get(PROBLEM_CODE),
            "ms": round((perf_counter() - self._start) * 1000, 1),
            "bytes": self._bytes,
        }
        fields = {name: value for name, value in found.items() if value is not None}
        LOGGER.log(level, event, extra={"fields": fields})

    @property
    def _method(self) -> str:
        method: str = self._scope["method"]
        return method if method in _METHODS else "_OTHER"

    @property
    def _route(self) -> str:
        return getattr(self._scope.get("route"), "path", None) or NO_ROUTE

    def _jurisdiction(self) -> str | None:
        asked: str | None = self._scope.get("path_params", {}).get("jurisdiction")
        return asked if asked is not None and asked in self._with.jurisdictions() else None


def _trace(scope: Scope) -> dict[str, str]:
    """Of the trace the request belongs to: our own span's, else the caller's."""
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        return {"trace_id": trace.format_trace_id(span.trace_id)}
    given = TRACEPARENT.fullmatch(Headers(scope=scope).get("traceparent", ""))
    return {"trace_id": given.group(1)} if given else {}
