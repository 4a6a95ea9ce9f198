"""The accountability of a subject as a drawing: what caused each step, and what followed from it.

Time runs downwards. A step stands at the left with its number; the events it rests on stand above
it, farther right the deeper they lie, and a line leads from each to what it caused. All that is
drawn stands in the description, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from application.dossier.desk import Dossier
from interfaces.chain_lines import ChainWords, Line, Section, Sort
from interfaces.drawn_text import FONT, asked_as_of, cut, element, escaped, local, width_of, wrapped

_WIDTH: Final = 980
_LEFT, _RIGHT = 24, 24
_TIME: Final = 128  # points of the column of instants
_INDENT: Final = 30
_ROW: Final = 18  # points of a line of notes
_GAP: Final = 12
_SOFT, _RULE = "#59616b", "#c3c9d1"
_MOST: Final = 600
"""Events that are drawn; further ones are counted, the list of evidence has all of them."""
_COLOURS: Final[Mapping[Sort, str]] = {
    Sort.EVIDENCE: "#7a828c",
    Sort.FOUND: "#7a5c00",
    Sort.CALL: "#b3261e",
    Sort.TALK: "#a0480a",
    Sort.ADMONITION: "#8a2d5d",
    Sort.OPENED: "#8f1d1d",
    Sort.DECIDED: "#5b2d8e",
    Sort.NOTICE: "#1d5fa8",
    Sort.GATE: "#00696d",
    Sort.ORDER: "#2e6b34",
    Sort.EXCLUSION: "#4a4f57",
}


@dataclass(slots=True)
class _Canvas:
    """What was drawn so far, and where the next thing goes.

    Attributes:
        told: the same in words; ``left``: how many events may still be drawn.
    """

    y: float = 0
    parts: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    left: int = _MOST
    left_out: int = 0

    def write(self, x: float, text: str, **how: object) -> None:
        self.parts.append(element(x, self.y, text, **how))  # type: ignore[arg-type]  # by name


def chain_drawing(found: Dossier) -> str:
    """The chains of a dossier as SVG; labels are Chinese, nobody is named."""
    words = ChainWords(found)
    canvas = _Canvas()
    _head(canvas, found, words)
    if not found.chains and not found.orders:
        canvas.y += 24
        canvas.write(_LEFT, "这段时间里没有约谈、问责或整改。", fill=_SOFT, size=15)
        canvas.told.append("没有约谈、问责或整改")
    for number, chain in enumerate(found.chains, 1):
        canvas.y += 34
        for part, section in enumerate(words.of_chain(chain)):
            _section(canvas, section, f"{number}. " if part == 0 else "")
    for order in found.orders:
        canvas.y += 34
        _section(canvas, words.of_order(order), "")
    if canvas.left_out:
        canvas.y += 26
        canvas.write(_LEFT, f"另有 {canvas.left_out} 个事件未画，见依据清单", fill=_SOFT)
    return _svg(canvas, f"问责链条 {words.body(found.subject)}")


def _head(canvas: _Canvas, found: Dossier, words: ChainWords) -> None:
    at = found.asked_at if found.as_of is None else found.as_of.instant
    canvas.y = 36
    title = f"问责链条 · {words.body(found.subject)}"
    canvas.write(_LEFT, cut(title, (_WIDTH - 48) * 13 / 19), size=19, weight=700)
    canvas.y += 24
    said = f"{found.from_on} 至 {found.until_on} · {asked_as_of(found.as_of, at)}"
    canvas.write(_LEFT, f"{said} · 不写姓名：甲、乙表示不同的人", fill=_SOFT)
    canvas.told.append(said)


def _section(canvas: _Canvas, section: Section, before: str) -> None:
    canvas.y += 20
    canvas.write(_LEFT, cut(f"{before}{section.title}", _WIDTH - 48), size=15, weight=700)
    canvas.told.append(f"{before}{section.title}：{'，'.join(section.notes)}")
    for row in wrapped(" · ".join(section.notes), _WIDTH - _LEFT - _RIGHT):
        canvas.y += 20
        canvas.write(_LEFT, row, fill=_SOFT)
    canvas.y += 14
    above: float | None = None
    for step in section.lines:
        ends: dict[str, tuple[float, float]] = {}
        for line in step.in_time():
            if canvas.left <= 0:
                canvas.left_out += 1
                continue
            canvas.left -= 1
            ends[line.told.ref] = _box(canvas, line)
        if step.told.ref in ends:
            canvas.parts += _arrows(step, ends)
            top, bottom = ends[step.told.ref]
            if above is not None:
                canvas.parts.append(_spine(above, top))
            above = bottom


def _x(line: Line) -> float:
    return _LEFT + _TIME + _INDENT * line.depth


def _box(canvas: _Canvas, line: Line) -> tuple[float, float]:
    """Draw an event; where its box begins and ends."""
    x = _x(line)
    room = _WIDTH - _RIGHT - x - 28
    notes = [*wrapped(" · ".join(line.notes), room, 12)]
    height = 28 + _ROW * len(notes) + 20
    top, colour = canvas.y + _GAP, _COLOURS[line.sort]
    dashed = ' stroke-dasharray="4 3"' if line.sort is Sort.EVIDENCE else ""
    canvas.parts.append(
        f'<rect x="{x:.0f}" y="{top:.0f}" width="{_WIDTH - _RIGHT - x:.0f}" height="{height}" '
        f'rx="6" fill="#ffffff" stroke="{_RULE}"{dashed}/>'
        f'<rect x="{x:.0f}" y="{top:.0f}" width="5" height="{height}" rx="2" fill="{colour}"/>'
    )
    canvas.y = top + 21
    canvas.write(_LEFT, local(line.told.occurred_at), fill=_SOFT, size=12)
    number = "" if line.no is None else f"{line.no} "
    canvas.write(x + 16, f"{number}{line.title}", fill=colour, size=14, weight=700)
    beside = x + 26 + width_of(f"{number}{line.title}", 14)
    canvas.write(beside, cut(line.told.event, _WIDTH - beside), fill=_SOFT, size=11)
    for row in notes:
        canvas.y += _ROW
        canvas.write(x + 16, row, size=12)
    canvas.y += _ROW
    canvas.write(x + 16, cut(line.told.ref, room), fill=_SOFT, size=10)
    canvas.y = top + height
    canvas.told.append(
        f"{local(line.told.occurred_at)} {number}{line.title}（{line.told.event}）："
        f"{'，'.join(line.notes)}，{line.told.ref}"
    )
    return top, top + height


def _arrows(line: Line, ends: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    """From each event that is drawn to the one it caused."""
    for cause in line.because:
        if cause.told.ref in ends and line.told.ref in ends:
            top, bottom = ends[cause.told.ref]
            x, middle = _x(cause), (top + bottom) / 2
            stem = x - _INDENT / 2
            yield (
                f'<path d="M{x:.0f} {middle:.0f}H{stem:.0f}V{ends[line.told.ref][0]:.0f}" '
                f'fill="none" stroke="{_COLOURS[Sort.EVIDENCE]}" marker-end="url(#tip)"/>'
            )
        yield from _arrows(cause, ends)


def _spine(above: float, top: float) -> str:
    """From a step to the next one."""
    x = _LEFT + _TIME + 6
    return (
        f'<path d="M{x} {above:.0f}V{top:.0f}" fill="none" stroke="{_SOFT}" stroke-width="1.6" '
        'marker-end="url(#tip)"/>'
    )


def _svg(canvas: _Canvas, title: str) -> str:
    height = canvas.y + 28
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" '
                f'width="{_WIDTH}" height="{height:.0f}" font-family="{FONT}" font-size="13" '
                'role="img" aria-labelledby="chain-title chain-desc">'
            ),
            f'<title id="chain-title">{escaped(title)}</title>',
            f'<desc id="chain-desc">{escaped("；".join(canvas.told))}。</desc>',
            (
                '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
                f'markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="{_SOFT}"/>'
                "</marker></defs>"
            ),
            f'<rect width="{_WIDTH}" height="{height:.0f}" fill="#ffffff"/>',
            *canvas.parts,
            "</svg>\n",
        ]
    )
