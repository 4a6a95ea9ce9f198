"""What stands in an exported table of indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from application.queries.indicator_desk import Listed, SeriesPoint
from application.read_models.figures import CountedEvent
from domain.indicators.evaluation import Figure
from domain.numbers import Exact
from interfaces.exports.sheets import Row

VALUES_HEADING: Row = (
    "代码", "指标", "分子", "分母", "数值", "显示", "公式", "来源", "待确认", "缺少的事实",
)  # fmt: skip
SERIES_HEADING: Row = ("分组", "代码", "分子", "分母", "数值", "显示")
EVIDENCE_HEADING: Row = ("位置", "事件", "案件", "反馈义务", "分子", "分母")


def value_rows(values: Iterable[tuple[Listed, Figure | None]]) -> Iterator[Row]:
    """One row for each indicator of the catalogue; without numbers where facts are missing."""
    for one, figure in values:
        numbers: Row = (None, None, None, None) if figure is None else _numbers(figure)
        missing = "; ".join(f"{name}: {why}" for name, why in one.missing.items())
        yield (
            one.code,
            one.indicator.zh,
            *numbers,
            one.formula,
            one.indicator.source,
            one.indicator.confirm,
            missing,
        )


def series_rows(points: Iterable[SeriesPoint]) -> Iterator[Row]:
    """One row for each point, then one for each indicator it is never shown without."""
    for point in points:
        for figure in (point.figure, *point.shown_with):
            yield (point.group, figure.code, *_numbers(figure))


def evidence_rows(events: Sequence[CountedEvent]) -> Iterator[Row]:
    """One row for each event that is counted, on each side."""
    for one in events:
        yield (one.position, one.event, str(one.case_id), one.item, one.above, one.below)


def _numbers(figure: Figure) -> Row:
    def exact(number: Exact | None) -> Fraction | None:
        return None if number is None else Fraction(number)

    return (exact(figure.numerator), exact(figure.denominator), figure.exact, figure.text)
