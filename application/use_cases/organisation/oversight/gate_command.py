"""What commands to gates have in common, and the step that waits for one (GAT-01)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.oversight.errors import GateIsBlocked, GateNotFound
from domain.oversight.gate import Gate
from domain.policy.recordables import Guarded
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


def gate_of(ground: Ground, code: str) -> Gate:
    """The gate of that code.

    Raises:
        GateNotFound: there is none.
    """
    gate = ground.aggregate(Gate, Gate.create_id(ground.jurisdiction, code))
    if gate is None:
        raise GateNotFound(code)
    return gate


def require_gate(
    act: Act, ground: Ground, guarded: Guarded, *, subject: str | None, gate: str | None
) -> None:
    """Refuse a guarded step unless a gate was passed for this very matter and file (GAT-01).

    Args:
        subject: code of the file; gate: code of the gate. None: none was named.

    Raises:
        GateIsBlocked: why is in the pack's words where the opinion is missing.
        GateNotFound: there is no gate of that code.
    """
    missing = act.pack.gates[guarded.gate].missing
    if gate is None or subject is None:
        raise GateIsBlocked(guarded.gate, missing)
    asked = gate_of(ground, gate)
    if asked.gate_code != guarded.gate:
        raise GateIsBlocked(guarded.gate, missing)
    judged = replace(act, pack=ground.pack_of(asked.id))
    asked.require_passed(judged, matter=guarded.matter, subject=subject)


def require_gates(
    act: Act, ground: Ground, *, matter: str | None, subject: str, gate: str | None
) -> None:
    """Refuse a step about a matter that a gate of the pack guards, unless it was passed (GAT-01).

    Args:
        matter: kind of matter; None: none was named, and nothing is guarded.
        subject: code of what waits; gate: code of the gate, None: none was named.

    Raises:
        GateIsBlocked, GateNotFound: as for ``require_gate``.
    """
    for name, rule in act.pack.gates.items():
        if matter is not None and matter in rule.guards:
            guarded = Guarded(gate=name, matter=matter)
            require_gate(act, ground, guarded, subject=subject, gate=gate)


class GateCommand(OrganisationCommand):
    """A command to one gate.

    Attributes:
        code: code of the gate.
    """

    FAMILY: ClassVar[str] = "gates"
    PINNED: ClassVar[bool] = True

    code: Code

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Gate.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return gate_of(ground, self.code).requested_from
