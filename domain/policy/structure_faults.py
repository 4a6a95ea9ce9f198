"""What must hold between the section ``structure`` of a pack and its other sections (B.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from domain.policy.errors import Fault
from domain.policy.provenance import Path

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

_HERE = "structure"


def structure_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Levels, posts, lists and labels that the section names and the pack does not have."""
    yield from _named_levels(pack)
    yield from _named_posts(pack)
    yield from _named_lists(pack)
    for path, code in _words(pack):
        if code not in pack.labels:
            yield Fault(path=(_HERE, *path), reason=f"code {code} has no label")


def _named_levels(pack: PolicyPack) -> Iterator[Fault]:
    known = {code for tree in pack.hierarchies.values() for code in tree.levels}
    named: list[tuple[Path, str]] = []
    here = pack.structure
    for part in ("station", "leading_group"):
        rules = getattr(here, part)
        if rules is None:
            continue
        if rules.tree not in pack.hierarchies:
            reason = f"there is no hierarchy {rules.tree}"
            yield Fault(path=(_HERE, part, "tree"), reason=reason)
        elif rules.level not in pack.hierarchies[rules.tree].levels:
            reason = f"the hierarchy {rules.tree} has no level {rules.level}"
            yield Fault(path=(_HERE, part, "level"), reason=reason)
    if here.leader_links is not None:
        links = here.leader_links
        named.append((("leader_links", "level"), links.level))
        named += [(("leader_links", "also_at", n), code) for n, code in enumerate(links.also_at)]
    for name, rotation in here.rotations.items():
        named.append((("rotations", name, "body"), rotation.body))
        named.append((("rotations", name, "members"), rotation.members))
    for path, level in named:
        if level not in known:
            yield Fault(path=(_HERE, *path), reason=f"level {level} is in no tree")


def _named_posts(pack: PolicyPack) -> Iterator[Fault]:
    station = pack.structure.station
    if station is None:
        return
    for field in ("head", "deputy", "member"):
        post = getattr(station, field)
        if post not in pack.posts:
            reason = f"{post} is no post of this pack"
            yield Fault(path=(_HERE, "station", field), reason=reason)


def _named_lists(pack: PolicyPack) -> Iterator[Fault]:
    support = pack.structure.support
    if support is not None and support not in pack.checklists:
        yield Fault(path=(_HERE, "support"), reason=f"there is no checklist {support}")
    seen: set[str] = set()
    for index, item in enumerate(pack.structure.work_items):
        if item.code in seen:
            path = (_HERE, "work_items", index, "code")
            yield Fault(path=path, reason=f"work item {item.code} is written twice")
        seen.add(item.code)


def _words(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    here = pack.structure
    if here.station is not None:
        yield from _numbered(("station", "categories"), here.station.categories)
    for name in here.notifications.channels if here.notifications is not None else ():
        yield ("notifications", "channels", name), name
    if here.leader_links is not None and here.leader_links.under is not None:
        yield ("leader_links", "under"), here.leader_links.under
    for name in here.rotations:
        yield ("rotations", name), name
    yield from _numbered(("cross_posts",), here.cross_posts)
    for index, item in enumerate(here.work_items):
        yield ("work_items", index, "code"), item.code
        yield from _numbered(("work_items", index, "lead"), item.lead)
        yield from _numbered(("work_items", index, "participants"), item.participants or ())
    for name in here.teams:
        yield ("teams", name), name
    for name, team in here.joint_teams.items():
        yield ("joint_teams", name), name
        yield ("joint_teams", name, "lead"), team.lead
        yield from _numbered(("joint_teams", name, "kinds"), team.kinds)
        yield from _numbered(("joint_teams", name, "further"), team.further)


def _numbered(path: Path, codes: Iterable[str]) -> Iterator[tuple[Path, str]]:
    for index, code in enumerate(codes):
        yield (*path, index), code
