"""How far the organisation is there on a day: counts, shares, and what is missing (rulebook F).

A pure function of the facts about bodies, of the pack that says what there should be, and of the
day: nothing here is stored, so a defect appears and goes with the day alone (ORG-KD-04).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from application.read_models.org_facts import FactKind, OrgFact
from application.use_cases.organisation.territory import territory
from domain.numbers import percent_text, rate
from domain.organisation.leader_links import most_leaders
from domain.organisation.shared_work import team_coverage
from domain.policy.hierarchy import Level, NodeKind
from domain.vocabulary import Strength

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack
    from domain.policy.registers import Post

Stated = tuple[UUID, int]
"""An event: its aggregate and its version."""


class DefectKind(StrEnum):
    """What may be missing.

    UNSTAFFED_GRID: nobody serves it (ORG-KD-04). MISSING_BOARD: a building has no notice board.
    VACANT_SEAT: a seat that must be held is not. MISSING_LEADER, TOO_MANY_LEADERS: fewer or more
    leaders are linked than the pack says. INCOMPLETE_BODY: a body below it is missing.
    """

    UNSTAFFED_GRID = "UNSTAFFED_GRID"
    MISSING_BOARD = "MISSING_BOARD"
    VACANT_SEAT = "VACANT_SEAT"
    MISSING_LEADER = "MISSING_LEADER"
    TOO_MANY_LEADERS = "TOO_MANY_LEADERS"
    INCOMPLETE_BODY = "INCOMPLETE_BODY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One thing that is missing, or there too often.

    Attributes:
        body: code of the body that is not complete.
        word: what is missing: a post or the office of a seat, a building, a level; None: it is the
            kind itself.
        missing: how many.
        strength: SHOULD: a deviation, to be shown and not held against anybody.
        since: first local day of it, where the facts tell; None: since the founding or unknown.
        stated: events it follows from, that of the founding first.
    """

    kind: DefectKind
    body: str
    level: str
    word: str | None = None
    missing: int = 1
    strength: Strength = Strength.MUST
    since: date | None = None
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """How many bodies have what each of them should have."""

    have: int
    should: int

    @property
    def exact(self) -> Fraction | None:
        """None: there is nothing that should have it."""
        return rate(self.have, self.should)

    @property
    def text(self) -> str | None:
        """With one decimal (CAL-07)."""
        exact = self.exact
        return None if exact is None else percent_text(exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The organisation on one local day.

    Attributes:
        bodies, persons: living ones by level, of the levels made of bodies and of persons (B-02).
        staff: people who serve grids by kind; ``sources`` by source.
        kits, cross_posts: how many were given out, are held.
        shares: by level that the pack counts: how many of the bodies above have enough of it.
        support: by kind; ``teams`` by kind of team the coverage of those that went out.
        standing_teams: teams that stay, by kind.
        defects: by kind, body and word.
        counted: events that each figure was counted from, by its name.
    """

    day: date
    bodies: Mapping[str, int]
    persons: Mapping[str, int]
    staff: Mapping[str, int]
    sources: Mapping[str, int]
    kits: int
    cross_posts: int
    shares: Mapping[str, Share]
    support: Mapping[str, int]
    teams: Mapping[str, Sequence[Fraction]]
    standing_teams: Mapping[str, int]
    defects: Sequence[Defect]
    counted: Mapping[str, Sequence[Stated]] = field(repr=False)

    @property
    def defects_by_kind(self) -> Mapping[str, int]:
        """Every kind, those without any included."""
        found = Counter(defect.kind for defect in self.defects)
        return {str(kind): found[kind] for kind in DefectKind}

    @property
    def deviations(self) -> int:
        """Defects that are to be shown and no more (SHOULD)."""
        return sum(defect.strength is not Strength.MUST for defect in self.defects)


@dataclass(frozen=True, slots=True)
class Node:
    """A living body with what hangs on it.

    Attributes:
        above: code of the living body above it; None: it is a top.
        facts: of its own, and of what was merged into it, that hold on the day.
    """

    founding: OrgFact
    above: str | None
    facts: Mapping[FactKind, Sequence[OrgFact]]

    @property
    def code(self) -> str:
        """Of the body."""
        return self.founding.body

    @property
    def level(self) -> str:
        """As founded."""
        return self.founding.level

    def of(self, kind: FactKind) -> Sequence[OrgFact]:
        """Its facts of a kind."""
        return self.facts.get(kind, ())


class Organisation:
    """The living bodies of one day.

    Args:
        facts: those that had begun by the day.
        day: local.
        under: code of a body: it and what stands below it; None: everything.
    """

    def __init__(self, facts: Iterable[OrgFact], day: date, under: str | None = None) -> None:
        self.day = day
        self._all: dict[str, list[OrgFact]] = defaultdict(list)
        for fact in facts:
            self._all[fact.body].append(fact)
        self._foundings = {
            code: own[0] for code, own in self._all.items() if own[0].kind is FactKind.BODY
        }
        self.nodes = self._living(under)

    def _living(self, under: str | None) -> Mapping[str, Node]:
        gathered: dict[str, dict[FactKind, list[OrgFact]]] = defaultdict(lambda: defaultdict(list))
        for code, facts in self._all.items():
            heir = self.current(code)
            if heir is None:
                continue
            for fact in facts[1:]:
                # Posts of a merged body are over; its staff, boards and buildings go along.
                goes_along = heir == code or fact.kind not in _OF_THE_BODY_ALONE
                if goes_along and _holds(fact, self.day):
                    gathered[heir][fact.kind].append(fact)
        living = {code for code, f in self._foundings.items() if _holds(f, self.day)}
        nodes = {
            code: Node(self._foundings[code], self._above(code), gathered[code])
            for code in sorted(living)
        }
        if under is None:
            return nodes
        return {code: node for code, node in nodes.items() if under in self._line(code, nodes)}

    def current(self, code: str) -> str | None:
        """The living body that goes on for this one; None: it has ended."""
        seen: set[str] = set()
        while code in self._foundings and code not in seen:
            founding = self._foundings[code]
            if _holds(founding, self.day):
                return code
            if founding.word is None:
                return None
            seen.add(code)
            code = founding.word
        return None

    def facts_of(self, code: str) -> Sequence[OrgFact]:
        """Everything known of a body by the day, what is over included."""
        return self._all.get(code, ())

    def _above(self, code: str) -> str | None:
        parent = self._foundings[code].parent
        return None if parent is None else self.current(parent)

    @staticmethod
    def _line(code: str, nodes: Mapping[str, Node]) -> Iterator[str]:
        at: str | None = code
        while at is not None:
            yield at
            at = nodes[at].above

    def sorts_above(self, code: str) -> Collection[str]:
        """Sorts of the bodies above a living one."""
        found: set[str] = set()
        above = self._above(code)
        while above is not None:
            found.add(self._foundings[above].org_type)
            above = self._above(above)
        return found

    @cached_property
    def below(self) -> Mapping[str, Sequence[Node]]:
        """Living bodies directly below each, by code."""
        found: dict[str, list[Node]] = defaultdict(list)
        for node in self.nodes.values():
            if node.above is not None:
                found[node.above].append(node)
        return found


_OF_THE_BODY_ALONE = frozenset(
    {FactKind.POST, FactKind.LEADER, FactKind.MEMBER, FactKind.CHAIR, FactKind.WORK_ITEM}
)


def org_coverage(organisation: Organisation, pack: PolicyPack) -> Coverage:
    """Counts, shares and defects of a day under a pack."""
    levels = _levels(pack)
    counted: dict[str, list[Stated]] = defaultdict(list)
    bodies: Counter[str] = Counter()
    persons: Counter[str] = Counter()
    staff: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    support: Counter[str] = Counter()
    kits = cross_posts = 0
    for node in organisation.nodes.values():
        known = levels.get((node.founding.tree, node.level))
        is_person = known is not None and known.kind is NodeKind.PERSON
        (persons if is_person else bodies)[node.level] += 1
        counted[node.level] += _stated(node.founding)
        for fact in node.of(FactKind.STAFF):
            staff[str(fact.word)] += 1
            counted[str(fact.word)] += _stated(fact)
            for source in fact.words:
                sources[source] += 1
        for fact in node.of(FactKind.KIT):
            kits += fact.amount
            counted["kits"] += _stated(fact)
        for fact in node.of(FactKind.CROSS_POST):
            cross_posts += 1
            counted["cross_posts"] += _stated(fact)
        for fact in node.of(FactKind.SUPPORT):
            support[str(fact.word)] += 1
            counted["support"] += _stated(fact)
        for fact in node.of(FactKind.TEAM):
            counted[str(fact.word)] += _stated(fact)
    defects = sorted(_defects(organisation, pack), key=lambda d: (d.kind, d.body, d.word or ""))
    for defect in defects:
        counted[str(defect.kind)] += defect.stated
    return Coverage(
        day=organisation.day,
        bodies=dict(bodies),
        persons=dict(persons),
        staff=dict(staff),
        sources=dict(sources),
        kits=kits,
        cross_posts=cross_posts,
        shares=_shares(organisation, pack),
        support=dict(support),
        teams=_joint_teams(organisation, pack),
        standing_teams=_standing_teams(organisation, pack),
        defects=defects,
        counted=counted,
    )


def _joint_teams(organisation: Organisation, pack: PolicyPack) -> Mapping[str, Sequence[Fraction]]:
    found: dict[str, list[Fraction]] = defaultdict(list)
    for node in organisation.nodes.values():
        for fact in node.of(FactKind.TEAM):
            if fact.word in pack.structure.joint_teams:
                found[fact.word].append(team_coverage(pack, fact.word, fact.words))
    return found


def _standing_teams(organisation: Organisation, pack: PolicyPack) -> Mapping[str, int]:
    return Counter(
        fact.word
        for node in organisation.nodes.values()
        for fact in node.of(FactKind.TEAM)
        if fact.word in pack.structure.teams
    )


def _levels(pack: PolicyPack) -> Mapping[tuple[str | None, str], Level]:
    return {
        (name, code): level
        for name, tree in pack.hierarchies.items()
        for code, level in tree.levels.items()
    }


def _shares(organisation: Organisation, pack: PolicyPack) -> Mapping[str, Share]:
    """Of each level that the pack counts: how many of the bodies above have enough of it."""
    found: dict[str, Share] = {}
    for tree in pack.hierarchies.values():
        for level in tree.levels.values():
            if not level.at_least and level.at_most is None:
                continue
            enough = max(level.at_least, 1)
            above = [
                node
                for node in organisation.nodes.values()
                if node.level in (level.parents or ()) and is_ground(organisation, node, pack)
            ]
            have = sum(_below(organisation, node, level) >= enough for node in above)
            found[level.code] = Share(have, len(above))
    return found


def _below(organisation: Organisation, node: Node, level: Level) -> int:
    return sum(child.level == level.code for child in organisation.below.get(node.code, ()))


def _defects(organisation: Organisation, pack: PolicyPack) -> Iterator[Defect]:
    grid_level = pack.cases.levels[0]
    for node in organisation.nodes.values():
        if node.level == grid_level:
            yield from _of_a_grid(organisation, node)
        yield from _of_buildings(node)
        yield from _of_seats(organisation, node, pack)
        yield from _of_leaders(organisation, node, pack)
        yield from _of_levels(organisation, node, pack)


def _of_a_grid(organisation: Organisation, node: Node) -> Iterator[Defect]:
    if node.of(FactKind.STAFF):
        return
    left = [
        fact
        for fact in organisation.facts_of(node.code)
        if fact.kind is FactKind.STAFF and fact.to_on is not None and fact.to_on <= organisation.day
    ]
    yield Defect(
        kind=DefectKind.UNSTAFFED_GRID,
        body=node.code,
        level=node.level,
        since=max((fact.to_on for fact in left if fact.to_on), default=node.founding.from_on),
        stated=(*_stated(node.founding), *(one for fact in left for one in _stated(fact))),
    )


def _of_buildings(node: Node) -> Iterator[Defect]:
    posted = {fact.word for fact in node.of(FactKind.BOARD)}
    for fact in node.of(FactKind.BUILDING):
        if fact.word not in posted:
            yield Defect(
                kind=DefectKind.MISSING_BOARD,
                body=node.code,
                level=node.level,
                word=fact.word,
                since=fact.from_on,
                stated=_stated(fact),
            )


def _of_seats(organisation: Organisation, node: Node, pack: PolicyPack) -> Iterator[Defect]:
    held = node.of(FactKind.POST)
    for name, rule in pack.posts.items():
        if not rule.at_least or not _belongs(rule, organisation, node, pack):
            continue
        mine = [fact for fact in held if fact.word == name]
        for word, missing in _empty_seats(name, rule, mine):
            yield Defect(
                kind=DefectKind.VACANT_SEAT,
                body=node.code,
                level=node.level,
                word=word,
                missing=missing,
                stated=_stated(node.founding),
            )
    tree = pack.hierarchies.get(node.founding.tree or "")
    level = None if tree is None else tree.levels.get(node.level)
    if level is not None and level.led_by and not any(f.word == level.led_by for f in held):
        yield Defect(
            kind=DefectKind.VACANT_SEAT,
            body=node.code,
            level=node.level,
            word=level.led_by,
            stated=_stated(node.founding),
        )


def _belongs(rule: Post, organisation: Organisation, node: Node, pack: PolicyPack) -> bool:
    """Whether a body has the post: by its level; a post without a level belongs to departments.

    A body at a further level of the post has it where it stands in for a body of the post's own
    level: it was given posts of that one, and has none of that level below it.
    """
    if rule.at is not None:
        return rule.at == node.level or (
            node.level in rule.also_at and _stands_in(rule.at, organisation, node, pack)
        )
    return not is_ground(organisation, node, pack)


def _stands_in(level: str, organisation: Organisation, node: Node, pack: PolicyPack) -> bool:
    if any(child.level == level for child in organisation.below.get(node.code, ())):
        return False
    theirs = {name for name, rule in pack.posts.items() if rule.at == level}
    return any(
        fact.kind is FactKind.POST and fact.word in theirs
        for fact in organisation.facts_of(node.code)
    )


def _empty_seats(name: str, rule: Post, held: Sequence[OrgFact]) -> Iterator[tuple[str, int]]:
    if rule.by_office and rule.at_least == len(rule.ex_officio):
        filled = {office for fact in held for office in fact.words}
        for office in rule.ex_officio:
            if office not in filled:
                yield office, 1
    elif len(held) < rule.at_least:
        yield name, rule.at_least - len(held)


def _of_leaders(organisation: Organisation, node: Node, pack: PolicyPack) -> Iterator[Defect]:
    rule = pack.structure.leader_links
    if rule is None or node.level != rule.level or not is_ground(organisation, node, pack):
        return
    linked = node.of(FactKind.LEADER)
    at_most = most_leaders(rule, organisation.sorts_above(node.code))
    stated = (*_stated(node.founding), *(one for fact in linked for one in _stated(fact)))
    if len(linked) < rule.at_least:
        yield Defect(
            kind=DefectKind.MISSING_LEADER,
            body=node.code,
            level=node.level,
            missing=rule.at_least - len(linked),
            stated=stated,
        )
    if at_most is not None and len(linked) > at_most:
        yield Defect(
            kind=DefectKind.TOO_MANY_LEADERS,
            body=node.code,
            level=node.level,
            missing=len(linked) - at_most,
            strength=rule.strength,
            stated=stated,
        )


def _of_levels(organisation: Organisation, node: Node, pack: PolicyPack) -> Iterator[Defect]:
    if not is_ground(organisation, node, pack):
        return
    for tree in pack.hierarchies.values():
        for level in tree.levels.values():
            if level.at_least and node.level in (level.parents or ()):
                if level.due_on is not None and organisation.day <= level.due_on:
                    continue
                there = _below(organisation, node, level)
                if there < level.at_least:
                    yield Defect(
                        kind=DefectKind.INCOMPLETE_BODY,
                        body=node.code,
                        level=node.level,
                        word=level.code,
                        missing=level.at_least - there,
                        since=None if level.due_on is None else level.due_on + timedelta(days=1),
                        stated=_stated(node.founding),
                    )


def is_ground(organisation: Organisation, node: Node, pack: PolicyPack) -> bool:
    """Whether a body is part of a hierarchy, and no department or section beside it.

    Where the pack's ground stands in no tree, its bodies stand at the case levels: each has one of
    another level above or below it. A department has not.
    """
    if node.founding.tree is not None:
        return True
    if territory(pack).tree is not None:
        return False
    above = None if node.above is None else organisation.nodes.get(node.above)
    if above is not None and above.level != node.level:
        return True
    return any(child.level != node.level for child in organisation.below.get(node.code, ()))


def _holds(fact: OrgFact, day: date) -> bool:
    return fact.from_on <= day and (fact.to_on is None or day < fact.to_on)


def _stated(fact: OrgFact) -> tuple[Stated, ...]:
    return tuple((fact.aggregate_id, version) for version in fact.stated_by)
