"""Feedback that units owed: one row per obligation, the ground of every timeliness figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from application.read_models.row import row
from application.read_models.story import CaseStory
from domain.calendar.local_time import local_date
from domain.cases import events
from domain.cases.record import ObligationStatus

SETTLED = frozenset({ObligationStatus.GIVEN, ObligationStatus.MISSED, ObligationStatus.GIVEN_LATE})
"""An obligation that is settled counts; a late report never turns a miss into an on-time one."""

_GIVEN, _LATE = events.FeedbackGiven.TOPIC, events.FeedbackGivenLate.TOPIC
_SETTLING = frozenset({_GIVEN, _LATE, events.FeedbackMissed.TOPIC})


@row
class ObligationRow:
    """One unit's duty to report progress by a bound (CAS-DG-08). Instants are aware, UTC.

    Attributes:
        version: of the case's last event in this row.
        units_ever, grid_id, community_id, reporter_ref: of the case; who may see the row.
        unit_id: the unit that owes it, or of which the event that settled it says so.
        due_at: exclusive bound; None while the clock stands still.
        settled_at: when the report was recorded, or the bound that passed without one.
        settled_month: the local month of it, ``YYYY-MM``.
        given_late_at: when a report came after the miss.
        settled_version: the event that settled it.
    """

    jurisdiction: str
    case_id: UUID
    obligation_id: str
    version: int
    unit_id: str
    units_ever: tuple[str, ...]
    grid_id: str | None
    community_id: str | None
    reporter_ref: str | None
    clock: str
    opened_at: datetime
    due_at: datetime | None
    status: ObligationStatus
    is_settled: bool
    settled_at: datetime | None
    settled_month: str | None
    given_late_at: datetime | None
    settled_version: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationFilter:
    """Which obligations a page shows; a field left alone admits all.

    Attributes:
        since, until: when it opened, ``until`` exclusive.
    """

    unit: str | None = None
    case_id: UUID | None = None
    statuses: frozenset[ObligationStatus] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ObligationCursor:
    """Place among the obligations, which are in the order of their opening."""

    opened_at: datetime
    case_id: UUID
    obligation_id: str


def obligation_rows(story: CaseStory) -> Sequence[ObligationRow]:
    """The obligations of a case, oldest first."""
    record = story.record
    if not record.obligations:
        return ()
    settled: dict[str, Any] = {}
    given_late: dict[str, datetime] = {}
    for fact, topic in zip(story.history, story.topics, strict=True):
        if topic not in _SETTLING:
            continue
        event: Any = fact
        if topic == _LATE:
            given_late[event.obligation_id] = event.timestamp
        else:
            settled[event.obligation_id] = (event, topic == _GIVEN)
    rows = []
    for obligation in record.obligations.values():
        unit, at, version = obligation.unit_id, None, None
        due = obligation.deadline.due_at if obligation.deadline else None
        if obligation.obligation_id in settled:
            event, given = settled[obligation.obligation_id]
            # What settled it says whose it was, and a miss by when: so do points (ENV-02).
            unit, version = event.unit_id, event.originator_version
            at = event.timestamp if given else event.due_at
            due = due if given else event.due_at
        rows.append(
            ObligationRow(
                jurisdiction=story.jurisdiction,
                case_id=story.case_id,
                obligation_id=obligation.obligation_id,
                version=story.version,
                unit_id=unit,
                units_ever=record.units_ever,
                grid_id=record.grid_id,
                community_id=record.community_id,
                reporter_ref=record.reporter_ref,
                clock=obligation.clock,
                opened_at=obligation.opened_at,
                due_at=due,
                status=obligation.status,
                is_settled=obligation.status in SETTLED,
                settled_at=at,
                settled_month=_month(at) if at else None,
                given_late_at=given_late.get(obligation.obligation_id),
                settled_version=version,
            )
        )
    return rows


def _month(at: datetime) -> str:
    day = local_date(at)
    return f"{day.year:04}-{day.month:02}"  # strftime takes ten times as long
