"""Answer for a body whose opinion was asked (GAT-01, ORG-DG-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.oversight.gate_command import GateCommand, gate_of
from domain.oversight.gate import Gate
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class GiveOpinion(GateCommand):
    """Command: answer for a body whose opinion was asked.

    Attributes:
        approved: whether it speaks for the matter; only a veto of the pack stops it.
        opinion: is attached to the file.
    """

    NAME: ClassVar[str] = "give_opinion"

    approved: bool
    opinion: OfficialText

    def decide(self, act: Act, ground: Ground) -> Gate:
        gate = gate_of(ground, self.code)
        gate.give_opinion(act, approved=self.approved, opinion=self.opinion)
        return gate
