"""What good work leads to. Shared by all aggregates that reward or are assessed."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from domain.kernel import Event
from domain.ledgers.unit_points import Booked
from domain.vocabulary import Code


class RewardGranted(Event):
    """Somebody gets a reward on a basis that is on record (3.3).

    Attributes:
        subject: code of the body, or pseudonymous id of the person.
        basis: why, a word of the pack or the name of the fact; ``basis_event``: id of that fact.
        target: what the reward counts in; None: it is a commendation alone.
        points: how much it counts there.
        year: calendar year it is granted for.
    """

    TOPIC: ClassVar[str] = "RewardGranted"

    subject: Code
    basis: Code
    basis_event: str
    target: Code | None = None
    points: Booked | None = None
    year: int | None = None

    def apply(self, aggregate: Any) -> None:
        rewarding: Rewarding = aggregate
        rewarding.on_reward_granted()


class Rewarding(Protocol):
    """An aggregate that grants rewards."""

    def on_reward_granted(self) -> None:
        """A reward was granted."""
        ...


class AssessmentInputAdded(Event):
    """A result enters an assessment that others make (PTS-DG-09, SAT-DG-03).

    Attributes:
        subject: code of who is assessed; ``target``: the assessment.
        points, rank: of the year.
        on_time, settled: feedback given in time, and all that was settled; their quotient is the
            rate, compared unrounded and shown with one place (CAL-07).
    """

    TOPIC: ClassVar[str] = "AssessmentInputAdded"

    subject: Code
    target: Code
    year: int
    points: Booked | None = None
    rank: int | None = None
    on_time: int | None = None
    settled: int | None = None
