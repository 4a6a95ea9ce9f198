"""What must hold between assessments, scales, surveys and posts of a pack (6.3, B-09, B-38)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.policy.assessments import AssessmentRule, Combined
from domain.policy.errors import Fault
from domain.policy.provenance import Path
from domain.policy.scales import RangeScale

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack


def assessment_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Assessments that could not be concluded as the pack says, or would mix scales."""
    for name, rule in pack.assessments.items():
        at: Path = ("assessments", name)
        yield from _names_faults(pack, at, rule)
        yield from _scale_faults(pack, at, rule)
        if rule.composite is not None:
            yield from _composite_faults(pack, at, rule, rule.composite)
        if rule.review is not None and rule.review not in rule.parts:
            reason = f"{rule.review} is no part of it"
            yield Fault(path=(*at, "review"), reason=reason)


def assessment_words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Codes of assessments that people read."""
    for name, rule in pack.assessments.items():
        yield ("assessments", name, "parts"), tuple(rule.parts)


def _names_faults(pack: PolicyPack, at: Path, rule: AssessmentRule) -> Iterator[Fault]:
    posts = [("concluded_by", post) for post in rule.concluded_by]
    posts += [("stations", post) for post in rule.stations]
    posts += [("parts", post) for part in rule.parts.values() for post in part.by]
    for key, post in posts:
        if post not in pack.posts:
            yield Fault(path=(*at, key), reason=f"{post} is no post of this pack")
    for code, part in rule.parts.items():
        if part.survey is not None and part.survey not in pack.surveys:
            reason = f"{part.survey} is no survey of this pack"
            yield Fault(path=(*at, "parts", code, "survey"), reason=reason)


def _scale_faults(pack: PolicyPack, at: Path, rule: AssessmentRule) -> Iterator[Fault]:
    named: list[tuple[Path, str | None]] = [
        (("scale",), rule.scale),
        (("grade_scale",), rule.grade_scale),
    ]
    named += [(("parts", code, "scale"), part.scale) for code, part in rule.parts.items()]
    for path, scale in named:
        if scale is not None and scale not in pack.scales:
            yield Fault(path=(*at, *path), reason=f"scale {scale} is not defined")
    if rule.combined is Combined.STATED:
        return
    if not isinstance(pack.scales.get(rule.scale or ""), RangeScale):
        yield Fault(path=(*at, "scale"), reason="scores are combined on a scale of numbers")
    for code, part in rule.parts.items():
        if part.scale != rule.scale:
            reason = f"{part.scale} is never compared with {rule.scale}"
            yield Fault(path=(*at, "parts", code, "scale"), reason=reason)


def _composite_faults(
    pack: PolicyPack, at: Path, rule: AssessmentRule, name: str
) -> Iterator[Fault]:
    composite = pack.composites.get(name)
    if composite is None:
        yield Fault(path=(*at, "composite"), reason=f"{name} is no composite of this pack")
        return
    if composite.weights.keys() != rule.parts.keys():
        yield Fault(path=(*at, "composite"), reason=f"{name} weighs other parts")
    if composite.scale != rule.scale:
        reason = f"{composite.scale} is never compared with {rule.scale}"
        yield Fault(path=(*at, "composite"), reason=reason)
