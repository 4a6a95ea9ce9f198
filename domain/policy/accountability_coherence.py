"""What must hold between how a pack holds to account and the rest of it (rulebook B.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from domain.policy.errors import Fault
from domain.policy.provenance import Path

if TYPE_CHECKING:
    from domain.policy.accountability import AccountabilityRules
    from domain.policy.pack import PolicyPack


_VIOLATION: Final = "ViolationRecorded"


def accountability_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Chains of triggers that the pack does not have, and steps given to posts it does not have."""
    rules = pack.accountability
    if rules is None:
        return
    for trigger, chain in rules.chains.items():
        at = ("accountability", "chains", trigger)
        if trigger not in pack.triggers:
            yield Fault(path=at, reason=f"{trigger} is no trigger of this pack")
        for task, posts in chain.posts.items():
            for index, post in enumerate(posts):
                if post not in pack.posts:
                    path = (*at, "posts", str(task), index)
                    yield Fault(path=path, reason=f"{post} is no post of this pack")

    yield from _entitlement_faults(pack, rules)


def _entitlement_faults(pack: PolicyPack, rules: AccountabilityRules) -> Iterator[Fault]:
    for trigger, entitlement in rules.entitlements.items():
        at = ("accountability", "entitlements", trigger)
        rule = pack.triggers.get(trigger)
        if rule is None or rule.of != _VIOLATION:
            yield Fault(path=at, reason=f"{trigger} is no trigger that a violation pulls")
        for index, command in enumerate(entitlement.commands):
            if command not in pack.matrix.commands:
                reason = f"{command} is no command of the matrix"
                yield Fault(path=(*at, "commands", index), reason=reason)
        for index, kind in enumerate(entitlement.kinds):
            if kind not in pack.assessments:
                reason = f"{kind} is no assessment of this pack"
                yield Fault(path=(*at, "kinds", index), reason=reason)


def reward_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Matters of rewards that no gate guards, so that nobody would be heard."""
    guarded = {matter for gate in pack.gates.values() for matter in gate.guards}
    for name, reward in pack.rewards.items():
        if reward.in_conflict is not None and reward.in_conflict not in guarded:
            reason = f"no gate of this pack guards {reward.in_conflict}"
            yield Fault(path=("rewards", name, "in_conflict"), reason=reason)


def accountability_words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Words that people read instead of, with where they stand."""
    yield ("rewards",), tuple(pack.rewards)
    for name, reward in pack.rewards.items():
        yield ("rewards", name, "targets"), reward.targets
    rules = pack.accountability
    if rules is None:
        return
    yield ("accountability", "measures"), tuple(rules.measures)
    for trigger, chain in rules.chains.items():
        yield ("accountability", "chains", trigger, "grounds"), chain.grounds
