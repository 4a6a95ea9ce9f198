"""What must hold between the property section of a pack and its other sections (B.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.policy.errors import Fault
from domain.policy.provenance import Path
from domain.policy.scales import LabelScale

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

_AT = "property"


def property_words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The words of the section that people read."""
    rules = pack.property_rules
    if rules is None:
        return
    if rules.filing is not None:
        yield (_AT, "filing", "staff_kinds"), rules.filing.staff_kinds
        yield (_AT, "filing", "conditions"), rules.filing.conditions
    if rules.management is not None:
        yield (_AT, "management", "modes"), rules.management.modes
    if rules.veto is not None:
        yield (_AT, "veto"), (rules.veto.ground,)
    if rules.inspection is not None:
        yield (_AT, "inspection", "inspectors"), rules.inspection.inspectors
    if rules.rooms is not None:
        yield (_AT, "rooms", "kinds"), rules.rooms.kinds
        yield (_AT, "rooms", "statuses"), rules.rooms.statuses
        yield (_AT, "rooms", "proposals"), rules.rooms.proposals


def property_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Scales, grades, ways of management and levels that the pack does not have."""
    rules = pack.property_rules
    if rules is None:
        return
    if rules.rating is not None:
        yield from _rating_faults(pack, rules.rating.scale)
    if rules.inspection is not None:
        scale = pack.scales.get(rules.inspection.scale)
        if scale is None or isinstance(scale, LabelScale):
            reason = f"{rules.inspection.scale} is no scale of numbers of this pack"
            yield Fault(path=(_AT, "inspection", "scale"), reason=reason)
    if rules.ranking is not None:
        levels = set(pack.cases.levels) | {
            code for tree in pack.hierarchies.values() for code in tree.levels
        }
        if rules.ranking.among not in levels:
            reason = f"level {rules.ranking.among} is in no tree and no case level"
            yield Fault(path=(_AT, "ranking", "among"), reason=reason)


def _rating_faults(pack: PolicyPack, name: str) -> Iterator[Fault]:
    scale = pack.scales.get(name)
    if not isinstance(scale, LabelScale):
        path: Path = (_AT, "rating", "scale")
        yield Fault(path=path, reason=f"{name} is no scale of labels of this pack")
        return
    veto = pack.property_rules.veto if pack.property_rules else None
    if veto is not None and not scale.is_bad(veto.grade):
        reason = f"{veto.grade} is no bad value of {name}"
        yield Fault(path=(_AT, "veto", "grade"), reason=reason)
