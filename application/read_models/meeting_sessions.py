"""Sessions of meetings: one row for each body in whose record a session counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import row
from domain.calendar.local_time import local_date
from domain.meetings import events


class SessionState(StrEnum):
    """How a session stands."""

    CONVENED = "CONVENED"  # called, not held yet
    VOID = "VOID"  # those present were no quorum
    HELD = "HELD"


@row
class SessionRow:
    """One session in the record of one body. Instants are aware, UTC; days are local.

    Attributes:
        body: in whose record it counts.
        held_by: the body that convened it.
        held_version, held_at: the event that it was held, and when that was recorded.
        fulfils: types whose duty it counts for.
        publish_due_at: exclusive bound; None: no clock.
    """

    jurisdiction: str
    aggregate_id: UUID
    body: str
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    type: str
    held_by: str
    pack: str
    begins_at: datetime
    held_on: date
    state: SessionState
    entitled: int | None
    present: int | None
    quorum_met: bool | None
    adopted: int
    rejected: int
    chair: str | None
    host: str | None
    fulfils: tuple[str, ...]
    missing_sides: tuple[str, ...]
    minutes_ref: str | None
    held_version: int | None
    held_at: datetime | None
    publish_due_at: datetime | None
    published_on: date | None
    published_at: datetime | None
    published_in_time: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """Which sessions a page shows; a field left alone admits all.

    Attributes:
        since, until: local days, both included.
    """

    body: str | None = None
    type: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class SessionCursor:
    """Place among the sessions, which are in the order of their days."""

    held_on: date
    code: str
    body: str


def session_rows(story: AggregateStory) -> Sequence[SessionRow]:
    """The rows of one session."""
    convened: Any = story.history[0]
    found: dict[str, Any] = {
        "state": SessionState.CONVENED,
        "entitled": convened.entitled,
        "present": None,
        "quorum_met": None,
        "adopted": 0,
        "rejected": 0,
        "chair": None,
        "fulfils": (),
        "missing_sides": (),
        "minutes_ref": None,
        "held_version": None,
        "held_at": None,
        "publish_due_at": None,
        "published_on": None,
        "published_at": None,
        "published_in_time": None,
    }
    counts_in = tuple(
        body for body in (convened.body, convened.also_counted_in) if body is not None
    )
    for fact, topic in zip(story.history, story.topics, strict=True):
        event: Any = fact
        if topic == events.QuorumChecked.TOPIC:
            found |= {
                "entitled": event.entitled,
                "present": event.present,
                "quorum_met": event.met,
                "state": SessionState.CONVENED if event.met else SessionState.VOID,
            }
        elif topic == events.ResolutionAdopted.TOPIC:
            found["adopted"] += 1
        elif topic == events.ResolutionRejected.TOPIC:
            found["rejected"] += 1
        elif topic == events.MinutesFiled.TOPIC:
            found["minutes_ref"] = event.minutes_ref
        elif topic == events.MeetingHeld.TOPIC:
            found |= {
                "state": SessionState.HELD,
                "chair": event.chair,
                "fulfils": tuple(event.fulfils),
                "missing_sides": tuple(event.missing_sides),
                "held_version": event.originator_version,
                "held_at": event.timestamp,
                "publish_due_at": event.publish_due.due_at if event.publish_due else None,
            }
        elif topic == events.OutcomePublished.TOPIC:
            found |= {
                "published_on": event.published_on,
                "published_at": event.timestamp,
                "published_in_time": event.on_time,
            }
    return [
        SessionRow(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            body=body,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=convened.code,
            type=convened.type,
            held_by=convened.body,
            pack=convened.pack,
            begins_at=convened.at,
            held_on=local_date(convened.at),
            host=convened.host,
            **found,
        )
        for body in counts_in
    ]
