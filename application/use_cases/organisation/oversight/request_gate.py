"""Ask for the opinion that a matter needs (GAT-01, ORG-DG-09)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.oversight.gate_command import GateCommand
from application.use_cases.organisation.standing import require_living
from domain.oversight.errors import CodeIsTaken
from domain.oversight.gate import Gate
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RequestGate(GateCommand):
    """Command: ask for the opinion that a matter needs before it goes on.

    Attributes:
        code: code of the gate; given by whoever asks, never used twice.
        gate: gate of the pack.
        matter: kind of matter that the gate guards.
        about: code of the file that waits for the opinion.
        unit: code of the body that asks.
        requested_from: codes of the bodies whose post holders answer.
    """

    NAME: ClassVar[str] = "request_gate"

    gate: Code
    matter: Code
    about: Code
    unit: Code
    requested_from: tuple[Code, ...] = Field(min_length=1)

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> Gate:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.code)
        require_living(ground.directory, self.unit, *self.requested_from)
        return Gate.request(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            gate_code=self.gate,
            matter=self.matter,
            subject=self.about,
            requested_from=self.requested_from,
        )
