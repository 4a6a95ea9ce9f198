"""What good work leads to. Shared by all aggregates that reward."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Protocol

from eventsourcing.utils import register_topic

from domain.exact_figures import Exactly
from domain.kernel import OpeningEvent
from domain.vocabulary import Code


class RewardGranted(OpeningEvent):
    """Somebody gets a reward on a basis that is on record (3.3).

    Attributes:
        subject: code of the body, or pseudonymous id of the person.
        basis: why, a word of the pack or the name of the fact; ``basis_event``: id of that fact.
        target: what the reward counts in; None: it is a commendation alone.
        points: how much it counts there.
        year: calendar year it is granted for.
        despite: what stood against it and was weighed: the last event of each file of
            accountability, as it was then.
    """

    TOPIC: ClassVar[str] = "RewardGranted"
    class_version: ClassVar[int] = 2

    subject: Code
    basis: Code
    basis_event: str
    target: Code | None = None
    points: Annotated[Decimal, Exactly(whole=8, places=1)] | None = None
    year: int | None = None
    despite: tuple[str, ...] = ()

    @staticmethod
    def upcast_v1_v2(_state: dict[str, Any]) -> None:
        """What was weighed came later; until then it stood among the evidence."""

    def apply(self, aggregate: Any) -> None:
        rewarding: Rewarding = aggregate
        rewarding.on_reward_granted()


register_topic(RewardGranted.TOPIC, RewardGranted)


class Rewarding(Protocol):
    """An aggregate that grants rewards."""

    def on_reward_granted(self) -> None:
        """A reward was granted."""
        ...
