"""What is known of each body: its founding, posts, staff, links, boards, each with its days.

One line a fact. Whether something is missing depends on the day and on the pack, so that is worked
out when it is asked (``org_coverage``); the lines only say what was stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.as_of import AsOf
from application.read_models.row import row
from domain.calendar.local_time import local_date


class FactKind(StrEnum):
    """What a line says of its body.

    BODY: that it is. POST, STAFF, LEADER, MEMBER: that a person has a post of it, serves it, is
    linked to it, joined the station. BUILDING, BOARD: that a building lies in it, has a notice
    board. KIT: kits given out. CROSS_POST: a person of another body. CHAIR: who chairs a term.
    WORK_ITEM: a work item given out. SUPPORT: sent to it. TEAM: a joint team that went out.
    """

    BODY = "BODY"
    POST = "POST"
    STAFF = "STAFF"
    LEADER = "LEADER"
    MEMBER = "MEMBER"
    BUILDING = "BUILDING"
    BOARD = "BOARD"
    KIT = "KIT"
    CROSS_POST = "CROSS_POST"
    CHAIR = "CHAIR"
    WORK_ITEM = "WORK_ITEM"
    SUPPORT = "SUPPORT"
    TEAM = "TEAM"


@row
class OrgFact:
    """One fact about one body.

    Attributes:
        line: place among the facts of the body, from 1.
        body: its code; org_type, tree, level, parent, label: as founded.
        word: post, kind of staff, category, building, term, number or team; of a merged body the
            one that goes on.
        person: pseudonymous id; None: it is about nobody.
        words: further codes: the office of a post, the source of staff, the other body of a cross
            post, the chair of a term, the units of a work item, the parts of a team.
        from_on: first local day.
        to_on: first local day on which it no longer holds; None: no end is known.
        amount: of kits; else 1.
        stated_by: versions of the events that say so.
    """

    jurisdiction: str
    aggregate_id: UUID
    line: int
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    kind: FactKind
    body: str
    org_type: str
    tree: str | None
    level: str
    parent: str | None
    label: str | None
    word: str | None
    person: str | None
    words: tuple[str, ...]
    from_on: date
    to_on: date | None
    amount: int
    stated_by: tuple[int, ...]


class OrgFacts(Protocol):
    """The lines of a jurisdiction."""

    def on(self, jurisdiction: str, day: date, as_of: AsOf | None) -> Sequence[OrgFact]:
        """Facts that had begun by a local day, by body and line, those that are over included."""
        ...

    def positions(
        self, jurisdiction: str, stated: Sequence[tuple[UUID, int]], *, after: int, limit: int
    ) -> Sequence[int]:
        """Places in the log of events given by aggregate and version, in order."""
        ...


@dataclass(slots=True)
class _Fact:
    """A line in the making."""

    kind: FactKind
    from_on: date
    word: str | None = None
    person: str | None = None
    words: tuple[str, ...] = ()
    to_on: date | None = None
    amount: int = 1
    stated_by: list[int] = field(default_factory=list)


def org_facts(story: AggregateStory) -> Sequence[OrgFact]:
    """The lines of a body's history."""
    founding: Any = story.history[0]
    facts = [_Fact(FactKind.BODY, founding.founded_on, stated_by=[founding.originator_version])]
    for event, topic in zip(story.history[1:], story.topics[1:], strict=True):
        stated = _STATED.get(topic)
        if stated is not None:
            stated(facts, event)
    shared = {
        "jurisdiction": story.jurisdiction,
        "aggregate_id": story.subject_id,
        "version": story.version,
        "changed_at": story.changed_at,
        "latest_occurred_at": story.latest_occurred_at,
        "body": founding.code,
        "org_type": founding.org_type,
        "tree": founding.tree,
        "level": founding.level,
        "parent": founding.parent,
        "label": founding.label,
    }
    return [
        OrgFact(
            **shared,
            line=number,
            kind=fact.kind,
            word=fact.word,
            person=fact.person,
            words=fact.words,
            from_on=fact.from_on,
            to_on=fact.to_on,
            amount=fact.amount,
            stated_by=tuple(fact.stated_by),
        )
        for number, fact in enumerate(facts, 1)
    ]


def _appointed(facts: list[_Fact], event: Any) -> None:
    office = () if event.office is None else (event.office,)
    _add(facts, event, FactKind.POST, event.from_on, word=event.post, person=event.person_ref,
         to_on=event.to_on, words=office)  # fmt: skip


def _vacated(facts: list[_Fact], event: Any) -> None:
    for fact in _of(facts, FactKind.POST, event.post, event.person_ref):
        if fact.from_on <= event.on and (fact.to_on is None or event.on <= fact.to_on):
            _end(fact, event, event.on)


def _staffed(facts: list[_Fact], event: Any) -> None:
    source = () if event.source is None else (str(event.source),)
    _restated(
        facts,
        _Fact(
            FactKind.STAFF,
            event.from_on,
            word=str(event.staff_kind),
            person=event.person_ref,
            words=source,
            to_on=event.to_on,
            stated_by=[event.originator_version],
        ),
        lambda fact: fact.person == event.person_ref,
    )


