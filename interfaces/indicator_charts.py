"""Indicators as drawings: a line over months, bars of a league; SVG for pages and screen readers.

The numbers stand as text in the drawing and again in its description, so that nothing is told by
colour or position alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from application.queries.indicator_desk import SeriesPoint
from domain.indicators.catalogue import IndicatorCatalogue, Kind
from interfaces.drawn_text import FONT, cut, element, escaped

_SOFT, _LINE, _BAR, _SECOND = "#5a5f66", "#c9ced6", "#1d5fa8", "#a05a00"
_WIDTH: Final = 860
_LEFT, _RIGHT, _BOTTOM = 64, 40, 48
_HEADED, _BARE = 104, 28  # points above what is drawn, with its name and formula and without
_PLOT, _LOW_PLOT = 260, 150  # points of the axis; the lower one where there is no head
_ROW: Final = 34
_NAME: Final = 220
_MOST: Final = 400
"""Bars of a league at most; further ones are counted."""
_MONTH, _VALUE = 60, 46  # points that a month, or the value of one, takes
_TICKS: Final = 4


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn.

    Attributes:
        title: name of the indicator; ``formula`` in words, so that nobody has to ask.
        beside: name of the indicator that is shown with it; None: there is none.
        width: points of the drawing from side to side.
        headed: whether name and formula stand in it; on a page they stand above it.
        mark: what the ids in it begin with, where several stand in one page.
    """

    title: str
    formula: str
    kind: Kind
    points: Sequence[SeriesPoint]
    beside: str | None = None
    width: int = _WIDTH
    headed: bool = True
    mark: str = ""

    @property
    def top(self) -> int:
        """Where what is drawn begins."""
        return _HEADED if self.headed else _BARE

    @property
    def plot(self) -> int:
        """Points of the axis of values."""
        return _PLOT if self.headed else _LOW_PLOT

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
    height = chart.top + chart.plot + _BOTTOM
    body = [*_head(chart)]
    if not _valued(chart):
        return _svg(chart, height, [*body, _nothing(chart, chart.plot / 2)], "趋势")
    scale = _Scale.of(chart)
    body += _grid(chart, scale)
    body += _months(chart)
    if chart.beside is not None:
        body += _line(chart, scale, beside=True)
    body += _line(chart, scale, beside=False)
    return _svg(chart, height, body, "趋势")


def league(chart: Chart) -> str:
    """The members as bars, the highest value first; those that are level stand by their code."""
    ranked = ranking(chart.points)
    drawn = ranked[:_MOST]
    height = chart.top + _ROW * max(len(drawn), 1) + 48
    body = [*_head(chart)]
    if not drawn:
        body.append(_nothing(chart, _ROW / 2))
    most = _Scale.of(chart).high
    for place, (rank, point) in enumerate(drawn):
        body += _bar(chart, point, place, rank, most)
    if len(ranked) > len(drawn):
        more = f"另有 {len(ranked) - len(drawn)} 个未画出"
        body.append(element(_LEFT, height - 16, more, fill=_SOFT))
    return _svg(chart, height, body, "排行")


@dataclass(frozen=True, slots=True)
class _Scale:
    """From nought, or below it where a score is, to the end of the axis."""

    low: Fraction
    high: Fraction
    top: int
    plot: int

    @classmethod
    def of(cls, chart: Chart) -> _Scale:
        values = [
            figure.exact
            for point in chart.points
            for figure in (point.figure, *point.shown_with[:1])
            if figure.exact is not None
        ]
        low, most = min([*values, Fraction(0)]), max([*values, Fraction(0)])
        if chart.kind is Kind.SHARE and most <= 1:
            return cls(low, Fraction(1), chart.top, chart.plot)
        step = Fraction(10) ** (math.floor(math.log10(most)) if most > 0 else 0)
        high = step * math.ceil(most / step) if most > 0 else step
        return cls(low, high, chart.top, chart.plot)

    def y(self, value: Fraction) -> float:
        """Where a value lies."""
        return self.top + self.plot * float(1 - (value - self.low) / (self.high - self.low))


def _head(chart: Chart) -> list[str]:
    if not chart.headed:
        return []
    found = [
        element(24, 32, chart.title, size=18, weight=700),
        element(24, 54, cut(chart.formula, chart.width - 48), fill=_SOFT),
    ]
    if chart.beside is not None:
        found.append(element(24, 74, f"并列显示：{chart.beside}（虚线或括号内）", fill=_SECOND))
    return found


