"""The organisation as a drawing: SVG for the API and the command line.

A body is a line of text in a box, indented below the one it stands under, so that a drawing grows
downwards and its labels stay readable whatever their number. Below a level of depth, and where
there are very many of one sort, bodies are counted instead of drawn.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from application.queries.coverage_desk import Chart
from application.queries.org_coverage import Defect, DefectKind, Node
from application.read_models.org_facts import FactKind
from domain.policy.pack import PolicyPack
from domain.vocabulary import Strength
from interfaces.drawn_text import FONT, width_of

_ROW: Final = 34  # points from one line to the next
_BOX: Final = 26
_INDENT: Final = 28
_MARGIN: Final = 24
_HEAD: Final = 76
_MOST: Final = 2_000
"""Lines that a drawing has at most; further ones are counted."""
AT_ONCE: Final = 40
"""Bodies of one level under one parent that are drawn before they are counted."""

_COLOURS: Final = ("#1b3a6b", "#1d5fa8", "#2e6b34", "#6a4a91", "#00696d", "#4a4f57")
_WORDS: Final[Mapping[DefectKind, str]] = {
    DefectKind.UNSTAFFED_GRID: "无人在岗",
    DefectKind.MISSING_BOARD: "缺公示牌",
    DefectKind.VACANT_SEAT: "空缺",
    DefectKind.MISSING_LEADER: "无挂联领导",
    DefectKind.TOO_MANY_LEADERS: "挂联领导超数",
    DefectKind.INCOMPLETE_BODY: "缺",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the drawing.

    Attributes:
        title: bold; ``rest``: who is in it; ``defects``: what is missing.
        level: for its colour; None: bodies that are counted instead of drawn.
        above: number of the line it hangs on; None: it is a top.
    """

    depth: int
    title: str
    rest: str = ""
    level: str | None = None
    defects: Sequence[tuple[str, bool]] = ()
    above: int | None = None


@dataclass(slots=True)
class _Drawing:
    chart: Chart
    tree: str | None
    depth: int
    at_once: int
    defects: Mapping[str, Sequence[Defect]]
    lines: list[_Line] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    left_out: int = 0

    def add(self, node: Node, depth: int, above: int | None) -> None:
        """Draw a body and what stands below it."""
        if len(self.lines) >= _MOST:
            self.left_out += 1
            return
        number = len(self.lines)
        if node.level not in self.levels:
            self.levels.append(node.level)
        self.lines.append(self._line(node, depth, above))
        below = self.chart.organisation.below.get(node.code, ())
        if depth + 1 >= self.depth:
            self._count(self._all_below(node), depth + 1, number)
            return
        by_level: dict[str, list[Node]] = defaultdict(list)
        for child in below:
            by_level[child.level].append(child)
        for children in by_level.values():
            # Those with something missing must not be among those left out.
            first = sorted(children, key=lambda one: (not self._has_defect(one), one.code))
            shown, counted = first[: self.at_once], first[self.at_once :]
            for child in sorted(shown, key=lambda one: one.code):
                self.add(child, depth + 1, number)
            self._count(self._with_all_below(counted), depth + 1, number)

    def _line(self, node: Node, depth: int, above: int | None) -> _Line:
        pack = self.chart.pack
        title = f"{node.founding.label or node.code}（{label_of(pack, node.level)}）"
        held: dict[str, list[str]] = defaultdict(list)
        for fact in node.of(FactKind.POST):
            held[str(fact.word)].append(str(fact.person))
        posts = [*(post for post in pack.posts if post in held), *(held.keys() - pack.posts.keys())]
        rest = [f"{label_of(pack, post)} {'、'.join(held[post])}" for post in posts]
        leaders = [str(fact.person) for fact in node.of(FactKind.LEADER)]
        if leaders:
            rest.append(f"挂联领导 {'、'.join(leaders)}")
        staff = len(node.of(FactKind.STAFF))
        if staff:
            rest.append(f"{staff} 人")
        marks = [
            (_said(defect, pack), defect.strength is Strength.MUST)
            for defect in self.defects.get(node.code, ())
        ]
        return _Line(depth, title, " · ".join(rest), node.level, marks, above)

    def _has_defect(self, node: Node) -> bool:
        return any(self.defects.get(one.code) for one in self._with_all_below([node]))

    def _count(self, nodes: Sequence[Node], depth: int, above: int) -> None:
        if not nodes:
            return
        pack = self.chart.pack
        levels = Counter(node.level for node in nodes)
        title = "另有 " + "，".join(
            f"{number} 个{label_of(pack, level)}" for level, number in sorted(levels.items())
        )
        found = sum(len(self.defects.get(node.code, ())) for node in nodes)
        marks = [(f"其中 {found} 项缺陷", True)] if found else []
        self.lines.append(_Line(depth, title, level=None, defects=marks, above=above))

    def _all_below(self, node: Node) -> list[Node]:
        return self._with_all_below(self.chart.organisation.below.get(node.code, ()))

    def _with_all_below(self, nodes: Sequence[Node]) -> list[Node]:
        found, waiting = [], list(nodes)
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += self.chart.organisation.below.get(node.code, ())
        return found


