"""The documentation of the API: its OpenAPI document, and a page that draws it.

Everything the page needs is served from here. Swagger UI 5.35.0 (Apache-2.0) is kept as its
authors publish it, packed by gzip; ``VENDORED`` has the digests of what was published.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

VENDORED: Final[Mapping[str, str]] = {
    "swagger-ui-bundle.js": "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
    "swagger-ui.css": "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
}
"""SHA-256 of each file as published, unpacked."""

_MEDIA_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_SERVED: Final = ("reference.css", "reference.js", "icon.svg", *VENDORED)
_PAGE: Final = "reference.html"
# Styles of single elements are set by script, which no policy forbids; pictures lie in the sheet.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class _File:
    """Something that stays the same until the next version of the service.

    Attributes:
        packed: by gzip; that is how nearly everybody takes it.
    """

    packed: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, content: bytes, media_type: str, packed: bytes | None = None) -> _File:
        digest = hashlib.sha256(content).hexdigest()
        return cls(packed or gzip.compress(content, mtime=0), media_type, f'W/"{digest[:32]}"')

    def answer(self, request: Request, further: Mapping[str, str]) -> Response:
        """The content, or that the caller has it already."""
        headers = {
            "ETag": self.etag,  # weak: the same content, packed or not
            "Cache-Control": "no-cache",  # kept, and asked for each time whether it changed
            "Vary": "Accept-Encoding",
            **further,
        }
        if _names(request.headers.get("if-none-match", ""), self.etag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if _takes_gzip(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, media_type=self.media_type, headers=headers)
        return Response(gzip.decompress(self.packed), media_type=self.media_type, headers=headers)


def install(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json`` and the page at ``/docs``."""
    page = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}

    @cache
    def document() -> _File:
        text = json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":"))
        return _File.of(text.encode(), "application/json")

    def openapi(request: Request) -> Response:
        # In a thread: the first caller has it built, which takes a second or two.
        return document().answer(request, {"Access-Control-Allow-Origin": "*"})

    async def reference(request: Request) -> Response:
        return _asset(_PAGE).answer(request, page)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _SERVED:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _asset(name).answer(request, {})

    app.add_route("/openapi.json", openapi, include_in_schema=False)
    app.add_route("/docs", reference, include_in_schema=False)
    app.add_route("/docs/{name}", asset, include_in_schema=False)


@cache
def _asset(name: str) -> _File:
    folder = files(__name__) / "assets"
    media_type = _MEDIA_TYPES[name.rpartition(".")[2]]
    if name not in VENDORED:
        return _File.of((folder / name).read_bytes(), media_type)
    packed = (folder / f"{name}.gz").read_bytes()
    return _File.of(gzip.decompress(packed), media_type, packed)


def _names(header: str, etag: str) -> bool:
    """Whether ``If-None-Match`` names a tag, compared weakly (RFC 9110, 13.1.2)."""
    tags = (tag.strip().removeprefix("W/") for tag in header.split(","))
    return header.strip() == "*" or etag.removeprefix("W/") in tags


def _takes_gzip(header: str) -> bool:
    """Whether ``Accept-Encoding`` names gzip and does not rule it out."""
    for one in header.lower().split(","):
        coding, _, quality = one.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
