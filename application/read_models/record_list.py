"""The record list: what stands in the books, one row per entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.facts.catalogue import FACTS
from domain.kernel import ENVELOPE

_NOT_TOLD = frozenset({"record", "body", "on", "subject_ref", "member_ref", "nominee_ref"})
"""Fields with a column of their own, and those who are no officials: who was visited, whose status
it is and who is praised stays in the history."""


@row
class RecordLine:
    """One entry of a book. Instants are aware, UTC.

    Attributes:
        no: its place in the book, from 1.
        record: kind of record; ``event``: the fact it is.
        held_on: local day on which it happened.
        marks: what else it says, as ``field=value``, a list with one mark for each of its values.
        recorded_at: when it was entered.
    """

    jurisdiction: str
    aggregate_id: UUID
    no: int
    changed_at: datetime
    latest_occurred_at: datetime
    record: str
    event: str
    body: str
    held_on: date
    marks: tuple[str, ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which entries a list shows; a field left alone admits all.

    Attributes:
        from_on, until_on: local days, both included.
        mark: ``field=value`` that it must say.
    """

    record: str | None = None
    event: str | None = None
    body: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    mark: str | None = None


def record_lines(story: AggregateStory) -> Sequence[RecordLine]:
    """A row for each entry of a book."""
    told: Sequence[tuple[str, Any]] = list(zip(story.topics, story.history, strict=True))
    return [
        RecordLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            no=entry.originator_version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            record=entry.record,
            event=topic,
            body=entry.body,
            held_on=entry.on,
            marks=tuple(_marks(topic, entry)),
            recorded_at=entry.timestamp,
        )
        for topic, entry in told
        if topic in FACTS
    ]


def _marks(topic: str, entry: Any) -> list[str]:
    found: list[str] = []
    for name in FACTS[topic].model_fields:
        if name in ENVELOPE or name in _NOT_TOLD:
            continue
        value = getattr(entry, name)
        values = value if isinstance(value, tuple) else () if value is None else (value,)
        found += [f"{name}={one}" for one in values]
    return found
