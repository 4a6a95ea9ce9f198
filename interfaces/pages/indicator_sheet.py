"""The page of all indicators: each with its value, formula, months and league, for who looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from application.queries.figures import Cohort, Group
from application.queries.indicator_desk import Drawn, Listed, SeriesPoint, Sheet
from application.read_models.as_of import AsOf
from domain.indicators.catalogue import Kind
from domain.indicators.evaluation import Figure
from domain.indicators.facts import Basis
from interfaces.drawn_text import asked_as_of, escaped, local
from interfaces.indicator_charts import Chart, ranking, trend
from interfaces.pages.document import (
    as_of_query,
    document,
    link,
    period,
    query,
)

_WIDTH: Final = 420  # points of a drawing in a card
_MOST: Final = 60  # members of a league on the page; the files have all of them
_GROUPS: Final[Mapping[Group, str]] = {
    Group.MONTH: "月份",
    Group.UNIT: "单位",
    Group.GRID: "网格",
    Group.COMMUNITY: "社区",
    Group.CATEGORY: "类别",
}
_BASES: Final[Mapping[Basis, str]] = {
    Basis.REPORTED: "按发现时间",
    Basis.UPLOADED: "按上传时间",
    Basis.DUE: "按到期时间",
    Basis.SETTLED: "按反馈了结时间",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """What a sheet was asked for, as it is told and as links go on asking.

    Attributes:
        by: the dimension of the leagues; ``family``: of the catalogue, None: all of them.
    """

    jurisdiction: str
    by: Group
    family: str | None
    cohort: Cohort
    as_of: AsOf | None

    def query(self, **further: object) -> str:
        """The query part of a link that asks for the same rows."""
        cohort = self.cohort
        return query(
            since=cohort.since,
            until=cohort.until,
            grid=cohort.grid,
            community=cohort.community,
            unit=cohort.unit,
            category=cohort.category,
            **as_of_query(self.as_of),
            **further,
        )


def indicator_sheet(found: Sheet, asked: AskedFor) -> str:
    """The page as HTML; its links are relative to ``/jurisdictions/{jurisdiction}/``."""
    return document(f"指标一览 · {asked.jurisdiction}", _body(found, asked))


def _body(found: Sheet, asked: AskedFor) -> Iterator[str]:
    yield from _head(found, asked)
    for code, words in found.catalogue.families.items():
        drawn = [one for one in found.drawn if one.listed.indicator.family == code]
        if drawn:
            yield f"<section><h2>{escaped(words.zh)}</h2>"
            yield '<div class="cards">'
            for one in drawn:
                yield from _card(found, asked, one)
            yield "</div></section>"
    yield from _excluded(found, asked)
    yield from _missing(found.missing)


def _head(found: Sheet, asked: AskedFor) -> Iterator[str]:
    meta = found.pack.meta
    yield "<header>"
    yield f'<p class="over">{escaped(meta.title)} · {escaped(asked.jurisdiction)}</p>'
    yield "<h1>指标一览</h1>"
    cohort = asked.cohort
    said = [
        period(cohort.since, cohort.until),
        *(
            f"{what} {_named(found, code)}"
            for what, code in (
                ("网格", cohort.grid),
                ("社区", cohort.community),
                ("单位", cohort.unit),
                ("类别", cohort.category),
            )
            if code is not None
        ),
        asked_as_of(asked.as_of, found.at),
        f"目录 {found.catalogue.version}",
        f"政策包 {found.pack.ref}",
    ]
    yield f'<p class="lead">{escaped(" · ".join(said))}</p>'
    yield '<p class="files"><span>全部数值</span>'
    yield link(f"indicators.csv{asked.query()}", "CSV", file=True)
    yield link(f"indicators.xlsx{asked.query()}", "Excel", file=True)
    yield '</p><nav class="files" aria-label="指标组">'
    for code, name in ((None, "全部"), *((c, w.zh) for c, w in found.catalogue.families.items())):
        if code == asked.family:
            yield f"<strong>{escaped(name)}</strong>"
        else:
            yield link(f"indicator-sheet.html{asked.query(by=asked.by, family=code)}", name)
    yield "</nav></header>"


def _card(found: Sheet, asked: AskedFor, one: Drawn) -> Iterator[str]:
    code, indicator = one.listed.code, one.listed.indicator
    yield f'<article class="card" id="i-{escaped(code)}">'
    yield f'<header><h3>{escaped(indicator.zh)}</h3><span class="code">{escaped(code)}</span>'
    yield "</header>"
    yield f'<p class="value">{escaped(one.figure.text or "无数据")}{_sides(one.figure)}</p>'
    for beside in one.shown_with:
        name = found.catalogue.indicator(beside.code).zh
        yield (
            f'<p class="beside">并列：{escaped(name)} {escaped(beside.text or "无数据")}'
            f"{_sides(beside)}</p>"
        )
    basis = "" if indicator.basis is None else f"（{_BASES[indicator.basis]}）"
    yield f'<p class="formula">{escaped(one.listed.formula + basis)}</p>'
    yield from _parts(found, one.figure)
    if indicator.confirm:
        yield '<p><span class="mark">口径待业主确认</span></p>'
    chart = Chart.of(found.catalogue, code, one.months)
    drawn = trend(replace(chart, width=_WIDTH, headed=False, mark=f"{code}-"))
    yield f"<figure>{drawn}</figure>"
    yield from _league(found, asked, one)
    yield from _files(asked, one)
    yield "</article>"


def _sides(figure: Figure) -> str:
    if figure.numerator is None or figure.denominator is None:
        return ""
    told = f"{int(figure.numerator)} ÷ {int(figure.denominator)}"
    return f' <span class="sides">{told}</span>'


def _parts(found: Sheet, figure: Figure) -> Iterator[str]:
    """Of a score: what it is made of, and the weights used."""
    if not figure.parts:
        return
    weights = figure.weights
    since = "" if weights is None or weights.since is None else f"，{weights.since} 起"
    yield f"<details><summary>构成{escaped(since)}</summary><table><tbody>"
    for code, part in figure.parts.items():
        yield (
            f'<tr><th scope="row">{escaped(found.catalogue.indicator(code).zh)}</th>'
            f'<td class="number">{escaped(part.text or "—")}{_sides(part)}</td></tr>'
        )
    yield "</tbody></table></details>"


def _league(found: Sheet, asked: AskedFor, one: Drawn) -> Iterator[str]:
    by = _GROUPS[asked.by]
    if asked.by is Group.MONTH or not one.members:
        return
    ranked = ranking(one.members)
    yield f"<details><summary>按{by}排行（{len(ranked)}）</summary>"
    yield f"<table><caption>{escaped(one.listed.formula)}；并列者名次相同</caption>"
    yield (
        f'<thead><tr><th class="number">名次</th><th>{by}</th><th class="number">数值</th>'
        '<th><span class="soft">图</span></th></tr></thead><tbody>'
    )
    most = max((point.figure.exact or Fraction(0) for point in one.members), default=Fraction(0))
    if one.figure.kind is Kind.SHARE:
        most = max(most, Fraction(1))
    shared = _shared(ranked)
    for rank, point in ranked[:_MOST]:
        yield _row(found, point, rank, most, tied=rank in shared)
    yield "</tbody></table>"
    if len(ranked) > _MOST:
        yield f'<p class="soft">另有 {len(ranked) - _MOST} 个，见排行文件。</p>'
    yield "</details>"


def _shared(ranked: Sequence[tuple[int | None, SeriesPoint]]) -> frozenset[int]:
    given = [rank for rank, _ in ranked if rank is not None]
    return frozenset(rank for rank in given if given.count(rank) > 1)


def _row(found: Sheet, point: SeriesPoint, rank: int | None, most: Fraction, *, tied: bool) -> str:
    figure = point.figure
    share = 0.0
    if figure.exact is not None and most > 0:
        share = float(max(figure.exact, Fraction(0)) / most)
    beside = "".join(
        f'<br/><span class="beside">{escaped(one.text or "无数据")}</span>'
        for one in point.shown_with
    )
    mark = ' <span class="mark">并列</span>' if tied else ""
    return (
        f'<tr><td class="number">{"–" if rank is None else rank}</td>'
        f'<th scope="row">{escaped(_named(found, point.group))}{mark}</th>'
        f'<td class="number">{escaped(figure.text or "无数据")}{_sides(figure)}{beside}</td>'
        '<td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * min(share, 1.0):.1f}" height="10" fill="#1d5fa8"/></svg></td></tr>'
    )


def _files(asked: AskedFor, one: Drawn) -> Iterator[str]:
    root = f"indicators/{one.listed.code}"
    if one.figure.kind is not Kind.SCORE:
        yield f'<p class="files">{link(f"{root}/evidence{asked.query()}", "依据事件")}</p>'
    yield '<details><summary>文件</summary><p class="files">'
    if one.figure.kind is not Kind.SCORE:
        yield link(f"{root}/evidence.csv{asked.query()}", "依据 CSV", file=True)
        yield link(f"{root}/evidence.xlsx{asked.query()}", "依据 Excel", file=True)
    yield link(f"{root}/series.csv{asked.query(by=Group.MONTH)}", "月度 CSV", file=True)
    yield link(f"{root}/series.xlsx{asked.query(by=Group.MONTH)}", "月度 Excel", file=True)
    if asked.by is not Group.MONTH:
        yield link(f"{root}/series.csv{asked.query(by=asked.by)}", "排行 CSV", file=True)
        yield link(f"{root}/league.svg{asked.query(by=asked.by)}", "排行图", file=True)
    yield link(f"{root}/trend.svg{asked.query()}", "月度图", file=True)
    yield "</p></details>"


def _excluded(found: Sheet, asked: AskedFor) -> Iterator[str]:
    yield "<section><h2>剔除的事项</h2>"
    items = found.excluded.items
    if not items:
        yield '<p class="none">没有剔除的事项：每个分数的两边都是全数。</p></section>'
        return
    yield '<div class="sheet wide"><table>'
    yield "<caption>它们不在任何指标的分子和分母里；每一项都由另一人批准。</caption>"
    yield (
        "<thead><tr><th>事项</th><th>理由</th><th>申请人的说明</th><th>申请</th><th>批准</th>"
        "<th>批准意见</th><th>批准时间</th></tr></thead><tbody>"
    )
    for one in items:
        cells = (
            _labelled(found, one.ground),
            one.reason or "",
            one.requested_by,
            one.approved_by,
            one.opinion,
            local(one.approved_at),
        )
        yield f'<tr><td class="code">{one.case_id}</td>'
        yield "".join(f"<td>{escaped(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table></div>"
    if found.excluded.next is not None:
        yield f'<p class="soft">这里是前 {len(items)} 项。</p>'
    yield f'<p class="files">{link(f"exclusions{asked.query()}", "全部剔除事项")}</p></section>'


def _missing(missing: Sequence[Listed]) -> Iterator[str]:
    if not missing:
        return
    yield "<section><h2>不能计算的指标</h2>"
    yield f"<details><summary>{len(missing)} 个指标缺少事实</summary>"
    yield '<div class="sheet wide"><table>'
    yield "<caption>所需的事实不在事件里，因此不编造数值（B-45）。</caption>"
    yield "<thead><tr><th>指标</th><th>公式</th><th>缺少</th></tr></thead><tbody>"
    for one in missing:
        lacking = "；".join(f"{name}：{why}" for name, why in one.missing.items())
        yield (
            f'<tr><th scope="row">{escaped(one.indicator.zh)}</th>'
            f"<td>{escaped(one.formula)}</td><td>{escaped(lacking)}</td></tr>"
        )
    yield "</tbody></table></div></details></section>"


def _named(found: Sheet, code: str) -> str:
    """A body with its name, a word of the pack by its label."""
    name = found.names.get(code)
    return _labelled(found, code) if name is None else f"{name}（{code}）"


def _labelled(found: Sheet, code: str) -> str:
    label = found.pack.labels.get(code)
    return code if label is None else label.zh
