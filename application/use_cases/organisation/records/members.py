"""Whose opinion a member's file needs: that of the body they report to (VOL-BZ-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.use_cases.organisation.oversight.gate_command import gate_of
from domain.oversight.errors import GateIsBlocked
from domain.party_branches.errors import MemberHasNotReported
from domain.party_branches.membership import BranchMembership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.policy.recordables import Guarded


def require_heard_where_reported(
    act: Act, ground: Ground, guarded: Guarded, stated: Mapping[str, Any]
) -> None:
    """Refuse a member's file unless the body that they report to was asked, and it alone.

    Args:
        stated: fields of the fact; its gate was passed for this file.

    Raises:
        MemberHasNotReported: they report to none.
        GateIsBlocked: another body gave the opinion.
    """
    if guarded.reported is None:
        return
    person: str = stated[guarded.reported]
    membership_id = BranchMembership.create_id(ground.jurisdiction, person)
    membership = ground.aggregate(BranchMembership, membership_id)
    if membership is None:
        raise MemberHasNotReported(person)
    if gate_of(ground, stated["gate"]).requested_from != (membership.branch,):
        raise GateIsBlocked(guarded.gate, act.pack.gates[guarded.gate].missing)
