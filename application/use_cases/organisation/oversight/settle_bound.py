"""Record that a bound of a gate, order or target has passed (GAT-01, RCT-01, ENV-06)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.read_models.oversight_list import Matter
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.oversight.gate_command import GateCommand, gate_of
from application.use_cases.organisation.oversight.rectification_command import rectification_of
from application.use_cases.organisation.oversight.target_command import target_of
from domain.oversight.gate import Gate
from domain.oversight.rectification import Rectification
from domain.oversight.target import Target
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act

Bounded = Gate | Rectification | Target


class SettleBound(OrganisationCommand):
    """Command of the system: record what its bound has made of it; again is a no-op."""

    NAME: ClassVar[str] = "settle_bound"
    PERMISSION: ClassVar[str | None] = "mark_due"
    PINNED: ClassVar[bool] = True

    kind: Matter
    code: Code

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return _KINDS[self.kind].create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def decide(self, act: Act, ground: Ground) -> Bounded:
        found: Bounded
        if self.kind is Matter.GATE:
            found = gate_of(ground, self.code)
        elif self.kind is Matter.RECTIFICATION:
            found = rectification_of(ground, self.code)
        else:
            found = target_of(ground, self.code)
        found.settle(act)
        return found


class RecalculateGate(GateCommand):
    """Command of the system: move the time to answer to where the present calendar has it."""

    NAME: ClassVar[str] = "recalculate_gate"
    PERMISSION: ClassVar[str | None] = "recalculate_deadlines"

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return ()

    def decide(self, act: Act, ground: Ground) -> Gate:
        gate = gate_of(ground, self.code)
        gate.recalculate(act)
        return gate


_KINDS: Mapping[Matter, type[Bounded]] = {
    Matter.GATE: Gate,
    Matter.RECTIFICATION: Rectification,
    Matter.TARGET: Target,
}
