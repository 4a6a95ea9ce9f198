"""How pages and drawings are answered and documented."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from fastapi import Response

from interfaces.pages.document import MEDIA_TYPE, headers

SVG: Final = "image/svg+xml"
PAGE: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.OK: {
        "description": "A page that is whole by itself: no script, nothing from elsewhere.",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }
}
DRAWING: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.OK: {"content": {SVG: {"schema": {"type": "string"}}}}
}


def page_answer(page: str) -> Response:
    """A page, with what keeps a browser from loading or running anything with it."""
    return Response(page, media_type=MEDIA_TYPE, headers=dict(headers()))
