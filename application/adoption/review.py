"""How the bodies of a jurisdiction stand before a pack: what it would refuse or calls incomplete.

Bodies are judged by the pack in force, not by the one they were founded under; so a new version
judges all of them anew. Nothing here refuses: what is there stays, and is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from application.queries.org_coverage import Organisation, org_coverage
from application.read_models.aggregate_story import story_of
from application.read_models.org_facts import OrgFact, org_facts
from domain.calendar.local_time import local_date
from domain.kernel import effective
from domain.organisation.body import Body
from domain.vocabulary import Strength

if TYPE_CHECKING:
    from application.directory import Directory, GridEntry, UnitEntry
    from application.ports import EventLog
    from domain.policy.hierarchy import Hierarchy
    from domain.policy.pack import PolicyPack

REFUSED: Final = "refused"
"""Founding or filling it so would be refused today."""

INCOMPLETE: Final = "incomplete"
"""It may stand so, and something that it must have is missing."""

SHOULD: Final = "should"
"""It may stand so, and something that it should have is missing."""

_AT_ONCE: Final = 500  # histories in memory


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a pack says against a body.

    Attributes:
        body: its code.
        kind: ``REFUSED``, ``INCOMPLETE`` or ``SHOULD``.
        code: permanent; that of the refusal where a command would meet one.
        subject: the post, the level or the tree it is about.
        found: how many there are, or of what is missing how many are; None: it is not about that.
        wanted: how many there may be; None: it is not about that.
    """

    body: str
    kind: str
    code: str
    subject: str
    found: int | None = None
    wanted: int | None = None

    def __str__(self) -> str:
        return f"{self.body}: {self.code} {self.subject}{self.figures}"

    @property
    def figures(self) -> str:
        """How many, in words; empty where it is not about that."""
        if self.wanted is not None:
            return f": {self.found}, not {self.wanted}"
        return f": {self.found}" if self.found is not None and self.found > 1 else ""


def facts_of(log: EventLog, jurisdiction: str, directory: Directory) -> list[OrgFact]:
    """What is known of every body, read from the log itself: a decision may rest on it."""
    codes = [body.code for body in directory.bodies(ended=True)]
    found: list[OrgFact] = []
    for start in range(0, len(codes), _AT_ONCE):
        ids = [Body.create_id(jurisdiction, code) for code in codes[start : start + _AT_ONCE]]
        for history in log.open(jurisdiction, ids).histories.values():
            story = story_of(effective(history), jurisdiction)
            found += org_facts(story) if story is not None else ()
    return found


def findings(
    directory: Directory, facts: Sequence[OrgFact], pack: PolicyPack, at: datetime
) -> list[Finding]:
    """Everything that a pack says against the living bodies at an instant, by body.

    Rules: section 1.1 (places, cardinalities), ORG-DG-04 (seats of a post), and what the coverage
    of the organisation calls missing (ORG-KD-04).
    """
    bodies = {body.code: body for body in directory.bodies()}
    below: Counter[tuple[str, str | None, str]] = Counter()
    for body in bodies.values():
        above = _above(directory, body)
        if above is not None:
            below[above, body.tree, body.level] += 1
    found = set(_missing(facts, pack, at))
    for body in bodies.values():
        found.update(_placed(directory, body, pack, bodies))
        found.update(_peopled(directory, body, pack, at))
        tree = pack.hierarchies.get(body.tree) if body.tree is not None else None
        if tree is not None:
            found.update(_crowded(body, tree, below))
    return sorted(found, key=lambda one: (one.body, one.kind, one.code, one.subject))


def _missing(facts: Sequence[OrgFact], pack: PolicyPack, at: datetime) -> Iterator[Finding]:
    day = local_date(at)
    begun = [fact for fact in facts if fact.from_on <= day]
    for defect in org_coverage(Organisation(begun, day), pack).defects:
        yield Finding(
            defect.body,
            INCOMPLETE if defect.strength is Strength.MUST else SHOULD,
            str(defect.kind).lower().replace("_", "-"),
            defect.word or defect.level,
            defect.missing,
        )


def _placed(
    directory: Directory,
    body: UnitEntry | GridEntry,
    pack: PolicyPack,
    bodies: Mapping[str, UnitEntry | GridEntry],
) -> Iterator[Finding]:
    if body.tree is None:
        if body.level not in pack.cases.levels:
            yield Finding(body.code, REFUSED, "level-unknown", body.level)
        return
    tree = pack.hierarchies.get(body.tree)
    if tree is None:
        yield Finding(body.code, REFUSED, "tree-unknown", body.tree)
        return
    if body.level not in tree.levels:
        yield Finding(body.code, REFUSED, "level-unknown", body.level)
        return
    allowed = tree.allowed_parents(body.level)
    above = _above(directory, body)
    if above is None:
        if allowed:
            yield Finding(body.code, REFUSED, "parent-missing", body.level)
    elif bodies[above].level not in allowed:
        yield Finding(body.code, REFUSED, "wrong-parent-level", bodies[above].level)


def _crowded(
    body: UnitEntry | GridEntry,
    tree: Hierarchy,
    below: Mapping[tuple[str, str | None, str], int],
) -> Iterator[Finding]:
    for level in tree.levels.values():
        there = below.get((body.code, body.tree, level.code), 0)
        if level.at_most is not None and there > level.at_most:
            yield Finding(body.code, REFUSED, "parent-is-full", level.code, there, level.at_most)


def _peopled(
    directory: Directory, body: UnitEntry | GridEntry, pack: PolicyPack, at: datetime
) -> Iterator[Finding]:
    held = Counter(tenure.post for tenure in directory.tenures(body.code, at))
    for post, holders in sorted(held.items()):
        rule = pack.posts.get(post)
        if rule is None:
            yield Finding(body.code, REFUSED, "post-unknown", post)
        elif not rule.sits_at(body.level):
            yield Finding(body.code, REFUSED, "post-sits-elsewhere", post)
        elif rule.max is not None and holders > rule.max:
            yield Finding(body.code, REFUSED, "post-is-full", post, holders, rule.max)


def _above(directory: Directory, body: UnitEntry | GridEntry) -> str | None:
    return None if body.parent is None else directory.current_unit(body.parent)


def differing(
    before: Sequence[Finding], after: Sequence[Finding]
) -> tuple[list[Finding], list[Finding]]:
    """What is found in the one alone, and in the other alone, in their order."""
    known, found = set(before), set(after)
    return (
        [one for one in before if one not in found],
        [one for one in after if one not in known],
    )
