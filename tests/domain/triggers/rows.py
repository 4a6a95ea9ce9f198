"""Rows of links in memory, and the rule said the long way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from domain.policy.pack import PolicyPack
from domain.policy.triggers import StreakTrigger
from domain.triggers.links import Link, Place, Verdict
from domain.triggers.streak import Standing, run_around, spanned

BAD, GOOD, OPEN = Verdict.BAD, Verdict.GOOD, Verdict.OPEN


def streak(name: str, pack: PolicyPack) -> StreakTrigger:
    """A streak of a pack."""
    rule = pack.triggers[name]
    assert isinstance(rule, StreakTrigger)
    return rule


def link(order: str, verdict: Verdict = OPEN, *, item: str = "") -> Link:
    """A link; its item is its order unless said otherwise."""
    return Link(Place(order, item or order), verdict, UUID(int=1))


@dataclass
class Row:
    """One sequence that grows, and the calls that were made on it, in the order they were made."""

    rule: StreakTrigger
    links: dict[Place, Link] = field(default_factory=dict)
    calls: list[tuple[str, ...]] = field(default_factory=list)

    def put(self, news: Link) -> None:
        """A link came, or is settled now."""
        self.links[news.place] = news
        self.look(news.place)

    def cancel(self, place: Place) -> None:
        """It is owed no more."""
        del self.links[place]
        self.look(place)

    def move(self, place: Place, order: str) -> None:
        """It got another bound."""
        moved = replace(self.links.pop(place), place=Place(order, place.item))
        self.links[moved.place] = moved
        self.look(place)
        self.look(moved.place)

    def look(self, place: Place) -> None:
        """What the detector finds around a place, until it finds nothing more.

        A call that something good parts is taken back, and what it rested on counts anew.
        """
        freed = self._part(place) if spanned(self, place) else []
        for one in (*freed, place):
            self._call_around(one)

    def _part(self, place: Place) -> list[Place]:
        where = {one.item: one for one in self.links}
        parted = [
            call
            for call in self.calls
            if min(where[item] for item in call) < place < max(where[item] for item in call)
        ]
        self.calls = [call for call in self.calls if call not in parted]
        return [where[item] for call in parted for item in call]

    def _call_around(self, place: Place) -> None:
        while run := run_around(self, place, self.rule):
            self.calls.append(tuple(one.place.item for one in run))
            place = run[-1].place

    def before(self, place: Place) -> Iterator[Standing]:
        places = sorted(self.links)
        for one in reversed(places[: bisect_left(places, place)]):
            yield self._standing(one)

    def since(self, place: Place) -> Iterator[Standing]:
        places = sorted(self.links)
        for one in places[bisect_left(places, place) :]:
            yield self._standing(one)

    def _standing(self, place: Place) -> Standing:
        used = {item for call in self.calls for item in call}
        return Standing(self.links[place], place.item in used)


def counted(row: Mapping[Place, Verdict], rule: StreakTrigger) -> Sequence[tuple[str, ...]]:
    """The rule as the book says it: in order, a miss adds one, an answer in time sets 0."""
    calls: list[tuple[str, ...]] = []
    run: list[str] = []
    for place in sorted(row):
        if row[place] is GOOD:
            run = []
            continue
        run.append(place.item)
        if len(run) == rule.n:
            calls.append(tuple(run))
            if rule.reset:
                run = []
    return calls
