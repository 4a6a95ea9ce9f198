"""Image files that a camera, a browser or an attacker would send."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

SECRET = "Nikon of Rita, 40.6574 N 109.8403 E"


def picture(
    size: tuple[int, int] = (64, 48), kind: str = "JPEG", colour: str = "red", **saved: object
) -> bytes:
    """A small image of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **saved)
    return out.getvalue()


def photo_with_gps(colour: str = "red", *, orientation: int = 6) -> bytes:
    """A JPEG as a phone makes it: turned, with place, camera, a thumbnail, XMP and a comment."""
    image = Image.new("RGB", (64, 48), colour)
    exif = image.getexif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = SECRET
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (40.0, 39.0, 26.6)
    gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", (109.0, 50.0, 25.1)
    out = BytesIO()
    image.save(
        out,
        "JPEG",
        exif=exif,
        xmp=f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode(),
        comment=SECRET.encode(),
        icc_profile=b"profile of " + SECRET.encode(),
    )
    return out.getvalue()
