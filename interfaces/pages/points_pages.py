"""The pages of units' points: the league of a year, and why one unit stands where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from application.queries.points_desk import League, Place, UnitStory
from application.read_models.as_of import AsOf
from application.read_models.unit_points import UnitPointLine
from domain.accountability.evidence import event_ref
from interfaces.drawn_text import escaped, local
from interfaces.pages.document import as_of_query, document, link, query
from interfaces.points_story import StoryWords, formula_in_words, points_drawing


def league_page(found: League, jurisdiction: str, as_of: AsOf | None) -> str:
    """The league as HTML; its links are relative to the address of the year."""
    return document(f"单位积分 {found.year}", _league(found, jurisdiction, as_of))


def story_page(story: UnitStory, jurisdiction: str, as_of: AsOf | None) -> str:
    """Why a unit stands there, as HTML; its links are relative to the address of the unit."""
    return document(f"积分由来 · {story.place.unit}", _story(story, jurisdiction, as_of))


def _league(found: League, jurisdiction: str, as_of: AsOf | None) -> Iterator[str]:
    asked = query(**as_of_query(as_of))
    settled = "未结算" if found.settled_at is None else f"{local(found.settled_at)} 结算"
    then = "" if as_of is None else f" · 回看 {local(as_of.instant)}"
    yield f'<header><p class="over">{escaped(found.pack.meta.title)} · {escaped(jurisdiction)}</p>'
    yield f"<h1>单位积分 {found.year} 年</h1>"
    yield f'<p class="lead">{settled}{then} · 并列者名次相同（RANK-01）</p>'
    yield f'<p class="formula">公式 {escaped(formula_in_words(found))}</p>'
    yield f'<p class="files">{link(f"table.csv{asked}", "CSV", file=True)}</p></header>'
    if not found.places:
        yield '<p class="none">这一年还没有单位的积分账。</p>'
        return
    yield '<h2>排行</h2><div class="sheet wide"><table>'
    yield (
        '<thead><tr><th class="number">名次</th><th>单位</th><th class="number">总分</th>'
        '<th><span class="soft">图</span></th><th class="number">基础</th>'
        '<th class="number">加分</th><th class="number">扣分</th><th class="number">冲回</th>'
        '<th class="number">结算分</th><th class="number">结算后</th></tr></thead><tbody>'
    )
    most = max((place.total for place in found.places), default=0)
    given = [place.now.rank for place in found.places]
    for place in found.places:
        share = 0.0 if most <= 0 else max(float(place.total / most), 0.0)
        yield _place(place, share, asked, tied=given.count(place.now.rank) > 1)
    yield "</tbody></table></div>"
    yield from _excluded(found)


def _place(place: Place, share: float, asked: str, *, tied: bool) -> str:
    account = place.account
    marks = '<span class="mark">并列</span> ' if tied else ""
    marks += '<span class="mark bad">末位</span>' if place.now.is_last else ""
    if account.needs_decision:
        marks += ' <span class="mark">奖励与末位同时成立，由人决定</span>'
    figures = (
        account.base + account.withheld,
        account.awarded,
        account.deducted,
        account.reversed,
        "" if place.settled_points is None else place.settled_points,
        "" if place.since_settlement is None else place.since_settlement,
    )
    why = escaped(place.unit)
    if place.is_open:
        why = link(f"{quote(place.unit)}/chain.html{asked}", place.unit)
    cells = "".join(f'<td class="number">{escaped(one)}</td>' for one in figures)
    return (
        f'<tr><td class="number">{place.now.rank}</td>'
        f'<th scope="row">{why} {marks}</th>'
        f'<td class="number"><strong>{place.total}</strong></td>'
        '<td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * share:.1f}" height="10" fill="#1d5fa8"/></svg></td>{cells}</tr>'
    )


def _excluded(found: League) -> Iterator[str]:
    yield "<h2>因剔除冲回的分</h2>"
    if not found.excluded:
        yield '<p class="none">没有因剔除而冲回的分。</p>'
        return
    yield '<div class="sheet wide"><table><thead><tr><th>单位</th><th>事项</th>'
    yield '<th class="number">分值</th><th>理由</th><th>批准</th></tr></thead><tbody>'
    for line in found.excluded:
        yield (
            f'<tr><th scope="row">{escaped(line.code)}</th>'
            f'<td class="code">{line.case_id or ""}</td><td class="number">{line.amount:+}</td>'
            f"<td>{escaped(line.reason or '')}</td><td>{escaped(line.approver or '')}</td></tr>"
        )
    yield "</tbody></table></div>"


def _story(story: UnitStory, jurisdiction: str, as_of: AsOf | None) -> Iterator[str]:
    words, unit, year = StoryWords(story), story.place.unit, story.league.year
    then = as_of_query(as_of)
    title = story.league.pack.meta.title
    yield f'<header><p class="over">{escaped(title)} · {escaped(jurisdiction)}</p>'
    yield f"<h1>积分由来：{escaped(words.unit(unit))}</h1>"
    yield f'<p class="lead">{year} 年 · {escaped(words.standing())}</p>'
    yield f'<p class="formula">公式 {escaped(formula_in_words(story.league))}</p><p class="files">'
    yield link(f"../table.html{query(**then)}", "全部单位的排行")
    events = query(year=year, unit=unit, **then)
    yield link(f"../../../unit-point-lines/evidence{events}", "依据事件")
    yield link(f"chain.svg{query(**then)}", "图 SVG", file=True)
    yield "</p></header>"
    yield '<section class="picture"><h2>一图看清</h2>'
    yield f'<div class="drawing">{points_drawing(story, as_of)}</div></section>'
    yield '<h2>逐笔来看</h2><section class="sheet"><ol class="told">'
    for line in story.lines:
        yield _booking(words, line)
    yield "</ol></section>"
    if story.more:
        yield f'<p class="soft">这里是前 {len(story.lines)} 笔，依据事件里有全部。</p>'


def _booking(words: StoryWords, line: UnitPointLine) -> str:
    taken_back = line.of_no is None and not line.stands
    ids = [event_ref(line.aggregate_id, line.no), line.source, line.cause]
    notes = "".join(f"<br/>{escaped(one)}" for one in (" · ".join(words.notes(line)),) if one)
    refs = " ← ".join(dict.fromkeys(one for one in ids if one))
    return (
        f'<li><span class="what{" struck" if taken_back else ""}">{line.no}. '
        f"{escaped(words.title(line))} {line.amount:+} = {line.running}</span> "
        f'<span class="code">{escaped(line.event)}</span> '
        f'<time datetime="{line.occurred_at.isoformat()}">{local(line.occurred_at)}</time>'
        f'{notes}<br/><span class="code ref">{escaped(refs)}</span></li>'
    )
