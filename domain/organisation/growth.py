"""Chapter: a party body grows; the numbers permit it, an approver decides (ORG-BZ-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from domain import gates, kernel
from domain.act import Act
from domain.calendar.local_time import local_date
from domain.organisation.body import Body
from domain.organisation.life_errors import (
    ApproverNotCompetent,
    LevelDoesNotGrow,
    UpgradeIsProposed,
    UpgradeNotPermitted,
    UpgradeNotProposed,
    UpgradeUndefined,
)
from domain.policy.thresholds import UNDEFINED, Threshold
from domain.required import provided, require_reason
from domain.vocabulary import Code

if TYPE_CHECKING:
    from datetime import datetime

    from domain.policy.pack import PolicyPack

UPGRADE = "UPGRADE"
"""Gate code of the approval that an upgrade waits for (GAT-01)."""

Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Proposal:
    """An upgrade that waits for its answer."""

    to: str
    members: int
    asked: tuple[str, ...]


class UpgradeProposed(kernel.Event):
    """A body is proposed to become a larger kind of body.

    Attributes:
        to: the kind, a result of the pack's threshold.
        counts: by measure of the threshold.
        outcome: what the threshold says: ``to``, or UNDEFINED where a decision by hand was made.
        asked: posts one of whose holders must approve.
    """

    TOPIC: ClassVar[str] = "UpgradeProposed"

    to: Code
    counts: Mapping[Code, Count]
    outcome: Code
    asked: tuple[Code, ...]

    def apply(self, aggregate: Growth) -> None:
        aggregate.proposal = Proposal(self.to, self.counts.get(MEMBERS, 0), self.asked)


class OrgUnitUpgraded(kernel.Event):
    """A body became a larger kind of body, with the approval that this takes.

    Attributes:
        org_type: what it is from now on.
        member_count: as proposed.
        approver: code of the body whose approval it rests on.
        upgraded_on: local day.
    """

    TOPIC: ClassVar[str] = "OrgUnitUpgraded"

    org_type: Code
    member_count: Count
    approver: Code
    upgraded_on: date

    def apply(self, aggregate: Growth) -> None:
        aggregate.grown_to = self.org_type
        aggregate.proposal = None


MEMBERS = "party_members"
"""The count that every threshold of growth has."""


class Growth(Body):
    """The upgrades of a body.

    Attributes:
        grown_to: what it was upgraded to last; None: never.
        proposal: the upgrade that waits for an answer.
    """

    def __init__(self, code: str, level: str) -> None:
        super().__init__(code, level)
        self.grown_to: str | None = None
        self.proposal: Proposal | None = None

    def propose_upgrade(
        self, act: Act, *, to: str, counts: Mapping[str, int], by_hand: bool = False
    ) -> None:
        """Propose that the body becomes a larger kind of body, and ask who must approve.

        Reaching a number permits this and forces nobody.

        Args:
            to: a result of the pack's threshold.
            by_hand: where no clause speaks of these numbers somebody decided; the act says why.

        Raises:
            PolicySilent: the pack upgrades nothing (B-45).
            LevelDoesNotGrow: bodies of this level are not upgraded.
            CountMissing: a count that the threshold speaks of.
            UpgradeNotPermitted: the numbers call for something else.
            UpgradeUndefined: they call for nothing, and nobody decided by hand (B-18).
            ReasonMissing: a decision by hand without a reason.
            UpgradeIsProposed: another proposal waits.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        threshold = self._threshold(act.pack)
        measured = threshold.measured(counts)
        asked = self._who_approves(act, threshold, to, measured, by_hand=by_hand)
        if self.proposal is not None:
            if self.proposal.to == to:
                return
            raise UpgradeIsProposed(self.code, self.proposal.to)
        outcome = to if threshold.reached(measured) else UNDEFINED
        self.trigger_event(
            UpgradeProposed,
            to=to,
            counts=measured,
            outcome=outcome,
            asked=asked,
            **act.envelope(UpgradeProposed.TOPIC),
        )
        self.trigger_event(
            gates.GateRequested,
            gate_code=UPGRADE,
            subject=to,
            requested_from=asked,
            **act.envelope(gates.GateRequested.TOPIC),
        )

    def decide_upgrade(self, act: Act, *, approved: bool, opinion: str) -> None:
        """Approve the proposed upgrade, which carries it out, or turn it down.

        Raises:
            UpgradeNotProposed: nothing waits for an answer.
            ApproverNotCompetent: the actor holds none of the posts that were asked.
            UnitIsDissolved, UnitIsMerged: the body has ended.
        """
        self._require_active()
        proposal = self.proposal
        if proposal is None:
            raise UpgradeNotProposed(self.code)
        seats = [held.body for held in act.actor.posts if held.post in proposal.asked]
        if not seats:
            raise ApproverNotCompetent(proposal.to, proposal.asked)
        self.trigger_event(
            gates.GateOpinionGiven,
            gate_code=UPGRADE,
            approved=approved,
            opinion=opinion,
            **act.envelope(gates.GateOpinionGiven.TOPIC),
        )
        if not approved:
            self.trigger_event(
                gates.GateBlocked,
                gate_code=UPGRADE,
                why=opinion,
                **act.envelope(gates.GateBlocked.TOPIC),
            )
            return
        self.trigger_event(
            gates.GatePassed, gate_code=UPGRADE, **act.envelope(gates.GatePassed.TOPIC)
        )
        self.trigger_event(
            OrgUnitUpgraded,
            org_type=proposal.to,
            member_count=proposal.members,
            approver=seats[0],
            upgraded_on=local_date(act.at),
            **act.envelope(OrgUnitUpgraded.TOPIC),
        )

    def on_gate_requested(self, gate_code: str, subject: str, actor_id: str) -> None:
        """The proposal itself says who was asked."""

    def on_gate_opinion(self, gate_code: str) -> None:
        """Whether it passes or is blocked follows as a fact of its own."""

    def on_gate_passed(self, gate_code: str, at: datetime) -> None:
        """The upgrade follows as a fact of its own."""

    def on_gate_blocked(self, gate_code: str) -> None:
        """A proposal that is turned down no longer waits."""
        if gate_code == UPGRADE:
            self.proposal = None

    def _threshold(self, pack: PolicyPack) -> Threshold:
        branches = provided(pack.branches, "branches")
        name = provided(branches.upgrade, "branches.upgrade")
        if self.level != branches.level:
            raise LevelDoesNotGrow(self.code, self.level)
        return pack.thresholds[name]

    @staticmethod
    def _who_approves(
        act: Act, threshold: Threshold, to: str, counts: Mapping[str, int], *, by_hand: bool
    ) -> tuple[str, ...]:
        reached = threshold.reached(counts)
        for clause in reached:
            if clause.result == to:
                return clause.approved_by
        asked = next((c.approved_by for c in threshold.clauses if c.result == to), ())
        if reached or threshold.otherwise != UNDEFINED or not asked:
            raise UpgradeNotPermitted(to, [clause.result for clause in reached])
        if not by_hand:
            raise UpgradeUndefined(to)
        require_reason(act, "A decision by hand")
        return asked
