"""Files that stay the same until the next version of the service, for pages that show it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

_MEDIA_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def media_type_of(name: str) -> str:
    """By the end of its name."""
    return _MEDIA_TYPES[name.rpartition(".")[2]]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """Something that stays the same until the next version of the service.

    Attributes:
        packed: by gzip; that is how nearly everybody takes it.
    """

    packed: bytes
    media_type: str
    etag: str

    @classmethod
    def of(cls, content: bytes, media_type: str, packed: bytes | None = None) -> KeptFile:
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
