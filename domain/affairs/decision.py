"""A decision that goes through several bodies, step by step (rulebook 4.4)."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.affairs.errors import AffairsUndefined, KindUnknown, StepByAnother, StepOutOfOrder
from domain.kernel import Aggregate, EventCorrected, OpeningEvent
from domain.policy.affairs import Procedure
from domain.vocabulary import Code, OfficialText

_NAMESPACE = UUID("4d2c9c50-7d57-4e8f-9c0f-1a8f0e5b6d21")


class StepCompleted(OpeningEvent):
    """A step was taken; the first one begins the decision.

    Attributes:
        step: its number, from 1.
        name: the step, a word of the pack.
        by: who took it, a word of the pack.
        matter: what is decided; stated with the first step.
        record_ref: minutes of the step, or the notice.
    """

    TOPIC: ClassVar[str] = "StepCompleted"

    code: Code
    body: Code
    procedure: Code
    step: int = Field(ge=1)
    name: Code
    step_by: Code
    matter: Code | None = None
    subject: OfficialText | None = None
    record_ref: Code

    def apply(self, decision: Decision) -> None:
        if self.step == 1:
            decision.pack = self.pack
        decision.taken = self.step


class Decision(Aggregate):
    """One decision. A step out of order is refused, and so is one taken by another body."""

    TOPIC = "Decision"
    Event = kernel.Event

    StepCompleted = StepCompleted
    EventCorrected = EventCorrected

    pack: str

    def __init__(self, code: str, body: str, procedure: str) -> None:
        self.code = code
        self.body = body
        self.procedure = procedure
        self.taken = 0

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one decision."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @classmethod
    def propose(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        procedure: str,
        step_by: str,
        matter: str | None,
        subject: str,
        record_ref: str,
    ) -> Self:
        """Take the first step.

        Args:
            matter: the matter of the pack's list; None where the source gives none.

        Raises:
            AffairsUndefined, KindUnknown: B-45.
            StepByAnother: MTG-BJ-02.
        """
        rule = _rule(act, procedure)
        if rule.matters is not None and matter not in rule.matters:
            raise KindUnknown(matter or "no matter", rule.matters)
        return cls._create(
            StepCompleted,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            procedure=procedure,
            step=1,
            name=_step(rule, 1, step_by),
            step_by=step_by,
            matter=matter,
            subject=subject,
            record_ref=record_ref,
            **act.envelope(StepCompleted.TOPIC),
        )

    def complete(self, act: Act, *, step: int, step_by: str, record_ref: str) -> None:
        """Take the next step.

        Args:
            step: its number; naming it keeps two who act at once from taking two.

        Raises:
            StepOutOfOrder: 4.4; the result is not published before the decision.
            StepByAnother: MTG-BJ-02: the committee alone decides nothing that is the residents'.
        """
        rule = _rule(act, self.procedure)
        if step != self.taken + 1 or step > len(rule.steps):
            raise StepOutOfOrder(step, self.taken + 1)
        self.trigger_event(
            StepCompleted,
            code=self.code,
            body=self.body,
            procedure=self.procedure,
            step=step,
            name=_step(rule, step, step_by),
            step_by=step_by,
            record_ref=record_ref,
            **act.envelope(StepCompleted.TOPIC),
        )


def _rule(act: Act, procedure: str) -> Procedure:
    affairs = act.pack.affairs
    if affairs is None or procedure not in affairs.procedures:
        raise AffairsUndefined(f"procedure {procedure}")
    return affairs.procedures[procedure]


def _step(rule: Procedure, number: int, step_by: str) -> str:
    step = rule.steps[number - 1]
    if step_by not in step.by:
        raise StepByAnother(step.code, step.by)
    return step.code