def organisation_chart(
    chart: Chart, *, tree: str | None = None, depth: int = 6, at_once: int = AT_ONCE
) -> str:
    """An SVG of the living bodies of a day, with vacant seats and what else is missing.

    Args:
        tree: hierarchy of the pack, with what stands below its bodies; None: everything.
        depth: levels that are drawn; what lies deeper is counted.
        at_once: bodies of one level under one parent that are drawn; further ones are counted.
    """
    defects: dict[str, list[Defect]] = defaultdict(list)
    for defect in chart.coverage.defects:
        defects[defect.body].append(defect)
    drawing = _Drawing(chart, tree, depth, at_once, defects)
    for top in _tops(chart, tree):
        drawing.add(top, 0, None)
    return "".join(_svg(chart, drawing))


def label_of(pack: PolicyPack, code: str) -> str:
    """The Chinese label of a code, or the code itself where a pack has none."""
    label = pack.labels.get(code)
    return code if label is None else label.zh


def _tops(chart: Chart, tree: str | None) -> Iterator[Node]:
    nodes = chart.organisation.nodes
    for node in nodes.values():
        above = None if node.above is None else nodes.get(node.above)
        if tree is None:
            if above is None:
                yield node
        elif node.founding.tree == tree and (above is None or above.founding.tree != tree):
            yield node


def _said(defect: Defect, pack: PolicyPack) -> str:
    word = "" if defect.word is None else label_of(pack, defect.word)
    number = f" ×{defect.missing}" if defect.missing > 1 else ""
    if defect.kind is DefectKind.INCOMPLETE_BODY:
        return f"缺{word}{number}"
    return f"{word}{_WORDS[defect.kind]}{number}"


def _svg(chart: Chart, drawing: _Drawing) -> Iterator[str]:
    lines = drawing.lines
    widths = [
        width_of(line.title) + width_of(line.rest) + sum(width_of(t) + 22 for t, _ in line.defects)
        for line in lines
    ]
    most = max((_INDENT * x.depth + w for x, w in zip(lines, widths, strict=True)), default=200)
    meta, coverage = chart.pack.meta, chart.coverage
    must = len(coverage.defects) - coverage.deviations
    said = (
        f"{meta.title}（{chart.pack.ref}） · {sum(coverage.bodies.values())} 个机构 · "
        f"{must} 项缺陷 · {coverage.deviations} 项偏差"
    )
    width = round(max(most + 80, width_of(said))) + 2 * _MARGIN
    height = _HEAD + _ROW * (len(lines) + 1) + _MARGIN
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-family="{FONT}" font-size="13" role="img">'
        f"<title>组织架构图 {escape(meta.jurisdiction)} {coverage.day}</title>"
        '<rect width="100%" height="100%" fill="#ffffff"/>'
        f'<text x="{_MARGIN}" y="32" font-size="18" font-weight="700" fill="#1b1b1b">'
        f"组织架构图 · {coverage.day}</text>"
        f'<text x="{_MARGIN}" y="54" fill="#555555">'
        f"{escape(said)}</text>"
    )
    for number, line in enumerate(lines):
        yield from _drawn(number, line, drawing.levels)
    if drawing.left_out:
        y = _HEAD + _ROW * len(lines) + 18
        left_out = f"另有 {drawing.left_out} 个机构未画"
        yield f'<text x="{_MARGIN}" y="{y}" fill="#555555">{left_out}</text>'
    yield "</svg>\n"


def _drawn(number: int, line: _Line, levels: Sequence[str]) -> Iterator[str]:
    x, y = _MARGIN + _INDENT * line.depth, _HEAD + _ROW * number
    if line.above is not None:
        from_y = _HEAD + _ROW * line.above + _BOX
        stem = x - _INDENT / 2
        yield (f'<path d="M{stem:g} {from_y}V{y + _BOX / 2:g}H{x}" fill="none" stroke="#b8b8b8"/>')
    colour = "#777777" if line.level is None else _COLOURS[levels.index(line.level) % len(_COLOURS)]
    box = width_of(line.title) + 20
    dashed = ' stroke-dasharray="4 3"' if line.level is None else ""
    yield (
        f'<rect x="{x}" y="{y}" width="{box:.0f}" height="{_BOX}" rx="5" fill="#ffffff" '
        f'stroke="{colour}" stroke-width="1.4"{dashed}/>'
        f'<text x="{x + 10}" y="{y + 18}" font-weight="600" fill="{colour}">'
        f"{escape(line.title)}</text>"
    )
    x += round(box) + 10
    if line.rest:
        yield f'<text x="{x}" y="{y + 18}" fill="#333333">{escape(line.rest)}</text>'
        x += round(width_of(line.rest)) + 10
    for text, must in line.defects:
        wide = width_of(text) + 14
        back, ink = ("#fde7e6", "#b3261e") if must else ("#fff3d6", "#8c4a00")
        yield (
            f'<rect x="{x}" y="{y + 3}" width="{wide:.0f}" height="20" rx="10" fill="{back}"/>'
            f'<text x="{x + 7}" y="{y + 17}" font-size="12" fill="{ink}">{escape(text)}</text>'
        )
        x += round(wide) + 6
