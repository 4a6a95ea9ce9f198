"""Texts in drawings: how wide they are, what of them there is room for, and what XML can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Final

from application.read_models.as_of import AsOf, Axis
from domain.calendar.local_time import ZONE

FONT: Final = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_AXES: Final[Mapping[Axis, str]] = {
    Axis.RECORDED: "按当时已记录的",
    Axis.OCCURRED: "按当时已发生的",
}
INK: Final = "#1b1b1b"
_WIDE, _NARROW = 13.0, 7.3  # points of a Chinese character and of others, at thirteen points
_SIZE: Final = 13
_FIRST_WIDE: Final = 0x2E80  # the first character of East Asian scripts


def width_of(text: str, size: int = _SIZE) -> float:
    """About how many points a text takes from side to side."""
    return sum(_WIDE if ord(one) >= _FIRST_WIDE else _NARROW for one in text) * size / _SIZE


def cut(text: str, room: float) -> str:
    """As much of a text as there is room for."""
    used = 0.0
    for place, one in enumerate(text):
        used += width_of(one)
        if used > room:
            return text[: max(place - 1, 1)] + "…"
    return text


def wrapped(text: str, room: float, size: int = _SIZE) -> Iterator[str]:
    """A text in lines that fit; it breaks anywhere, as Chinese does, but words stay whole."""
    line = ""
    for part in _parts(text):
        if line and width_of(line + part, size) > room:
            yield line.rstrip()
            line = ""
        for one in part:
            if line and width_of(line + one, size) > room:
                yield line
                line = ""
            line += one
    if line.strip():
        yield line.rstrip()


def _parts(text: str) -> Iterator[str]:
    word = ""
    for one in text:
        if ord(one) >= _FIRST_WIDE or one == " ":
            yield word + one
            word = ""
        else:
            word += one
    yield word


def local(at: datetime) -> str:
    """An instant in local time, to the minute: ``2021-10-11 23:59``."""
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def asked_as_of(as_of: AsOf | None, at: datetime) -> str:
    """As of which instant a page was made; ``at`` is that instant."""
    return f"截至 {local(at)}（{'现在' if as_of is None else _AXES[as_of.axis]}）"


def escaped(text: object) -> str:
    """A text as HTML and XML can hold it, also between quotes."""
    return escape("".join(one if one.isprintable() else " " for one in str(text)))


def element(  # where, what, and how
    x: float,
    y: float,
    text: str,
    *,
    fill: str = INK,
    size: int = _SIZE,
    anchor: str = "start",
    weight: int = 400,
) -> str:
    """A line of text in a drawing."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escaped(text)}</text>'
    )
