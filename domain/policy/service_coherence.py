"""Words of a pack's services, which people read as labels (rulebook B.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.policy.volunteer_rules import MemberLedger, VolunteerLedger

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack
    from domain.policy.provenance import Path


def service_words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Kinds of accounts, fields of service, what a formula counts, channels of mediation."""
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
