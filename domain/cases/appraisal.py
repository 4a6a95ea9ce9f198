"""Chapter: taking a case out of all appraisal (剔除). A gate, as is putting it on the books."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from domain.act import Act
from domain.cases.errors import (
    ApproverNotAllowed,
    ExclusionNotRequested,
    ExclusionPending,
    OwnRequest,
    UnknownGround,
)
from domain.cases.record import CaseRecord
from domain.gates import GateBlocked, GateOpinionGiven, GatePassed, GateRequested
from domain.kernel import Event
from domain.required import ReasonMissing, provided

EXCLUSION: Final = "EXCLUSION"
"""Gate code of taking a case out of all appraisal."""


def is_left_out(history: Iterable[Event]) -> bool:
    """Whether a history is that of a case that was taken out of all appraisal."""
    return any(isinstance(one, GatePassed) and one.gate_code == EXCLUSION for one in history)


class Appraisal(CaseRecord):
    """Whether a case counts. Its course goes on as before; only figures leave it out."""

    def request_exclusion(self, ground: str, act: Act) -> None:
        """Ask to take the case out of every figure; a closed one, too.

        Raises:
            PolicySilent: the pack allows no exclusion (B-45).
            UnknownGround: the ground is not one of the pack's.
            ReasonMissing: no reason was given.
            ExclusionPending: it is out, or a request is pending.
        """
        rule = provided(act.pack.cases.exclusion, "exclusion")
        self.require_living()
        if ground not in rule.grounds:
            raise UnknownGround(ground)
        if not act.reason:
            raise ReasonMissing("Taking a case out of appraisal")
        if self.is_excluded or self.exclusion_requested_by:
            raise ExclusionPending
        self.record(
            GateRequested,
            act,
            gate_code=EXCLUSION,
            subject=ground,
            requested_from=tuple(sorted(rule.approvers)),
        )

    def decide_exclusion(self, *, approved: bool, opinion: str, act: Act) -> None:
        """Approve or refuse the request; the approver is named wherever the case is left out.

        Raises:
            ExclusionNotRequested: there is no request.
            ApproverNotAllowed: the pack does not let this actor approve.
            OwnRequest: the approver asked for it.
            ReasonMissing: no opinion was given.
        """
        rule = provided(act.pack.cases.exclusion, "exclusion")
        self.require_living()
        if self.exclusion_requested_by is None:
            raise ExclusionNotRequested
        if self.exclusion_requested_by == act.actor.id:
            raise OwnRequest
        if not act.actor.roles & rule.approvers:
            raise ApproverNotAllowed
        if not opinion.strip():
            raise ReasonMissing("A decision on a request")
        self.record(GateOpinionGiven, act, gate_code=EXCLUSION, approved=approved, opinion=opinion)
        if approved:
            self.record(GatePassed, act, gate_code=EXCLUSION)
        else:
            self.record(GateBlocked, act, gate_code=EXCLUSION, why=opinion)
