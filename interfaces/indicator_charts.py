"""Indicators as drawings: a line over months, bars of a league; SVG for pages and screen readers.

The numbers stand as text in the drawing and again in its description, so that nothing is told by
colour or position alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Final

from application.queries.indicator_desk import SeriesPoint
from domain.indicators.catalogue import IndicatorCatalogue, Kind

_FONT: Final = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_INK, _SOFT, _LINE, _BAR, _SECOND = "#1b1b1b", "#5a5f66", "#c9ced6", "#1d5fa8", "#a05a00"
_WIDTH: Final = 860
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 40, 104, 48
_PLOT: Final = 260
_ROW: Final = 34
_NAME: Final = 220
_MOST: Final = 400
"""Bars of a league at most; further ones are counted."""
_LABELS: Final = 24  # months whose value is written at the point
_WIDE: Final = 13.0  # points of a Chinese character; of others about half
_FIRST_WIDE: Final = 0x2E80
_TICKS: Final = 4


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    Attributes:
        title: name of the indicator; ``formula`` in words, so that nobody has to ask.
        beside: name of the indicator that is shown with it; None: there is none.
    """

    title: str
    formula: str
    kind: Kind
    points: Sequence[SeriesPoint]
    beside: str | None = None

    @classmethod
    def of(cls, catalogue: IndicatorCatalogue, code: str, points: Sequence[SeriesPoint]) -> Chart:
        """The chart of an indicator of a catalogue."""
        indicator = catalogue.indicator(code)
        others = [catalogue.indicator(one).zh for one in indicator.shown_with[:1]]
        return cls(
            title=indicator.zh,
            formula=catalogue.formula_text(code),
            kind=indicator.kind,
            points=points,
            beside=others[0] if others else None,
        )


def trend(chart: Chart) -> str:
    """The values of the months as a line; a month without one interrupts it."""
    height = _TOP + _PLOT + _BOTTOM
    body = [*_head(chart)]
    if not _valued(chart):
        return _svg(chart, height, [*body, _nothing(_TOP + _PLOT / 2)], "趋势")
    scale = _Scale.of(chart)
    body += _grid(scale, chart.kind)
    body += _months(chart)
    if chart.beside is not None:
        body += _line(chart, scale, beside=True)
    body += _line(chart, scale, beside=False)
    return _svg(chart, height, body, "趋势")


def league(chart: Chart) -> str:
    """The members as bars, the highest value first; those that are level stand by their code."""
    ranked = sorted(
        chart.points, key=lambda p: (p.figure.exact is None, -(p.figure.exact or 0), p.group)
    )
    drawn = ranked[:_MOST]
    height = _TOP + _ROW * max(len(drawn), 1) + 48
    body = [*_head(chart)]
    if not drawn:
        body.append(_nothing(_TOP + _ROW / 2))
    most = _Scale.of(chart).high
    for place, (rank, point) in enumerate(zip(_ranks(drawn), drawn, strict=True)):
        body += _bar(point, place, rank, most)
    if len(ranked) > len(drawn):
        more = f"另有 {len(ranked) - len(drawn)} 个未画出"
        body.append(_text(_LEFT, height - 16, more, fill=_SOFT))
    return _svg(chart, height, body, "排行")


