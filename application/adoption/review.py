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

if TYPE_CHECKING:
    from application.directory import Directory, GridEntry, UnitEntry
    from domain.policy.hierarchy import Hierarchy
    from domain.policy.pack import PolicyPack

REFUSED: Final = "refused"
"""Founding or filling it so would be refused today."""

INCOMPLETE: Final = "incomplete"
"""It may stand so, and something is still missing."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a pack says against a body.

    Attributes:
        body: its code.
        kind: ``REFUSED`` or ``INCOMPLETE``.
        code: permanent; that of the refusal where a command would meet one.
        subject: the post, the level or the tree it is about.
        found, wanted: figures, where it is about how many; None: it is about something else.
    """

    body: str
    kind: str
    code: str
    subject: str
    found: int | None = None
    wanted: int | None = None

    def __str__(self) -> str:
        figures = "" if self.found is None else f": {self.found}, not {self.wanted}"
        return f"{self.body}: {self.code} {self.subject}{figures}"


def findings(directory: Directory, pack: PolicyPack, at: datetime) -> list[Finding]:
    """Everything that a pack says against the living bodies at an instant, by body.

    Rules: section 1.1 (places, cardinalities, named leaders), ORG-DG-04 (seats of a post).
    """
    bodies = {body.code: body for body in directory.bodies()}
    below: Counter[tuple[str, str | None, str]] = Counter()
    for body in bodies.values():
        above = _above(directory, body)
        if above is not None:
            below[above, body.tree, body.level] += 1
    found: set[Finding] = set()
    for body in bodies.values():
        found.update(_placed(directory, body, pack, bodies))
        found.update(_peopled(directory, body, pack, at))
        tree = pack.hierarchies.get(body.tree) if body.tree is not None else None
        if tree is not None:
            found.update(_counted(body, tree, below))
    return sorted(found, key=lambda one: (one.body, one.kind, one.code, one.subject))


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


def _counted(
    body: UnitEntry | GridEntry,
    tree: Hierarchy,
    below: Mapping[tuple[str, str | None, str], int],
) -> Iterator[Finding]:
    for level in tree.levels.values():
        if body.level not in (level.parents or ()):
            continue
        there = below.get((body.code, body.tree, level.code), 0)
        if there < level.at_least:
            yield Finding(
                body.code, INCOMPLETE, "bodies-missing", level.code, there, level.at_least
            )
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
        elif rule.at not in (None, body.level):
            yield Finding(body.code, REFUSED, "post-sits-elsewhere", post)
        elif rule.max is not None and holders > rule.max:
            yield Finding(body.code, REFUSED, "post-is-full", post, holders, rule.max)
    tree = pack.hierarchies.get(body.tree) if body.tree is not None else None
    level = tree.levels.get(body.level) if tree is not None else None
    if level is not None and level.led_by is not None and not held[level.led_by]:
        yield Finding(body.code, INCOMPLETE, "leader-missing", level.led_by, 0, 1)


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
