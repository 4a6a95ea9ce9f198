"""What is shown of a photo is its pixels; what is no photo is refused."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import IFD

from application.residents.errors import PhotoTypeNotAllowed
from domain.kernel import DomainError, Invalid
from infrastructure.residents.darkroom import PillowDarkroom
from tests.interfaces.api.pictures import SECRET, photo_with_gps, picture

DARKROOM = PillowDarkroom(most_pixels=1_000_000, longest_side=200)


def refusal(content: bytes, declared: str | None = None, room: PillowDarkroom = DARKROOM) -> str:
    with pytest.raises(Invalid) as refused:
        room.develop(content, declared)
    return refused.value.code


def archive() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("payload.js", "alert(1)")
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header claims a size; its one row would unpack to very much."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    )


def test_where_and_with_what_it_was_taken_is_gone() -> None:
    """ENV-07, field notes 2.15: believed done elsewhere and was not; control: it was there."""
    taken = photo_with_gps()
    with Image.open(BytesIO(taken)) as before:
        assert before.getexif().get_ifd(IFD.GPSInfo)
    assert taken.count(SECRET.encode()) == 4  # camera, XMP, comment, colour profile

    developed = DARKROOM.develop(taken, "image/jpeg")

    with Image.open(BytesIO(developed.picture)) as after:
        assert not after.getexif()
        assert not after.getexif().get_ifd(IFD.GPSInfo)
        assert after.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert after.size == (developed.width, developed.height) == (48, 64)  # upright
    assert SECRET.encode() not in developed.picture
    assert b"Exif" not in developed.picture
    assert b"xmp" not in developed.picture


@pytest.mark.parametrize(
    ("kind", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_each_kind_that_is_taken_is_shown_as_jpeg(kind: str, media_type: str) -> None:
    """Dependencies 11: an allow-list by content."""
    for declared in (media_type, None, "application/octet-stream"):
        developed = DARKROOM.develop(picture(kind=kind), declared)

        assert developed.media_type == media_type
        with Image.open(BytesIO(developed.picture)) as shown:
            assert (shown.format, shown.size) == ("JPEG", (64, 48))
            red, green, blue = shown.getpixel((5, 5))  # type: ignore[misc]  # an RGB image
            assert (red > 240, green < 20, blue < 20) == (True, True, True)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_a_picture(mode: str) -> None:
    """What is transparent is white."""
    kind = "JPEG" if mode == "CMYK" else "PNG"
    out = BytesIO()
    Image.new(mode, (30, 20)).save(out, kind)

    developed = DARKROOM.develop(out.getvalue(), None)

    with Image.open(BytesIO(developed.picture)) as shown:
        assert (shown.mode, shown.size) == ("RGB", (30, 20))
        if mode in {"RGBA", "LA"}:
            assert shown.getpixel((3, 3)) == (255, 255, 255)


def test_a_large_photo_is_shown_smaller() -> None:
    """Nobody needs fifty million pixels to see a pothole."""
    developed = DARKROOM.develop(picture((900, 300)), None)

    assert (developed.width, developed.height) == (200, 67)


def test_a_photo_that_claims_too_many_pixels_is_not_decoded() -> None:
    """ASVS 5.2.6: a few hundred bytes that would unpack to gigabytes."""
    for bomb in (png_of(60_000, 60_000), picture((1_001, 1_000))):
        assert refusal(bomb) == "photo-too-many-pixels"
    webp = bytearray(picture(kind="WEBP", lossless=True))
    webp[21:25] = struct.pack("<I", 0x3FFF | 0x3FFF << 14)
    assert refusal(bytes(webp)) == "photo-too-many-pixels"
    large = bytearray(picture(kind="WEBP", exif=b"Exif\0\0" + bytes(20)))
    assert large[12:16] == b"VP8X"
    large[24:30] = b"\xff\x3f\x00\xff\x3f\x00"
    assert refusal(bytes(large)) == "photo-too-many-pixels"


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a" + bytes(50), b"%PDF-1.7\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
     b"BM" + bytes(60), b"\x00\x00\x00\x18ftypheic" + bytes(60), b"II*\x00" + bytes(60),
     b"\xff\xd8", archive()],
)  # fmt: skip
def test_what_is_no_photo_of_ours_is_refused(content: bytes) -> None:
    """Dependencies 11: by content, whatever it is called."""
    assert refusal(content, "image/jpeg") == "photo-type-not-allowed"


@pytest.mark.parametrize(
    ("kind", "declared"),
    [("PNG", "image/jpeg"), ("JPEG", "image/png"), ("WEBP", "text/html"), ("PNG", "image/gif")],
)
def test_a_photo_that_is_called_something_else_is_refused(kind: str, declared: str) -> None:
    """Mislabelled."""
    assert refusal(picture(kind=kind), declared) == "photo-mislabelled"


@pytest.mark.parametrize(
    "content",
    [
        picture() + archive(),
        picture(comment=b"<script>alert(1)</script>"),
        picture(comment=b"%PDF-1.7"),
        picture() + b"<html><body>",
        picture() + b"Rar!\x1a\x07\x00",
        picture(kind="PNG") + b"anything at all",
        picture(kind="PNG") + archive(),
        picture(kind="WEBP") + b"anything at all",
    ],
)
def test_a_photo_that_is_also_something_else_is_refused(content: bytes) -> None:
    """Polyglots: the same bytes would open as an archive, a page or a document."""
    assert refusal(content) == "photo-holds-more"


def test_a_camera_may_append_its_preview_to_a_jpeg() -> None:
    """Telephones do; what is shown is made of the pixels of the first image alone."""
    filmed = picture(colour="green") + b"\x00\x00\x00\x18ftypmp42" + bytes(1_000) + picture()

    developed = DARKROOM.develop(filmed, "image/jpeg")

    with Image.open(BytesIO(developed.picture)) as shown:
        assert shown.getpixel((5, 5)) == (0, 128, 1)
    assert len(developed.picture) < len(filmed)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_was_cut_short_is_refused(kind: str) -> None:
    """Half a photo is no photo."""
    noisy = BytesIO()
    Image.effect_noise((200, 200), 90).save(noisy, kind)
    whole = noisy.getvalue()

    assert refusal(whole[: len(whole) // 2]) == "photo-unreadable"


WHOLE = [picture(kind=kind) for kind in ("JPEG", "PNG", "WEBP")] + [photo_with_gps()]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    whole=st.sampled_from(WHOLE),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.1, 1),
)
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow warns of odd EXIF before it goes on
def test_no_damage_is_anything_but_a_refusal(
    whole: bytes, changes: list[tuple[float, int]], cut: float
) -> None:
    """No 500 on any input, and never metadata in what is shown."""
    damaged = bytearray(whole[: int(len(whole) * cut)])
    for place, value in changes:
        damaged[int(place * len(damaged))] = value

    try:
        developed = DARKROOM.develop(bytes(damaged), None)
    except DomainError as refused:
        assert isinstance(refused, Invalid)  # noqa: PT017 - a picture is as right
    else:
        with Image.open(BytesIO(developed.picture)) as shown:
            assert not shown.getexif()


def test_the_refusal_of_another_kind_names_those_that_are_taken() -> None:
    """A resident with HEIC photos is told what to do."""
    assert str(PhotoTypeNotAllowed()) == "Send a JPEG, PNG or WebP image."