def _linked(facts: list[_Fact], event: Any) -> None:
    for fact in _of(facts, FactKind.LEADER, None, event.replaces):
        if fact.to_on is None:
            _end(fact, event, event.from_on)
    _restated(
        facts,
        _Fact(
            FactKind.LEADER,
            event.from_on,
            person=event.leader_ref,
            to_on=event.to_on,
            stated_by=[event.originator_version],
        ),
        lambda fact: (fact.person, fact.from_on) == (event.leader_ref, event.from_on),
    )


def _drawn(facts: list[_Fact], event: Any) -> None:
    day = local_date(event.occurred_at)
    buildings = set(event.buildings)
    for fact in facts:
        if fact.kind is FactKind.BUILDING and fact.to_on is None:
            if fact.word in buildings:
                buildings.discard(fact.word)
            else:
                _end(fact, event, day)
    for building in sorted(buildings):
        _add(facts, event, FactKind.BUILDING, day, word=building)


def _posted(facts: list[_Fact], event: Any) -> None:
    _add(facts, event, FactKind.BOARD, event.posted_on, word=event.building_id)


def _issued(facts: list[_Fact], event: Any) -> None:
    _add(facts, event, FactKind.KIT, event.issued_on, person=event.person_ref, amount=event.sets)


def _grid_merged(facts: list[_Fact], event: Any) -> None:
    facts[0].word = event.into_grid_id
    _end(facts[0], event, local_date(event.occurred_at))


def _unit_merged(facts: list[_Fact], event: Any) -> None:
    facts[0].word = event.into_unit_id
    _end(facts[0], event, event.merged_on)


def _dissolved(facts: list[_Fact], event: Any) -> None:
    _end(facts[0], event, event.dissolved_on)


def _joined(facts: list[_Fact], event: Any) -> None:
    _restated(
        facts,
        _Fact(
            FactKind.MEMBER,
            event.from_on,
            word=event.category,
            person=event.person_ref,
            stated_by=[event.originator_version],
        ),
        lambda fact: fact.person == event.person_ref,
    )


def _crossed(facts: list[_Fact], event: Any) -> None:
    _restated(
        facts,
        _Fact(
            FactKind.CROSS_POST,
            event.from_on,
            person=event.person_ref,
            words=(event.from_org,),
            to_on=event.to_on,
            stated_by=[event.originator_version],
        ),
        lambda fact: (fact.person, fact.words) == (event.person_ref, (event.from_org,)),
    )


def _chaired(facts: list[_Fact], event: Any) -> None:
    _restated(
        facts,
        _Fact(
            FactKind.CHAIR,
            local_date(event.occurred_at),
            word=event.quarter,
            words=(event.unit_id,),
            stated_by=[event.originator_version],
        ),
        lambda fact: fact.word == event.quarter,
    )


def _given_out(facts: list[_Fact], event: Any) -> None:
    if event.no is not None:
        _restated(
            facts,
            _Fact(
                FactKind.WORK_ITEM,
                local_date(event.occurred_at),
                word=str(event.no),
                words=(*event.lead, *event.participants),
                stated_by=[event.originator_version],
            ),
            lambda fact: fact.word == str(event.no),
        )


def _supported(facts: list[_Fact], event: Any) -> None:
    _add(facts, event, FactKind.SUPPORT, event.sent_on, word=str(event.kind), words=(event.unit,))


def _went_out(facts: list[_Fact], event: Any) -> None:
    _add(facts, event, FactKind.TEAM, event.on, word=event.team, words=tuple(event.parts))


_STATED: Mapping[str, Callable[[list[_Fact], Any], None]] = {
    "PostAppointed": _appointed,
    "PostVacated": _vacated,
    "GridStaffed": _staffed,
    "LeaderLinked": _linked,
    "BoundaryAdjusted": _drawn,
    "GridBoardPosted": _posted,
    "KitIssued": _issued,
    "GridMerged": _grid_merged,
    "OrgUnitMerged": _unit_merged,
    "OrgUnitDissolved": _dissolved,
    "StationMemberAdded": _joined,
    "CrossPostAppointed": _crossed,
    "RotatingChairAssigned": _chaired,
    "WorkItemAssigned": _given_out,
    "SupportSent": _supported,
    "TeamFormed": _went_out,
}


def _add(facts: list[_Fact], event: Any, kind: FactKind, from_on: date, **said: Any) -> None:
    facts.append(_Fact(kind, from_on, stated_by=[event.originator_version], **said))


def _restated(facts: list[_Fact], stated: _Fact, is_same: Callable[[_Fact], bool]) -> None:
    """A later statement takes the place of an earlier one."""
    for place, fact in enumerate(facts):
        if fact.kind is stated.kind and is_same(fact):
            facts[place] = replace(stated, stated_by=[*fact.stated_by, *stated.stated_by])
            return
    facts.append(stated)


def _of(
    facts: list[_Fact], kind: FactKind, word: str | None, person: str | None
) -> Iterator[_Fact]:
    for fact in facts:
        if (fact.kind, fact.word, fact.person) == (kind, word, person):
            yield fact


def _end(fact: _Fact, event: Any, on: date) -> None:
    fact.to_on = on
    fact.stated_by.append(event.originator_version)
