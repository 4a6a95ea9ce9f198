"""How bodies, people and services were judged, one row for each assessment (6.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.assessments import events
from domain.rebinding import pack_ref


class AssessmentState(StrEnum):
    """Where an assessment stands."""

    RUNNING = "RUNNING"
    CONCLUDED = "CONCLUDED"


@row
class AssessmentLine:
    """One assessment. Instants are aware, UTC; the result is None until it is concluded.

    Attributes:
        version: of its last event.
        assessment: a word of the pack.
        body: code of the body under which it began.
        about: code of the body or matter that is judged; None: a person, whom no list names.
        year: None: it has none.
        parts: codes of the parts that are there, and of the stations that scored.
        overall, review: scores on ``scale`` (B-08).
        on_time: concluded by the last day; ``deviates``: what came before it came late.
        pack: ``id@version`` that judges it.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    assessment: str
    body: str
    about: str | None
    year: int | None
    state: AssessmentState
    parts: tuple[str, ...]
    overall: Decimal | None
    review: Decimal | None
    scale: str | None
    grade: str | None
    on_time: bool | None
    deviates: bool | None
    concluded_at: datetime | None
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentFilter:
    """Which assessments a list shows; a field left alone admits all."""

    assessment: str | None = None
    about: str | None = None
    body: str | None = None
    year: int | None = None
    state: AssessmentState | None = None


_PARTS = {
    events.DimensionScored.TOPIC: "dim",
    events.PostScored.TOPIC: "seat",
    events.TripartiteAssessed.TOPIC: "party",
    events.AssessmentInputAdded.TOPIC: "kind",
    events.UnitAppraised.TOPIC: "station",
}
BEGINNINGS = frozenset({*_PARTS, events.PledgePublished.TOPIC, events.AssessmentConcluded.TOPIC})
"""What the histories begin with that the rows are folded from."""


def assessment_lines(story: AggregateStory) -> Sequence[AssessmentLine]:
    """The one row of an assessment."""
    begun: Any = story.history[0]
    told: Sequence[tuple[str, Any]] = list(zip(story.topics, story.history, strict=True))
    concluded = next(
        (event for topic, event in told if topic == events.AssessmentConcluded.TOPIC), None
    )
    parts = [getattr(event, _PARTS[topic]) for topic, event in told if topic in _PARTS]
    about = begun.unit if story.topics[0] == events.UnitAppraised.TOPIC else begun.subject
    return [
        AssessmentLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            assessment=begun.assessment,
            body=begun.body,
            about=about,
            year=begun.year,
            state=AssessmentState.RUNNING if concluded is None else AssessmentState.CONCLUDED,
            parts=tuple(parts),
            overall=getattr(concluded, "overall", None),
            review=getattr(concluded, "review", None),
            scale=getattr(concluded, "scale", None),
            grade=getattr(concluded, "grade", None),
            on_time=getattr(concluded, "on_time", None),
            deviates=getattr(concluded, "deviates", None),
            concluded_at=None if concluded is None else concluded.timestamp,
            pack=pack_ref(story.history),
        )
    ]
