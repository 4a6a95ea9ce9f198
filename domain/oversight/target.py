"""The target: a figure to be reached by a day, counted on the way (7.9, 7.10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.calendar.clocks import Deadline, fixed_deadline, is_late
from domain.kernel import Aggregate, CreatedEvent
from domain.oversight.errors import TargetIsJudged, TargetUndefined
from domain.ruled import ruled
from domain.targets import TargetCounted
from domain.vocabulary import Code

_NAMESPACE = UUID("8a1f6c53-9d6e-4e0b-8a8b-51e0f6d3b9c2")


class Target(Aggregate):
    """A body is to reach the pack's figure by the pack's day; what counts is the last count.

    At the bound the target is met or missed, and stays so: a later count is refused. Dates are
    fixed and never roll. Nothing counted is nothing reached.
    """

    TOPIC = "Target"
    Event = kernel.Event

    class TargetSet(CreatedEvent):
        """A body was given a target.

        Attributes:
            target: word of the pack.
            body: code of the body that is to reach it.
            value: at least so many.
            due: the last day and its bound.
        """

        TOPIC: ClassVar[str] = "TargetSet"

        code: Code
        target: Code
        body: Code
        value: int
        due: Deadline

    TargetCounted = TargetCounted

    class TargetMet(kernel.Event):
        """The figure was reached on the day; true since the bound (ENV-06)."""

        TOPIC: ClassVar[str] = "TargetMet"

        count: int
        wanted: int

        def apply(self, aggregate: Target) -> None:
            aggregate.judged = True

    class TargetMissed(kernel.Event):
        """The figure was not reached; true since the bound (ENV-06).

        Attributes:
            gap: what was missing.
        """

        TOPIC: ClassVar[str] = "TargetMissed"

        count: int
        wanted: int
        gap: int

        def apply(self, aggregate: Target) -> None:
            aggregate.judged = True

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, target: str, body: str, value: int, due: Deadline) -> None:
        self.code = code
        self.target = target
        self.body = body
        self.value = value
        self.due = due
        self.counted = 0
        self.judged = False

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one target."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    def on_target_counted(self, count: int, evidence: Sequence[str]) -> None:
        del evidence  # somebody counted
        self.counted = count

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def set(cls, act: Act, *, jurisdiction: str, code: str, target: str, body: str) -> Self:
        """Give a body a target of the pack.

        Raises:
            TargetUndefined: B-45.
            TargetIsJudged: its day is over.
        """
        rule = act.pack.targets.get(target)
        if rule is None:
            raise TargetUndefined(target, act.pack.ref)
        due = fixed_deadline(rule.due_on, act.calendar)
        if is_late(act.at, due):
            raise TargetIsJudged(code, due.due_on)
        return cls._create(
            cls.TargetSet,
            id=cls.create_id(jurisdiction, code),
            code=code,
            target=target,
            body=body,
            value=rule.at_least,
            due=due,
            **ruled(act, "targets", target).envelope(cls.TargetSet.TOPIC),
        )

    def count(self, act: Act, *, count: int) -> None:
        """State how far it has come.

        Raises:
            TargetIsJudged: the bound has passed; a count that comes later counts for nothing.
        """
        if self.judged or is_late(act.at, self.due):
            raise TargetIsJudged(self.code, self.due.due_on)
        self.trigger_event(
            TargetCounted,
            code=self.target,
            count=count,
            wanted=self.value,
            **ruled(act, "targets", self.target).envelope(TargetCounted.TOPIC),
        )

    def settle(self, act: Act) -> None:
        """Judge the target once its bound has passed; again is a no-op."""
        if self.judged or not is_late(act.at, self.due):
            return
        if self.counted >= self.value:
            self.trigger_event(
                self.TargetMet,
                count=self.counted,
                wanted=self.value,
                **act.system_envelope(self.TargetMet.TOPIC, self.due.due_at),
            )
        else:
            self.trigger_event(
                self.TargetMissed,
                count=self.counted,
                wanted=self.value,
                gap=self.value - self.counted,
                **act.system_envelope(self.TargetMissed.TOPIC, self.due.due_at),
            )
