"""What every request and answer passes on the way: limits, media types, security headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.api.body_rules import BodyRule, BodyRules, body_rules
from interfaces.api.problems import Code, plain

_BANNER: Final = "Closeout-Mode"
_WRITING: Final = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Edge:
    """The outermost layer of the application.

    Attributes:
        development: say in every answer that tokens are minted here for anybody on this machine.
        bodies: what each address takes.
        apart: begin of paths whose own application says what it reads, in its own words; its
            bodies are bounded all the same.
    """

    app: ASGIApp
    development: bool = False
    bodies: BodyRules = field(default_factory=body_rules)
    apart: tuple[str, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._stamp(MutableHeaders(scope=message))
            await send(message)

        rule = self.bodies.of(scope["path"])
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > rule.limit:  # its length was not declared, or declared wrongly
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        is_apart = scope["path"].startswith(self.apart)
        problem = None if is_apart else _refusal(scope, rule)
        await (problem or self.app)(scope, bounded, stamped)

    def _stamp(self, headers: MutableHeaders) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Cache-Control", "no-store")
        if self.development:
            headers[_BANNER] = "development"


def _refusal(scope: Scope, rule: BodyRule) -> ASGIApp | None:
    headers = Headers(scope=scope)
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > rule.limit:
        return plain(scope, Code.BODY_TOO_LARGE, f"At most {rule.limit} bytes are read.")
    has_body = declared not in {"", "0"} or "transfer-encoding" in headers
    if scope["method"] in _WRITING and has_body and not _is_taken(rule, headers):
        taken = " or ".join(sorted(rule.media_types))
        return plain(scope, Code.MEDIA_TYPE, f"Send {taken} in UTF-8.")
    return None


def _is_taken(rule: BodyRule, headers: Headers) -> bool:
    media_type, _, parameters = headers.get("content-type", "").partition(";")
    if media_type.strip().lower() not in rule.media_types:
        return False
    stated = (one.replace('"', "").strip().lower() for one in parameters.split(";"))
    return all(one == "charset=utf-8" for one in stated if one.startswith("charset"))
