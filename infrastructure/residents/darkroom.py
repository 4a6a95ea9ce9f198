"""``Darkroom`` with Pillow: what is shown is made of pixels alone.

What a file is, is read from its bytes, never from its name or label. Before anything is decoded its
header must name a size that is allowed, and it must not be another kind of document as well.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

from application.residents.errors import (
    PhotoHoldsMore,
    PhotoMislabelled,
    PhotoTooManyPixels,
    PhotoTypeNotAllowed,
    PhotoUnreadable,
)
from application.residents.photos import Developed, MediaType

# The size of each file is checked here before it is decoded; Pillow's own check warns at one bound
# and refuses at another, for the whole process.
Image.MAX_IMAGE_PIXELS = None

_FORMATS: Final[dict[MediaType, str]] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
}
_SAME: Final = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg"}
_UNSAID: Final = frozenset({None, "", "application/octet-stream"})
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 22 + 65_535  # bytes from which a zip is read, at the end of a file
_PDF_HEAD: Final = 1_024  # bytes in which a PDF reader looks for its mark
_OTHERS: Final = re.compile(
    rb"<script[\s>/]|<html[\s>]|<!doctype\s+html|<svg[\s>]|<\?php|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c",
    re.IGNORECASE,
)
# What Pillow's decoders are known to raise on bytes that are not what they seem.
_DAMAGE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    ZeroDivisionError,
    AttributeError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class PillowDarkroom:
    """Rebuilds photos.

    Attributes:
        most_pixels: width times height that is decoded.
        longest_side: of the picture, in pixels; larger photos are made smaller.
        quality: of the picture's JPEG.
    """

    most_pixels: int = 50_000_000
    longest_side: int = 2_560
    quality: int = 85

    def develop(self, content: bytes, declared: str | None) -> Developed:
        media_type = _type_of(content)
        if declared not in _UNSAID and _SAME.get(declared or "", declared) != media_type:
            raise PhotoMislabelled(media_type)
        _require_nothing_else(content, media_type)
        try:
            picture, width, height = self._rebuilt(content, media_type)
        except _DAMAGE:
            raise PhotoUnreadable from None
        return Developed(media_type, picture, width, height)

    def _rebuilt(self, content: bytes, media_type: MediaType) -> tuple[bytes, int, int]:
        if media_type == "image/webp":  # its decoder makes room for all pixels when it is opened
            self._require_size(*_webp_size(content))
        with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as photo:
            self._require_size(photo.width, photo.height)
            box = (self.longest_side, self.longest_side)
            photo.thumbnail(box)  # a JPEG is decoded at a half or less where that is enough
            ImageOps.exif_transpose(photo, in_place=True)
            clean = Image.new("RGB", photo.size, "white")
            if "A" in photo.getbands() or "transparency" in photo.info:
                layer = photo.convert("RGBA")
                clean.paste(layer, mask=layer.getchannel("A"))
            else:
                clean.paste(photo.convert("RGB"))
        out = BytesIO()
        # A new image has no metadata to take along; nothing else is handed to the encoder.
        clean.save(out, "JPEG", quality=self.quality, optimize=True)
        return out.getvalue(), clean.width, clean.height

    def _require_size(self, width: int, height: int) -> None:
        if width * height > self.most_pixels:
            raise PhotoTooManyPixels(self.most_pixels)


def _type_of(content: bytes) -> MediaType:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(_PNG):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise PhotoTypeNotAllowed


def _webp_size(content: bytes) -> tuple[int, int]:
    """Width and height that a WebP's first chunk names.

    Raises:
        ValueError, struct.error: it names none.
    """
    match content[12:16]:
        case b"VP8X":
            low = struct.unpack_from("<HBHB", content, 24)
            return 1 + (low[0] | low[1] << 16), 1 + (low[2] | low[3] << 16)
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", content, 21)
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", content, 26)
            return width & 0x3FFF, height & 0x3FFF
        case _:
            raise ValueError("no image chunk")


def _require_nothing_else(content: bytes, media_type: MediaType) -> None:
    """Refuse a file that some other program would open as a document or an archive.

    Cameras append previews and short films to a JPEG, so bytes after its end are no reason by
    themselves; PNG and WebP say where they end.
    """
    if media_type == "image/png" and not content.endswith(_PNG_END):
        raise PhotoHoldsMore if _PNG_END in content else PhotoUnreadable
    if media_type == "image/webp":
        said = int.from_bytes(content[4:8], "little") + 8
        if said != len(content):
            raise PhotoHoldsMore if said < len(content) else PhotoUnreadable
    if b"%PDF-" in content[:_PDF_HEAD] or _OTHERS.search(content) or _is_zip(content):
        raise PhotoHoldsMore


def _is_zip(content: bytes) -> bool:
    tail = content[-_ZIP_TAIL:]
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        record = tail[at : at + 22]
        if len(record) == 22 and at + 22 + int.from_bytes(record[20:], "little") == len(tail):  # noqa: PLR2004 - bytes of the record
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False
