"""Plans of visits to pseudonymous people and the visits, and who looked at them (CNT-BZ-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.facts.duties import DutyTriggered
from domain.facts.governance import PlanFiled
from domain.facts.work import VisitRecorded
from domain.readings.reading_log import SensitiveRecordViewed

ABOUT_SOMEBODY: Final = frozenset({PlanFiled.TOPIC, VisitRecorded.TOPIC, DutyTriggered.TOPIC})
"""Facts of books that may be about somebody; what the histories of such books begin with."""

VIEWED: Final = frozenset({SensitiveRecordViewed.TOPIC})
"""What the histories of views begin with."""


@row
class SensitiveEntry:
    """An entry of a book that is about somebody. Shown by the desk of sensitive registers only.

    Attributes:
        no: its place in the book, from 1.
        subject_ref: pseudonymous id.
        each: how often a plan recurs; None: it is over, or it is no plan.
    """

    jurisdiction: str
    aggregate_id: UUID
    no: int
    changed_at: datetime
    latest_occurred_at: datetime
    record: str
    body: str
    subject_ref: str
    each: str | None
    held_on: date
    recorded_at: datetime


@row
class SensitiveView:
    """One view of a register: that somebody looked, never what was seen (Annex C footnote 3).

    Attributes:
        code: the register; ``no`` counts the views of one person on one day.
        body: code of the body, or of whom it was about.
        people: who looked.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    no: int
    body: str
    people: tuple[str, ...]
    viewed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewFilter:
    """Which views a list shows; a field left alone admits all.

    Attributes:
        viewer: pseudonymous id of who looked.
    """

    code: str | None = None
    body: str | None = None
    viewer: str | None = None


def sensitive_entries(story: AggregateStory) -> Sequence[SensitiveEntry]:
    """A row for each entry that is about somebody."""
    told: Sequence[tuple[str, Any]] = list(zip(story.topics, story.history, strict=True))
    return [
        SensitiveEntry(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            no=entry.originator_version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            record=entry.record,
            body=entry.body,
            subject_ref=entry.subject_ref,
            each=entry.each if topic == PlanFiled.TOPIC else None,
            held_on=entry.on,
            recorded_at=entry.timestamp,
        )
        for topic, entry in told
        if topic in ABOUT_SOMEBODY and entry.subject_ref is not None
    ]


def sensitive_views(story: AggregateStory) -> Sequence[SensitiveView]:
    """A row for each view."""
    told: Sequence[tuple[str, Any]] = list(zip(story.topics, story.history, strict=True))
    return [
        SensitiveView(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=view.register_name,
            no=view.originator_version,
            body=view.subject,
            people=(view.actor_id,),
            viewed_at=view.timestamp,
        )
        for topic, view in told
        if topic in VIEWED
    ]
