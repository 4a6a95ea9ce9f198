"""What must hold between a pack's records and the rest of it (rulebook B.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.facts.catalogue import FACTS
from domain.policy.errors import Fault
from domain.policy.provenance import Path

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack
    from domain.policy.recordables import Recordable


def record_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Facts that nobody records, fields that a fact does not have, names of nothing."""
    for name, rule in pack.records.items():
        at = ("records", name)
        fact = FACTS.get(rule.event)
        if fact is None:
            yield Fault(path=(*at, "event"), reason=f"{rule.event} is no fact that is recorded so")
            continue
        for field in sorted(rule.fields_named - fact.model_fields.keys()):
            yield Fault(path=at, reason=f"{rule.event} has no field {field}")
        yield from _names_of_nothing(pack, at, rule)


def _names_of_nothing(pack: PolicyPack, at: Path, rule: Recordable) -> Iterator[Fault]:
    guarded = rule.guarded
    if guarded is not None:
        gate = pack.gates.get(guarded.gate)
        if gate is None or guarded.matter not in gate.guards:
            reason = f"no gate {guarded.gate} stands before {guarded.matter}"
            yield Fault(path=(*at, "guarded"), reason=reason)
    for field, checklists in rule.lists.items():
        for checklist in checklists:
            if checklist not in pack.checklists:
                path = (*at, "lists", field)
                yield Fault(path=path, reason=f"checklist {checklist} is not defined")
    levels = set(pack.cases.levels) | {c for t in pack.hierarchies.values() for c in t.levels}
    if rule.expected is not None and rule.expected.at not in levels:
        path = (*at, "expected", "at")
        yield Fault(path=path, reason=f"level {rule.expected.at} is in no tree and no case level")


def record_words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Words of gates, checklists and records, which people read as labels."""
    for name, gate in pack.gates.items():
        yield ("gates", name, "guards"), gate.guards
    for name, checklist in pack.checklists.items():
        yield ("checklists", name, "items"), checklist.items or ()
    for name, rule in pack.records.items():
        for field, words in rule.words.items():
            yield ("records", name, "words", field), words or ()
