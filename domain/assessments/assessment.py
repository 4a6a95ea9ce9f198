"""One assessment: of one subject, of one kind, in one year (rulebook 6.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self
from uuid import UUID, uuid5

from domain.assessments import events
from domain.kernel import Aggregate, Event

_NAMESPACE = UUID("b5a4f0b6-5a0e-4a52-9a58-5d8a5b2d0c33")


class Assessment(Aggregate):
    """Parts come in one by one; it is concluded once, when all are there.

    Scores stand on the scale that the pack declares for their part, and only scores of one scale
    are combined (B-09). The first fact begins the history, whichever it is.
    """

    TOPIC = "Assessment"
    Event = Event

    PledgePublished = events.PledgePublished
    DimensionScored = events.DimensionScored
    PostScored = events.PostScored
    TripartiteAssessed = events.TripartiteAssessed
    AssessmentInputAdded = events.AssessmentInputAdded
    UnitAppraised = events.UnitAppraised
    AssessmentConcluded = events.AssessmentConcluded

    # --- State: only what the commands below need to decide. ---

    def __init__(self, assessment: str, year: int | None) -> None:
        self.assessment = assessment
        self.year = year
        self.scores: dict[str, Decimal | None] = {}
        self.appraised: dict[str, Decimal] = {}
        self.pledged = False
        self.pledged_late = False
        self.concluded = False

    @staticmethod
    def create_id(jurisdiction: str, kind: str, about: str, year: int | None) -> UUID:
        """One subject, one assessment of a kind and year."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{kind}/{about}/{year or 'once'}")

    def on_pledged(self, *, on_time: bool) -> None:
        self.pledged, self.pledged_late = True, not on_time

    def on_scored(self, part: str, score: Decimal | None) -> None:
        self.scores[part] = score

    def on_appraised(self, station: str, score: Decimal) -> None:
        self.appraised[station] = score

    def on_concluded(self) -> None:
        self.concluded = True

    @classmethod
    def begin(cls, fact: type[events.Judging], aggregate_id: UUID, **stated: Any) -> Self:
        """The assessment with its first fact."""
        return cls._create(fact, id=aggregate_id, **stated)
