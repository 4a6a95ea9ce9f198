"""The page on which people look at pages and drawings of the API with their token.

It holds nothing of any jurisdiction: a few files that are the same for everybody. What it shows it
asks the API for, with the token that was typed into it and that it keeps in its memory alone; so
nobody sees on it what the API would not answer.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from interfaces.api.kept_files import KeptFile, media_type_of
from interfaces.pages.document import sheet, sheet_source

_PAGE: Final = "viewer.html"
_SHEET: Final = "page.css"
_SERVED: Final = ("viewer.css", "viewer.js", "icon.svg", _SHEET)
# Documents are read under this policy, too, so it lets in the sheet that lies in them. Files are
# handed to the reader by an address of the page's own memory, which no policy forbids.
_POLICY: Final = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {sheet_source()}; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install(app: FastAPI) -> None:
    """Serve the page at ``/pages``."""
    page = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}

    async def viewer(request: Request) -> Response:
        return _asset(_PAGE).answer(request, page)

    async def asset(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _SERVED:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _asset(name).answer(request, {})

    app.add_route("/pages", viewer, include_in_schema=False)
    app.add_route("/pages/{name}", asset, include_in_schema=False)


@cache
def _asset(name: str) -> KeptFile:
    if name == _SHEET:
        return KeptFile.of(sheet().encode(), media_type_of(name))
    content = (files(__name__) / "assets" / name).read_bytes()
    return KeptFile.of(content, media_type_of(name))
