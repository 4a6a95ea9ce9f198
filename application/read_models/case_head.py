"""The narrow line of a case: what lists are ordered and filtered by, and when it becomes due.

Written in the appending transaction, so it is kept as small as reading one's own write allows; the
wide line (``CaseRow``) follows the log.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from application.read_models.row import row
from domain.vocabulary import CLOSED, ENDED, CaseKind, CaseState, RouteMode

if TYPE_CHECKING:
    from domain.calendar.clocks import Deadline
    from domain.cases.record import CaseRecord


@row
class CaseHead:
    """The fields of ``CaseRow`` of the same names."""

    jurisdiction: str
    case_id: UUID
    version: int
    state: CaseState
    is_open: bool
    kind: CaseKind
    grid_id: str | None
    community_id: str | None
    category: str | None
    reporter_ref: str | None
    mode: RouteMode | None
    level: str | None
    units: tuple[str, ...]
    units_ever: tuple[str, ...]
    reported_at: datetime
    due_at: datetime | None
    next_bound: datetime | None
    calendar_versions: tuple[str, ...]
    last_followed_up_at: datetime | None
    merged_into: UUID | None


def case_head(record: CaseRecord, jurisdiction: str, case_id: UUID, version: int) -> CaseHead:
    """The narrow line of a case as it stands at a version."""
    is_open = is_unfinished(record)
    return CaseHead(
        jurisdiction=jurisdiction,
        case_id=case_id,
        version=version,
        state=record.state,
        is_open=is_open,
        kind=record.kind,
        grid_id=record.grid_id,
        community_id=record.community_id,
        category=record.category,
        reporter_ref=record.reporter_ref,
        mode=record.mode,
        level=record.level,
        units=record.units,
        units_ever=record.units_ever,
        reported_at=record.reported_at,
        due_at=record.due.due_at if record.due else None,
        next_bound=record.next_bound(),
        calendar_versions=running_calendars(record) if is_open else (),
        last_followed_up_at=record.followed_up_at,
        merged_into=record.merged_into,
    )


def is_unfinished(record: CaseRecord) -> bool:
    """Neither closed nor ended; overdue cases are open."""
    return record.state not in CLOSED and record.state not in ENDED


def running_calendars(record: CaseRecord) -> tuple[str, ...]:
    """Calendars of the clocks that an amendment would recompute (CAL-08)."""
    running: list[Deadline] = [o.deadline for o in record.open_obligations() if o.deadline]
    if record.due and record.due_clock and record.due.due_at != record.overdue_at:
        running.append(record.due)
    return tuple(sorted({due.calendar_version for due in running}))
