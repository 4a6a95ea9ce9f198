"""What must hold between the obligations of a pack and its other sections (B.3)."""

from __future__ import annotations

from collections.abc import Iterator

from domain.policy.errors import Fault
from domain.policy.obligation_rules import ObligationRule
from domain.policy.pack import PolicyPack
from domain.policy.provenance import Path


def posts_of(rule: ObligationRule) -> Iterator[tuple[Path, str]]:
    """The posts that a rule names, each with its place in the rule."""
    if rule.holder.post is not None:
        yield ("holder", "post"), rule.holder.post
    for index, post in enumerate(rule.holder.each_of):
        yield ("holder", "each_of", index), post
    if rule.escalates_to is not None:
        yield ("escalates_to",), rule.escalates_to


def obligation_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Holders that nothing can be, and reminders that nobody set."""
    for name, rule in pack.obligations.items():
        body = rule.holder.body
        if body is not None and body not in pack.labels:
            reason = f"{body} is no sort of body of this pack"
            yield Fault(path=("obligations", name, "holder", "body"), reason=reason)
        if rule.share is not None and rule.share.of not in pack.labels:
            reason = f"{rule.share.of} is no sort of body of this pack"
            yield Fault(path=("obligations", name, "share", "of"), reason=reason)
        if rule.reminders is None and pack.obligation_defaults is None:
            reason = "no reminders: set them here, or for all in obligation_defaults"
            yield Fault(path=("obligations", name), reason=reason)
