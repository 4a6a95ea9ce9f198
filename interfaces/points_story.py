"""Why a unit stands where it stands: its points booking by booking, as a drawing.

Time runs downwards. Each bar goes from the total before a booking to the total after it; below
stand those next above and below in the league. All of it stands in the description, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from application.queries.points_desk import MISSED, League, Place, UnitStory
from application.read_models.as_of import AsOf
from application.read_models.unit_points import UnitPointLine
from interfaces.drawn_text import FONT, asked_as_of, cut, element, escaped, local
from interfaces.told_words import event_in_words

_WIDTH: Final = 980
_LEFT: Final = 24
_ROW: Final = 40
_WHAT: Final = 150  # where the words begin
_BARS, _BAR_ROOM = 560, 310  # where the bars begin, and points for the longest
_SOFT, _UP, _DOWN, _BASE = "#59616b", "#2e6b34", "#b3261e", "#1d5fa8"
_WORD: Final = re.compile(r"[A-Za-z][\w-]*")
_TOP: Final = 132
_BESIDE: Final = 2  # units that are shown above and below in the league


class StoryWords:
    """What is told of the bookings and the rank of one unit."""

    def __init__(self, story: UnitStory) -> None:
        self._story = story

    def unit(self, code: str) -> str:
        """A unit with its name."""
        name = self._story.names.get(code)
        return code if name is None else f"{name}（{code}）"

    def title(self, line: UnitPointLine) -> str:
        """What was booked."""
        label = self._story.league.pack.labels.get(line.list_kind or "")
        kind = line.list_kind if label is None else label.zh
        return event_in_words(line.event) + (f" · {kind}" if kind else "")

    def notes(self, line: UnitPointLine) -> Sequence[str]:
        """Why, by whom approved, and what became of it."""
        notes = []
        if line.rule_id:
            notes.append(f"规则 {line.rule_id}")
        if line.of_no is not None:
            notes.append(f"冲回第 {line.of_no} 笔")
        elif not line.stands:
            notes.append("已冲回")
        if line.approver:
            notes.append(f"因剔除，{line.approver} 批准")
        if line.reason:
            notes.append(line.reason)
        if line.after_settlement:
            notes.append("结算之后")
        if line.case_id is not None:
            notes.append(f"事项 {line.case_id}")
        return notes

    def standing(self) -> str:
        """Rank, ties, and how far the unit is from its neighbours."""
        place, places = self._story.place, self._story.league.places
        level = [one.unit for one in places if one.total == place.total and one.unit != place.unit]
        said = f"第 {place.now.rank} 名，共 {place.now.ranked} 个单位，{place.total} 分"
        if level:
            said += f"；与 {'、'.join(map(self.unit, level))} 并列"
        above = [one for one in places if one.total > place.total]
        if place.now.is_last and above:
            less = above[-1].total - place.total
            said += f"；末位，比前一名 {self.unit(above[-1].unit)} 少 {less} 分"
        return said

    def around(self) -> Sequence[Place]:
        """The unit and those next to it in the league, the best first."""
        places = self._story.league.places
        at = places.index(self._story.place)
        return places[max(at - _BESIDE, 0) : at + _BESIDE + 1]


def formula_in_words(league: League) -> str:
    """How a total comes about, with the labels of the pack."""

    def word(found: re.Match[str]) -> str:
        label = league.pack.labels.get(found[0])
        return found[0] if label is None else label.zh

    return _WORD.sub(word, league.formula).replace(MISSED, "未按时：")


def points_drawing(story: UnitStory, as_of: AsOf | None) -> str:
    """The story as SVG; labels are Chinese."""
    words = StoryWords(story)
    head = _head(story, words, as_of)
    scale = _Scale(story)
    rows = [_booking(words, scale, line, n) for n, line in enumerate(story.lines)]
    top = _TOP + _ROW * len(story.lines)
    league = [
        _neighbour(words, scale, place, top + 54 + 30 * n, own=place is story.place)
        for n, place in enumerate(words.around())
    ]
    height = top + 70 + 30 * len(league)
    body = [*head, *rows, element(_LEFT, top + 36, "名次前后", size=15, weight=700), *league]
    return _svg(body, height, f"积分由来 {words.unit(story.place.unit)}", _told(story, words))


class _Scale:
    """Of the bars: from the least to the most that a total was."""

    def __init__(self, story: UnitStory) -> None:
        totals = [line.running for line in story.lines]
        totals += [place.total for place in story.league.places]
        self.low, self.high = min([*totals, Decimal(0)]), max([*totals, Decimal(1)])

    def x(self, total: Decimal) -> float:
        share = (total - self.low) / (self.high - self.low)
        return _BARS + _BAR_ROOM * float(share)


def _head(story: UnitStory, words: StoryWords, as_of: AsOf | None) -> Sequence[str]:
    at = story.asked_at if as_of is None else as_of.instant
    settled = story.league.settled_at
    said = f"{story.league.year} 年 · {asked_as_of(as_of, at)} · " + (
        "未结算" if settled is None else f"{local(settled)} 结算"
    )
    more = f"；这里是前 {len(story.lines)} 笔" if story.more else ""
    return [
        element(_LEFT, 36, f"积分由来 · {words.unit(story.place.unit)}", size=19, weight=700),
        element(_LEFT, 60, cut(words.standing(), _WIDTH - 48), size=14, weight=600),
        element(_LEFT, 82, said + more, fill=_SOFT),
        element(_LEFT, 104, cut(f"公式 {formula_in_words(story.league)}", _WIDTH - 48), fill=_SOFT),
    ]


def _booking(words: StoryWords, scale: _Scale, line: UnitPointLine, number: int) -> str:
    top = _TOP + _ROW * number
    before, after = scale.x(line.running - line.amount), scale.x(line.running)
    colour = _BASE if number == 0 else _UP if line.amount > 0 else _DOWN
    faded = "" if line.stands or line.of_no is not None else ' fill-opacity="0.35"'
    notes = " · ".join(words.notes(line))
    return "".join(
        [
            element(_LEFT, top + 16, local(line.occurred_at), fill=_SOFT, size=12),
            element(_WHAT, top + 16, cut(f"{line.no} {words.title(line)}", 380), weight=600),
            element(
                _WHAT, top + 32, cut(notes, (_BARS - _WHAT - 12) * 13 / 11), fill=_SOFT, size=11
            ),
            (
                f'<rect x="{min(before, after):.1f}" y="{top + 6}" height="16" rx="2" '
                f'width="{max(abs(after - before), 1.5):.1f}" fill="{colour}"{faded}/>'
            ),
            element(_BARS + _BAR_ROOM + 10, top + 14, f"{line.amount:+}", fill=colour, size=12),
            element(_BARS + _BAR_ROOM + 10, top + 30, f"= {line.running}", size=12),
        ]
    )


def _neighbour(words: StoryWords, scale: _Scale, place: Place, y: float, *, own: bool) -> str:
    weight, colour = (700, _BASE) if own else (400, "#9aa3af")
    start, end = scale.x(Decimal(0)), scale.x(place.total)
    return "".join(
        [
            element(_LEFT, y + 16, f"第 {place.now.rank} 名", fill=_SOFT, weight=weight),
            element(_WHAT, y + 16, cut(words.unit(place.unit), 380), weight=weight),
            (
                f'<rect x="{min(start, end):.1f}" y="{y + 4}" height="16" rx="2" '
                f'width="{max(abs(end - start), 1.5):.1f}" fill="{colour}"/>'
            ),
            element(_BARS + _BAR_ROOM + 10, y + 17, str(place.total), weight=weight),
        ]
    )


def _told(story: UnitStory, words: StoryWords) -> str:
    lines = (
        f"{local(line.occurred_at)} {words.title(line)} {line.amount:+} = {line.running}"
        f"（{'，'.join(words.notes(line))}）"
        for line in story.lines
    )
    return "；".join([words.standing(), f"公式 {formula_in_words(story.league)}", *lines])


def _svg(body: Sequence[str], height: float, title: str, told: str) -> str:
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" '
                f'width="{_WIDTH}" height="{height:.0f}" font-family="{FONT}" font-size="13" '
                'role="img" aria-labelledby="points-title points-desc">'
            ),
            f'<title id="points-title">{escaped(title)}</title>',
            f'<desc id="points-desc">{escaped(told)}。</desc>',
            f'<rect width="{_WIDTH}" height="{height:.0f}" fill="#ffffff"/>',
            *body,
            "</svg>\n",
        ]
    )