def _grid(chart: Chart, scale: _Scale) -> list[str]:
    found = []
    for tick in range(_TICKS + 1):
        value = scale.low + (scale.high - scale.low) * Fraction(tick, _TICKS)
        y = scale.y(value)
        found.append(
            f'<line x1="{_LEFT}" x2="{chart.width - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{_LINE}"/>'
        )
        shown = f"{float(value * 100):g} %" if chart.kind is Kind.SHARE else f"{float(value):g}"
        found.append(element(_LEFT - 8, y + 4, shown, fill=_SOFT, anchor="end"))
    return found


def _span(chart: Chart) -> int:
    return chart.width - _LEFT - _RIGHT - 40


def _x(chart: Chart, place: int) -> float:
    span, count = _span(chart), len(chart.points)
    return _LEFT + 20 + (span * place / (count - 1) if count > 1 else span / 2)


def _is_told(chart: Chart, place: int, room: int) -> bool:
    """Whether there is room to write at a point; the last one always has it."""
    count = len(chart.points)
    return (count - 1 - place) % max(1, math.ceil((count - 1) * room / _span(chart))) == 0


def _months(chart: Chart) -> list[str]:
    y = chart.top + chart.plot + 22
    return [
        element(_x(chart, place), y, point.group, fill=_SOFT, anchor="middle")
        for place, point in enumerate(chart.points)
        if _is_told(chart, place, _MONTH)
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
        x, y = _x(chart, place), scale.y(figure.exact)
        path.append(f"{'L' if path and path[-1] else 'M'}{x:.1f} {y:.1f}")
        found.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 if beside else 4}" fill="{colour}"/>'
        )
        if not beside and _is_told(chart, place, _VALUE):
            found.append(element(x, y - 10, figure.text or "", anchor="middle", size=12))
    dash = ' stroke-dasharray="6 4"' if beside else ""
    drawn = (
        f'<path d="{" ".join(path).strip()}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    )
    return [drawn, *found]


def ranking(points: Sequence[SeriesPoint]) -> Sequence[tuple[int | None, SeriesPoint]]:
    """Members by value with competition ranks (RANK-01): 1, 2, 2, 4; without a value, none."""
    ordered = sorted(
        points, key=lambda p: (p.figure.exact is None, -(p.figure.exact or 0), p.group)
    )
    found: list[tuple[int | None, SeriesPoint]] = []
    for place, point in enumerate(ordered):
        same = place and ordered[place - 1].figure.exact == point.figure.exact
        rank = found[-1][0] if same else place + 1
        found.append((None if point.figure.exact is None else rank, point))
    return found


def _bar(
    chart: Chart, point: SeriesPoint, place: int, rank: int | None, most: Fraction
) -> list[str]:
    top = chart.top + _ROW * place
    figure = point.figure
    room = chart.width - _NAME - 190
    share = max(figure.exact / most, Fraction(0)) if figure.exact is not None else Fraction(0)
    width = room * float(min(share, Fraction(1)))
    said = figure.text or "—"
    if figure.numerator is not None and figure.denominator is not None:
        said += f"  {int(figure.numerator)}/{int(figure.denominator)}"
    if point.shown_with:
        said += f"（{point.shown_with[0].text or '—'}）"
    return [
        element(24, top + 20, "–" if rank is None else str(rank), fill=_SOFT),
        element(_NAME - 12, top + 20, cut(point.group, _NAME - 64), anchor="end"),
        f'<rect x="{_NAME}" y="{top + 5}" width="{width:.1f}" height="22" fill="{_BAR}" rx="2"/>',
        element(_NAME + width + 8, top + 20, said, size=12),
    ]


def _svg(chart: Chart, height: float, body: Sequence[str], what: str) -> str:
    told = "；".join(
        f"{point.group} {point.figure.text or '无数据'}"
        + (f"（{point.shown_with[0].text or '无数据'}）" if point.shown_with else "")
        for point in chart.points[:_MOST]
    )
    described = f"{chart.formula}。{told or '没有数据'}。"
    mark = escaped(chart.mark)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width} {height:g}" '
                f'width="{chart.width}" height="{height:g}" font-family="{FONT}" font-size="13" '
                f'role="img" aria-labelledby="{mark}title {mark}desc">'
            ),
            f'<title id="{mark}title">{escaped(f"{chart.title}：{what}")}</title>',
            f'<desc id="{mark}desc">{escaped(described)}</desc>',
            f'<rect width="{chart.width}" height="{height:g}" fill="#ffffff"/>',
            *body,
            "</svg>\n",
        ]
    )


def _valued(chart: Chart) -> bool:
    return any(point.figure.exact is not None for point in chart.points)


def _nothing(chart: Chart, below: float) -> str:
    at = chart.width / 2, chart.top + below
    return element(*at, "没有数据", fill=_SOFT, anchor="middle", size=15)
