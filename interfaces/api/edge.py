"""What every request and answer passes on the way: limits, media types, security headers."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.api.problems import Code, plain

BODY_LIMIT: Final = 256 * 1024
"""Bytes of a request body: twelve times the longest text a resident may write."""

_BANNER: Final = "Closeout-Mode"
_WRITING: Final = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Edge:
    """The outermost layer of the application.

    Attributes:
        development: say in every answer that tokens are minted here for anybody on this machine.
        apart: begin of paths whose own application says what it reads, in its own words; its
            bodies are bounded all the same.
    """

    app: ASGIApp
    development: bool = False
    body_limit: int = BODY_LIMIT
    apart: tuple[str, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._stamp(MutableHeaders(scope=message))
            await send(message)

        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.body_limit:  # its length was not declared, or declared wrongly
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        problem = self._refusal(scope)
        await (problem or self.app)(scope, bounded, stamped)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        if scope["path"].startswith(self.apart):
            return None
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > self.body_limit:
            return plain(scope, Code.BODY_TOO_LARGE, f"At most {self.body_limit} bytes are read.")
        has_body = declared not in {"", "0"} or "transfer-encoding" in headers
        if scope["method"] in _WRITING and has_body and not _is_json(headers.get("content-type")):
            return plain(scope, Code.MEDIA_TYPE, "Send application/json in UTF-8.")
        return None

    def _stamp(self, headers: MutableHeaders) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Cache-Control", "no-store")
        if self.development:
            headers[_BANNER] = "development"


def _is_json(content_type: str | None) -> bool:
    media_type, _, parameters = (content_type or "").partition(";")
    charset = parameters.replace('"', "").strip().lower()
    return media_type.strip().lower() == "application/json" and charset in {"", "charset=utf-8"}
