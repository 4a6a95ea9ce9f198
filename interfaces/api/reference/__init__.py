"""The documentation of the API: its OpenAPI document, and a page that draws it.

Everything the page needs is served from here. Swagger UI 5.35.0 (Apache-2.0) is kept as its
authors publish it, packed by gzip; ``VENDORED`` has the digests of what was published.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from interfaces.api.kept_files import KeptFile, media_type_of

VENDORED: Final[Mapping[str, str]] = {
    "swagger-ui-bundle.js": "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
    "swagger-ui.css": "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
}
"""SHA-256 of each file as published, unpacked."""

_SERVED: Final = ("reference.css", "reference.js", "icon.svg", *VENDORED)
_PAGE: Final = "reference.html"
# Styles of single elements are set by script, which no policy forbids; pictures lie in the sheet.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install(app: FastAPI) -> None:
    """Serve the document at ``/openapi.json`` and the page at ``/docs``."""
    page = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}

    @cache
    def document() -> KeptFile:
        text = json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":"))
        return KeptFile.of(text.encode(), "application/json")

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
def _asset(name: str) -> KeptFile:
    folder = files(__name__) / "assets"
    media_type = media_type_of(name)
    if name not in VENDORED:
        return KeptFile.of((folder / name).read_bytes(), media_type)
    packed = (folder / f"{name}.gz").read_bytes()
    return KeptFile.of(gzip.decompress(packed), media_type, packed)