@dataclass(frozen=True, slots=True)
class _Scale:
    """From nought, or below it where a score is, to the end of the axis."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, chart: Chart) -> _Scale:
        values = [
            figure.exact
            for point in chart.points
            for figure in (point.figure, *point.shown_with[:1])
            if figure.exact is not None
        ]
        top = max([*values, Fraction(0)])
        if chart.kind is Kind.SHARE and top <= 1:
            return cls(min([*values, Fraction(0)]), Fraction(1))
        step = Fraction(10) ** (math.floor(math.log10(top)) if top > 0 else 0)
        return cls(min([*values, Fraction(0)]), step * math.ceil(top / step) if top > 0 else step)

    def y(self, value: Fraction) -> float:
        """Where a value lies."""
        return _TOP + _PLOT * float(1 - (value - self.low) / (self.high - self.low))


def _head(chart: Chart) -> list[str]:
    found = [
        _text(24, 32, chart.title, size=18, weight=700),
        _text(24, 54, _cut(chart.formula, _WIDTH - 48), fill=_SOFT),
    ]
    if chart.beside is not None:
        found.append(_text(24, 74, f"并列显示：{chart.beside}（虚线或括号内）", fill=_SECOND))
    return found


def _grid(scale: _Scale, kind: Kind) -> list[str]:
    found = []
    for tick in range(_TICKS + 1):
        value = scale.low + (scale.high - scale.low) * Fraction(tick, _TICKS)
        y = scale.y(value)
        found.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{_LINE}"/>'
        )
        shown = f"{float(value * 100):g} %" if kind is Kind.SHARE else f"{float(value):g}"
        found.append(_text(_LEFT - 8, y + 4, shown, fill=_SOFT, anchor="end"))
    return found


def _x(place: int, count: int) -> float:
    span = _WIDTH - _LEFT - _RIGHT - 40
    return _LEFT + 20 + (span * place / (count - 1) if count > 1 else span / 2)


def _months(chart: Chart) -> list[str]:
    count = len(chart.points)
    every = max(1, math.ceil(count / 12))
    y = _TOP + _PLOT + 22
    return [
        _text(_x(place, count), y, point.group, fill=_SOFT, anchor="middle")
        for place, point in enumerate(chart.points)
        if place % every == 0
    ]


def _line(chart: Chart, scale: _Scale, *, beside: bool) -> list[str]:
    colour = _SECOND if beside else _BAR
    found: list[str] = []
    path: list[str] = []
    for place, point in enumerate(chart.points):
        figure = point.shown_with[0] if beside else point.figure
        if figure.exact is None:
            path.append("")
            continue
        x, y = _x(place, len(chart.points)), scale.y(figure.exact)
        path.append(f"{'L' if path and path[-1] else 'M'}{x:.1f} {y:.1f}")
        found.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 if beside else 4}" fill="{colour}"/>'
        )
        if not beside and len(chart.points) <= _LABELS:
            found.append(_text(x, y - 10, figure.text or "", anchor="middle", size=12))
    dash = ' stroke-dasharray="6 4"' if beside else ""
    drawn = (
        f'<path d="{" ".join(path).strip()}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    )
    return [drawn, *found]


def _ranks(ordered: Sequence[SeriesPoint]) -> list[int | None]:
    """Competition ranking (RANK-01): 1, 2, 2, 4; who has no value has no rank."""
    found: list[int | None] = []
    for place, point in enumerate(ordered):
        same = place and ordered[place - 1].figure.exact == point.figure.exact
        rank = found[-1] if same else place + 1
        found.append(None if point.figure.exact is None else rank)
    return found


def _bar(point: SeriesPoint, place: int, rank: int | None, most: Fraction) -> list[str]:
    top = _TOP + _ROW * place
    figure = point.figure
    room = _WIDTH - _NAME - 190
    share = max(figure.exact / most, Fraction(0)) if figure.exact is not None else Fraction(0)
    width = room * float(min(share, Fraction(1)))
    said = figure.text or "—"
    if figure.numerator is not None and figure.denominator is not None:
        said += f"  {int(figure.numerator)}/{int(figure.denominator)}"
    if point.shown_with:
        said += f"（{point.shown_with[0].text or '—'}）"
    return [
        _text(24, top + 20, "–" if rank is None else str(rank), fill=_SOFT),
        _text(_NAME - 12, top + 20, _cut(point.group, _NAME - 64), anchor="end"),
        f'<rect x="{_NAME}" y="{top + 5}" width="{width:.1f}" height="22" fill="{_BAR}" rx="2"/>',
        _text(_NAME + width + 8, top + 20, said, size=12),
    ]


def _svg(chart: Chart, height: float, body: Sequence[str], what: str) -> str:
    told = "；".join(
        f"{point.group} {point.figure.text or '无数据'}"
        + (f"（{point.shown_with[0].text or '无数据'}）" if point.shown_with else "")
        for point in chart.points[:_MOST]
    )
    described = f"{chart.formula}。{told or '没有数据'}。"
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" '
                f'width="{_WIDTH}" height="{height:g}" font-family="{_FONT}" font-size="13" '
                'role="img" aria-labelledby="title desc">'
            ),
            f'<title id="title">{_escaped(f"{chart.title}：{what}")}</title>',
            f'<desc id="desc">{_escaped(described)}</desc>',
            f'<rect width="{_WIDTH}" height="{height:g}" fill="#ffffff"/>',
            *body,
            "</svg>\n",
        ]
    )


def _valued(chart: Chart) -> bool:
    return any(point.figure.exact is not None for point in chart.points)


def _nothing(y: float) -> str:
    return _text(_WIDTH / 2, y, "没有数据", fill=_SOFT, anchor="middle", size=15)


def _text(  # where, what, and how
    x: float,
    y: float,
    text: str,
    *,
    fill: str = _INK,
    size: int = 13,
    anchor: str = "start",
    weight: int = 400,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{_escaped(text)}</text>'
    )


def _escaped(text: str) -> str:
    """What XML can hold."""
    return escape("".join(one if one.isprintable() else " " for one in text))


def _cut(text: str, room: float) -> str:
    """As much of a text as there is room for."""
    used = 0.0
    for place, one in enumerate(text):
        used += _WIDE if ord(one) >= _FIRST_WIDE else _WIDE * 0.56
        if used > room:
            return text[: max(place - 1, 1)] + "…"
    return text
