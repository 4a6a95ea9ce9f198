"""Take a decision through its steps, in their order (MTG-BJ-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.affairs.command import (
    BeginningCommand,
    FurtherCommand,
    existing,
)
from domain.affairs.decision import Decision
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ProposeDecision(BeginningCommand):
    """Command: take the first step of a decision.

    Attributes:
        procedure: a word of the pack.
        step_by: who proposes, a word of the pack.
        matter: the matter, a word of the pack's list; None where it has no list.
        about: what is to be decided.
        record_ref: minutes of the step.
    """

    NAME: ClassVar[str] = "propose_decision"
    FAMILY: ClassVar[str] = "decisions"

    procedure: Code
    step_by: Code
    matter: Code | None = None
    about: OfficialText
    record_ref: Code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Decision.create_id(jurisdiction, self.code)

    def decide(self, act: Act, ground: Ground) -> Decision:
        self.require_new(ground)
        return Decision.propose(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            procedure=self.procedure,
            step_by=self.step_by,
            matter=self.matter,
            subject=self.about,
            record_ref=self.record_ref,
        )


class CompleteStep(FurtherCommand):
    """Command: take the next step of a decision.

    Attributes:
        decision: its code; in the API it stands in the path.
        step: number of the step.
        step_by: who takes it, a word of the pack.
        record_ref: minutes of the step, or the notice.
    """

    NAME: ClassVar[str] = "complete_step"
    FAMILY: ClassVar[str] = "decisions"

    decision: Code
    step: int = Field(ge=1, le=99)
    step_by: Code
    record_ref: Code

    @property
    def subject(self) -> str:
        return self.decision

    def subject_id(self, jurisdiction: str) -> UUID:
        return Decision.create_id(jurisdiction, self.decision)

    def addressed(self, ground: Ground) -> Decision:
        wanted = self.subject_id(ground.jurisdiction)
        return existing(ground, Decision, wanted, "decision", self.decision)

    def decide(self, act: Act, ground: Ground) -> Decision:
        decision = self.addressed(ground)
        decision.complete(act, step=self.step, step_by=self.step_by, record_ref=self.record_ref)
        return decision
