"""Receiving a photo: one part of a multipart body, in memory, bounded on every side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import anyio
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from interfaces.api.examples import PHOTO
from interfaces.api.pool import Pool
from interfaces.api.refusals import (
    PhotoTooLarge,
    ServiceBusy,
    UploadMalformed,
    UploadTooSlow,
)

FIELD: Final = b"photo"
_AT_ONCE: Final = 8  # photos that are in memory at the same time
_WITHIN: Final = 120.0  # seconds in which a photo must have arrived
_DEVELOPERS, _WAITING = 2, 16

MULTIPART_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "photo": {
                            "type": "string",
                            "format": "binary",
                            "contentMediaType": "image/jpeg",
                            "description": "JPEG, PNG or WebP; any other part is refused.",
                        }
                    },
                    "required": ["photo"],
                    "additionalProperties": False,
                },
                "examples": {"photo": {"summary": "A photo", "value": dict(PHOTO)}},
                "encoding": {"photo": {"contentType": "image/jpeg, image/png, image/webp"}},
            }
        },
    }
}
"""How the routes document their body."""


@dataclass(frozen=True, slots=True)
class UploadWiring:
    """What the routes for photos share.

    Attributes:
        most: bytes of a photo that are read.
        darkroom: threads that decode and encode; few, for each takes a processor.
    """

    most: int
    darkroom: Pool = field(default_factory=lambda: Pool(_DEVELOPERS, waiting=_WAITING))
    lanes: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_AT_ONCE))


@dataclass(frozen=True, slots=True)
class Upload:
    """A photo as it came; ``declared`` is what its part says it is."""

    content: bytes
    declared: str | None


async def received(request: Request, most: int) -> Upload:
    """The photo of a request. Nothing of it is written to a disk.

    Raises:
        UploadMalformed: not exactly one file part named ``photo``.
        PhotoTooLarge, UploadTooSlow.
    """
    _, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if not boundary:
        raise UploadMalformed
    parts = _OnePart(most)
    try:
        parser = MultipartParser(
            boundary, parts.callbacks(), max_header_count=8, max_header_size=1_024
        )
        with anyio.fail_after(_WITHIN):
            async for chunk in request.stream():
                parser.write(chunk)
        parser.finalize()
    except FormParserError:
        raise UploadMalformed from None
    except TimeoutError:
        raise UploadTooSlow from None
    return parts.upload()


class Lane:
    """A place among the photos in memory, for the length of a request.

    Raises:
        ServiceBusy: there is none now.
    """

    def __init__(self, wiring: UploadWiring) -> None:
        self._lanes = wiring.lanes

    async def __aenter__(self) -> None:
        try:
            self._lanes.acquire_on_behalf_of_nowait(self)
        except anyio.WouldBlock:
            raise ServiceBusy from None

    async def __aexit__(self, *_: object) -> None:
        self._lanes.release_on_behalf_of(self)


class _OnePart:
    """Takes the callbacks of the parser; refuses a second part as soon as it begins."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._begun = self._ended = False
        self._name, self._value = b"", b""
        self._headers: dict[bytes, bytes] = {}
        self._content = bytearray()

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._on_part_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_end": self._on_end,
        }

    def upload(self) -> Upload:
        if not self._ended or not self._content:
            raise UploadMalformed
        declared, _ = parse_options_header(self._headers.get(b"content-type"))
        return Upload(bytes(self._content), declared.decode("latin-1").lower() or None)

    def _on_part_begin(self) -> None:
        if self._begun:
            raise UploadMalformed
        self._begun = True

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name, self._value = b"", b""

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if options.get(b"name") != FIELD:
            raise UploadMalformed

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if len(self._content) + end - start > self._most:
            raise PhotoTooLarge(self._most)
        self._content += data[start:end]

    def _on_end(self) -> None:
        self._ended = True
