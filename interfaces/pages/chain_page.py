"""The page of one subject's accountability: the drawing, and the same as a list to read out."""

from __future__ import annotations

from collections.abc import Iterator

from application.dossier.desk import Dossier
from interfaces.accountability_chain import chain_drawing
from interfaces.chain_lines import ChainWords, Line, Section
from interfaces.drawn_text import asked_as_of, escaped, local
from interfaces.pages.document import as_of_query, document, link, query


def chain_page(found: Dossier, jurisdiction: str) -> str:
    """The page as HTML; its links are relative to the address of the dossier's parts."""
    return document(f"问责链条 · {found.subject}", _body(found, jurisdiction))


def _body(found: Dossier, jurisdiction: str) -> Iterator[str]:
    words = ChainWords(found)
    at = found.asked_at if found.as_of is None else found.as_of.instant
    asked = query(from_on=found.from_on, until_on=found.until_on, **as_of_query(found.as_of))
    yield "<header>"
    yield f'<p class="over">{escaped(found.pack.meta.title)} · {escaped(jurisdiction)}</p>'
    yield f"<h1>问责链条：{escaped(words.body(found.subject))}</h1>"
    yield (
        f'<p class="lead">{found.from_on} 至 {found.until_on} · '
        f"{escaped(asked_as_of(found.as_of, at))} · 本次查阅已记录在案。"
        "不写姓名：甲、乙表示不同的人。</p>"
    )
    yield '<p class="files">'
    yield link(f"evidence{asked}", "依据事件")
    yield link(f"feedback{asked}", "反馈时间")
    yield link(f"closings{asked}", "销号记录")
    yield link(f"dossier.csv{asked}", "全部 CSV", file=True)
    yield link(f"chain.svg{asked}", "图 SVG", file=True)
    yield "</p></header>"
    if not found.chains and not found.orders:
        yield '<p class="none">这段时间里没有约谈、问责或整改。</p>'
    else:
        yield '<section class="picture"><h2>一图看清</h2>'
        yield f'<div class="drawing">{chain_drawing(found)}</div></section>'
        yield "<h2>逐条来看</h2>"
    for chain in found.chains:
        for section in words.of_chain(chain):
            yield from _section(section)
    for order in found.orders:
        yield from _section(words.of_order(order))
    yield from _missed(found, words)


def _section(section: Section) -> Iterator[str]:
    yield f'<section class="sheet"><h3>{escaped(section.title)}</h3>'
    if section.notes:
        yield f'<p class="soft">{escaped(" · ".join(section.notes))}</p>'
    yield '<ol class="told">'
    for line in section.lines:
        yield from _item(line)
    yield "</ol></section>"


def _item(line: Line) -> Iterator[str]:
    told = line.told
    number = "" if line.no is None else f"{line.no}. "
    yield (
        f'<li><span class="what">{number}{escaped(line.title)}</span> '
        f'<span class="code">{escaped(told.event)}</span> '
        f'<time datetime="{told.occurred_at.isoformat()}">{local(told.occurred_at)}</time>'
        f"<br/>{escaped(' · '.join(line.notes))}"
        f'<br/><span class="code ref">{escaped(told.ref)}</span>'
    )
    if line.because:
        yield '<ol aria-label="依据">'
        for one in line.because:
            yield from _item(one)
        yield "</ol>"
    yield "</li>"


def _missed(found: Dossier, words: ChainWords) -> Iterator[str]:
    """Duties that were missed and feed accountability (OBL-01)."""
    if not found.missed:
        return
    yield '<h2>未履行的义务</h2><div class="sheet wide"><table>'
    yield "<thead><tr><th>义务</th><th>事由</th><th>截止</th><th>状态</th></tr></thead><tbody>"
    for line in found.missed:
        yield (
            f'<tr><th scope="row">{escaped(words.word(line.code))}</th>'
            f"<td>{escaped(line.subject)}</td><td>{local(line.due_at)}</td>"
            f"<td>{escaped(line.standing)}</td></tr>"
        )
    yield "</tbody></table></div>"
