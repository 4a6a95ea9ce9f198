"""What must hold between the sections of a pack about bodies and their people (B.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from domain.policy.errors import Fault
from domain.policy.provenance import Path

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

BODY_SECTIONS = ("communities", "branches", "elections", "staffing")
"""Sections whose words need labels."""


def body_codes(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    """The words of these sections that people read."""
    for name, threshold in pack.thresholds.items():
        for index, clause in enumerate(threshold.clauses):
            yield ("thresholds", name, "clauses", index, "result"), clause.result
        for measure in (*threshold.counts, *threshold.shares):
            yield ("thresholds", name), measure
    for path, words in _words(pack):
        for word in words:
            yield path, word


def _words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    if (communities := pack.communities) is not None:
        yield ("communities", "kinds"), communities.kinds
        yield ("communities", "safe_kinds"), communities.safe_kinds
        yield ("communities", "estate_classes"), tuple(communities.estate_classes)
        for name, patrols in communities.estate_classes.items():
            yield ("communities", "estate_classes", name), patrols
    if (branches := pack.branches) is not None:
        yield ("branches", "joint_kinds"), branches.joint_kinds
        yield ("branches", "lead_kinds"), branches.lead_kinds
        yield ("branches", "talent_routes"), branches.talent_routes
        yield ("branches", "part_time"), tuple(branches.part_time)
    if (elections := pack.elections) is not None:
        for level, team in elections.teams.items():
            yield ("elections", "teams", level, "seats"), tuple(team.seats)
            yield ("elections", "teams", level, "posts"), tuple(team.posts)
            yield ("elections", "teams", level, "modes"), team.modes
        for post, head in elections.heads.items():
            yield ("elections", "heads", post, "priorities"), tuple(head.priorities)
        if elections.sub_committees is not None:
            yield ("elections", "sub_committees", "kinds"), elections.sub_committees.kinds
    if (staffing := pack.staffing) is not None:
        yield ("staffing", "kinds"), tuple(staffing.kinds)
        yield ("staffing", "heads"), tuple(staffing.heads)
        yield ("staffing", "routes"), tuple(staffing.routes)
        yield ("staffing", "insurance"), staffing.insurance


def _ratios_named(pack: PolicyPack) -> Iterator[Fault]:
    for path, ratio in _ratios(pack):
        if ratio is not None and ratio not in pack.ratios:
            yield Fault(path=path, reason=f"{ratio} is no ratio of this pack")


def _ratios(pack: PolicyPack) -> Iterator[tuple[Path, str | None]]:
    for name, tree in pack.hierarchies.items():
        for level in tree.levels.values():
            yield ("hierarchies", name), level.households
    if pack.communities is not None:
        yield ("communities", "households"), pack.communities.households
    if pack.elections is not None:
        for at, team in pack.elections.teams.items():
            yield ("elections", "teams", at, "size"), team.size
            for seat, ratio in team.seats.items():
                yield ("elections", "teams", at, "seats", seat), ratio
        if pack.elections.sub_committees is not None:
            yield ("elections", "sub_committees", "reps"), pack.elections.sub_committees.reps
    if pack.staffing is not None:
        yield ("staffing", "total"), pack.staffing.total
        own = pack.staffing.kinds.items()
        yield from ((("staffing", "kinds", kind), ratio) for kind, ratio in own)
        heads = pack.staffing.heads.items()
        yield from ((("staffing", "heads", head), ratio) for head, ratio in heads)


def _thresholds_named(pack: PolicyPack) -> Iterator[Fault]:
    named: list[tuple[Path, str | None]] = []
    if pack.communities is not None:
        named.append((("communities", "housing"), pack.communities.housing))
    if pack.branches is not None:
        named.append((("branches", "upgrade"), pack.branches.upgrade))
    for path, name in named:
        if name is not None and name not in pack.thresholds:
            yield Fault(path=path, reason=f"{name} is no threshold of this pack")


def _results_named(pack: PolicyPack) -> Iterator[Fault]:
    if pack.communities is None:
        return
    housing = pack.thresholds.get(pack.communities.housing or "")
    results = {clause.result for clause in housing.clauses} if housing is not None else set()
    settled = {
        "founded_as": pack.communities.founded_as,
        "managed_by": pack.communities.managed_by,
    }
    for field, by_result in settled.items():
        for result in by_result:
            if result not in results:
                reason = f"{result} is no result of the threshold for housing"
                yield Fault(path=("communities", field, result), reason=reason)


def _posts_named(pack: PolicyPack) -> Iterator[Fault]:
    for path, post in _posts(pack):
        if post not in pack.posts:
            yield Fault(path=path, reason=f"{post} is no post of this pack")


def _posts(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    for name, threshold in pack.thresholds.items():
        for index, clause in enumerate(threshold.clauses):
            for place, post in enumerate(clause.approved_by):
                yield ("thresholds", name, "clauses", index, "approved_by", place), post
    if pack.branches is not None and (steps := pack.branches.dedicated) is not None:
        at = ("branches", "dedicated")
        for field in ("proposed_by", "vetted_by", "appointed_by"):
            for place, post in enumerate(getattr(steps, field)):
                yield (*at, field, place), post
        yield (*at, "secretary"), steps.secretary
    yield from _elected_posts(pack)


def _elected_posts(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    if pack.elections is None:
        return
    for post in pack.elections.heads:
        yield ("elections", "heads", post), post
    for level, team in pack.elections.teams.items():
        at = ("elections", "teams", level)
        yield from (((*at, "posts", seat), post) for seat, post in team.posts.items())
        if team.member is not None:
            yield (*at, "member"), team.member


def _levels_named(pack: PolicyPack) -> Iterator[Fault]:
    levels = set(pack.cases.levels) | {c for t in pack.hierarchies.values() for c in t.levels}
    named: list[tuple[Path, str | None]] = []
    if pack.communities is not None:
        named.append((("communities", "level"), pack.communities.level))
        as_level = pack.communities.founded_as.items()
        named += [(("communities", "founded_as", result), level) for result, level in as_level]
        by_level = pack.communities.managed_by.items()
        named += [(("communities", "managed_by", result), level) for result, level in by_level]
    if pack.branches is not None:
        named.append((("branches", "level"), pack.branches.level))
        senders = pack.branches.first_secretaries_from
        named += [(("branches", "first_secretaries_from"), level) for level in senders]
    if pack.elections is not None:
        named += [(("elections", "teams", level), level) for level in pack.elections.teams]
    for path, level in named:
        if level is not None and level not in levels:
            yield Fault(path=path, reason=f"level {level} is in no tree and no case level")
    if pack.branches is not None and (steps := pack.branches.dedicated) is not None:
        tree = pack.hierarchies.get(steps.tree)
        if tree is None or steps.level not in tree.levels:
            reason = f"there is no level {steps.level} in a tree {steps.tree}"
            yield Fault(path=("branches", "dedicated", "level"), reason=reason)


def _nothing_in_between(pack: PolicyPack) -> Iterator[Fault]:
    """Flat management: no layer between the two levels, in any tree (ORG-CY-08)."""
    if pack.communities is None or (flat := pack.communities.flat) is None:
        return
    reason = f"{flat.lower} stands directly under {flat.upper}, with no layer between"
    levels = pack.cases.levels
    if flat.upper not in levels or flat.lower not in levels:
        yield Fault(path=("communities", "flat"), reason=f"{reason}: not levels of cases")
    elif levels.index(flat.upper) != levels.index(flat.lower) + 1:
        yield Fault(path=("cases", "levels"), reason=reason)
    for name, tree in pack.hierarchies.items():
        both = {flat.upper, flat.lower} <= tree.levels.keys()
        if both and tree.allowed_parents(flat.lower) != (flat.upper,):
            yield Fault(path=("hierarchies", name), reason=reason)


_Check = Callable[["PolicyPack"], Iterator[Fault]]
BODY_CHECKS: tuple[tuple[tuple[str, ...], _Check], ...] = (
    (("hierarchies", "ratios", "communities", "elections", "staffing"), _ratios_named),
    (("thresholds", "communities", "branches"), _thresholds_named),
    (("thresholds", "communities"), _results_named),
    (("posts", "thresholds", "branches", "elections"), _posts_named),
    (("hierarchies", "cases", "communities", "branches", "elections"), _levels_named),
    (("hierarchies", "cases", "communities"), _nothing_in_between),
)
"""Each with the sections it needs."""
