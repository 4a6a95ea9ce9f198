"""What enters assessments that others make. Shared by all aggregates that are assessed."""

from __future__ import annotations

from typing import ClassVar

from domain.kernel import Event
from domain.ledgers.unit_points import Booked
from domain.vocabulary import Code


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
