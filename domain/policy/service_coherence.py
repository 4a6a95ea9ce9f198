"""Words of a pack's services, which people read as labels (rulebook B.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.policy.errors import Fault
from domain.policy.volunteer_rules import MemberLedger, VolunteerLedger

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack
    from domain.policy.provenance import Path


def service_words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Kinds of accounts, fields of service, what a formula counts, channels of mediation,
    places of family doctors."""
    for name, ledger in pack.points.items():
        at = ("points", name)
        if isinstance(ledger, VolunteerLedger):
            yield (*at, "accounts"), ledger.accounts
            yield (*at, "fields"), ledger.fields
            yield (*at, "activities"), ledger.activities or ()
        elif isinstance(ledger, MemberLedger):
            yield (*at, "formula"), tuple(ledger.formula or ())
    if pack.mediation is not None:
        yield ("mediation", "channels"), pack.mediation.channels
    if pack.health is not None:
        yield ("health", "places"), pack.health.places
    yield ("sensitivity",), tuple(pack.sensitivity)


def health_faults(pack: PolicyPack) -> Iterator[Fault]:
    """A package that is no checklist, and a mark on what is none of its entries."""
    rules = pack.health
    if rules is None or rules.package is None:
        return
    checklist = pack.checklists.get(rules.package)
    if checklist is None:
        reason = f"checklist {rules.package} is not defined"
        yield Fault(path=("health", "package"), reason=reason)
    elif rules.face_to_face is not None and rules.face_to_face not in (checklist.items or ()):
        reason = f"{rules.face_to_face} is no entry of {rules.package}"
        yield Fault(path=("health", "face_to_face"), reason=reason)


def sensitivity_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Registers of records or posts that the pack does not have."""
    for name, rule in pack.sensitivity.items():
        at = ("sensitivity", name)
        for record in (*rule.plans, *rule.visits):
            if record not in pack.records:
                yield Fault(path=at, reason=f"record {record} is not defined")
        for post in rule.posts:
            if post not in pack.posts:
                yield Fault(path=(*at, "posts"), reason=f"{post} is no post of this pack")
