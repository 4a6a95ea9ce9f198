"""What must hold between the triggers of a pack, its scales and the event catalogue (B.3, B-09)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.policy.errors import Fault
from domain.policy.provenance import Path
from domain.policy.scales import LabelScale, RangeScale, Scale
from domain.policy.triggers import (
    RankTrigger,
    ScoreTrigger,
    StreakTrigger,
    Trigger,
    VetoTrigger,
)
from domain.policy.watched import STREAKS, WATCHED

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

_AT = "triggers"


def trigger_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Events and fields that nobody records, scales that do not fit, posts without a holder."""
    for name, rule in pack.triggers.items():
        for path, reason in _faults(pack, rule):
            yield Fault(path=(_AT, name, *path), reason=reason)


def trigger_codes(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    """Who is called, and the steps of each chain, as people read them."""
    for name, rule in pack.triggers.items():
        yield (_AT, name, "who"), rule.who
        for index, step in enumerate(rule.do):
            yield (_AT, name, "do", index), step


def _faults(pack: PolicyPack, rule: Trigger) -> Iterator[tuple[Path, str]]:
    known = WATCHED.get(rule.of)
    if known is None:
        yield ("of",), f"{rule.of} is no event that triggers look at"
        return
    for path, field in _fields(rule):
        if field not in known:
            yield path, f"{rule.of} has no field {field}"
    if isinstance(rule, StreakTrigger):
        yield from _streak_faults(pack, rule)
    elif isinstance(rule, ScoreTrigger):
        yield from _scale_faults(pack, rule.scale, judged=True)
    elif isinstance(rule, RankTrigger):
        yield from _rank_faults(pack, rule)


def _fields(rule: Trigger) -> Iterator[tuple[Path, str]]:
    """Every field that a trigger names, with where it names it."""
    yield ("subject",), rule.subject
    for field in rule.where:
        yield ("where", field), field
    for index, field in enumerate(rule.needs):
        yield ("needs", index), field
    named: dict[str, str | None] = {}
    if isinstance(rule, StreakTrigger):
        named = {"along": rule.along, "order": rule.order, "value": rule.value}
    elif isinstance(rule, RankTrigger):
        named = {name: getattr(rule, name) for name in ("last", "held", "rank", "ranked", "period")}
        for index, field in enumerate(rule.among):
            yield ("among", index), field
    elif isinstance(rule, ScoreTrigger):
        named = {"value": rule.value, "period": rule.period}
    elif isinstance(rule, VetoTrigger):
        named = {"period": rule.period}
    for place, name in named.items():
        if name is not None:
            yield (place,), name


def _streak_faults(pack: PolicyPack, rule: StreakTrigger) -> Iterator[tuple[Path, str]]:
    listed = STREAKS.get(rule.of)
    if listed is None:
        yield ("of",), f"{rule.of} stands in no row that could be a streak"
        return
    if rule.order != listed.order:
        yield ("order",), f"{rule.of} follow each other by {listed.order}"
    for field in ("subject", "along"):
        named = getattr(rule, field)
        if named is not None and named not in listed.sequence_by:
            yield (field,), f"{rule.of} are not in a row by {named}"
    if rule.overridden_by not in {None, listed.overridden_by}:
        yield ("overridden_by",), f"{rule.overridden_by} does not take the place of {rule.of}"
    if (rule.scale is None) != (rule.value is None):
        yield ("scale",), "a scale needs the field with the value, and the field its scale"
    if listed.judged and rule.scale is None:
        yield ("scale",), f"{rule.of} is neither good nor bad without a scale"
    if rule.scale is not None:
        yield from _scale_faults(pack, rule.scale, judged=True)
        scale = pack.scales.get(rule.scale)
        if scale is not None and scale.bad is not None and scale.bad.in_a_row not in {1, rule.n}:
            yield ("n",), f"{rule.scale} says {scale.bad.in_a_row} in a row"


def _rank_faults(pack: PolicyPack, rule: RankTrigger) -> Iterator[tuple[Path, str]]:
    yield from _scale_faults(pack, rule.scale, judged=False)
    scale = pack.scales.get(rule.scale)
    if isinstance(scale, RangeScale | LabelScale) and not (scale.bad and scale.bad.last_rank):
        yield ("scale",), f"the last place is not bad on {rule.scale}"


def _scale_faults(pack: PolicyPack, name: str, *, judged: bool) -> Iterator[tuple[Path, str]]:
    scale: Scale | None = pack.scales.get(name)
    if scale is None:
        yield ("scale",), f"scale {name} is not defined"
    elif judged and not _says_what_is_bad(scale):
        yield ("scale",), f"nothing is bad on {name}"


def _says_what_is_bad(scale: Scale) -> bool:
    bad = scale.bad
    return bad is not None and (bad.labels != () or (bad.at_most, bad.below) != (None, None))
