"""Whole histories of what read models are folded from, from pages of the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, Protocol
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory, story_of
from application.read_models.story import CaseStory, told
from domain.cases.case import Case
from domain.kernel import Event
from infrastructure.event_log.reading import LogRow
from infrastructure.projections.accountability_files import ACCOUNTABILITY_FILES
from infrastructure.projections.assessments import ASSESSMENTS
from infrastructure.projections.case_board import CASE_BOARD
from infrastructure.projections.case_heads import CASE_HEADS
from infrastructure.projections.close_out_register import CLOSE_OUT_REGISTER
from infrastructure.projections.communities import COMMUNITIES
from infrastructure.projections.doctor_contracts import DOCTOR_CONTRACTS
from infrastructure.projections.feedback_obligations import FEEDBACK_OBLIGATIONS
from infrastructure.projections.indicator_facts import INDICATOR_FACTS
from infrastructure.projections.mediations import MEDIATIONS
from infrastructure.projections.meeting_sessions import MEETING_SESSIONS
from infrastructure.projections.obligation_calendar import OBLIGATION_CALENDAR
from infrastructure.projections.org_facts import ORG_FACTS
from infrastructure.projections.oversight_list import OVERSIGHT_LIST
from infrastructure.projections.property_league import (
    ESTATES,
    PROPERTY_PERIODS,
    PROPERTY_RANKINGS,
)
from infrastructure.projections.record_list import RECORD_LIST
from infrastructure.projections.sensitive_entries import SENSITIVE_ENTRIES, SENSITIVE_VIEWS
from infrastructure.projections.surveys import SURVEY_ANSWERS, SURVEYS
from infrastructure.projections.table import AggregateTable, CaseTable, Table
from infrastructure.projections.unit_points import UNIT_POINT_LINES, UNIT_POINTS
from infrastructure.projections.volunteer_accounts import VOLUNTEER_BALANCES, VOLUNTEER_LINES

HOT: Sequence[CaseTable[Any]] = (CASE_HEADS,)
"""Read models written in the appending transaction."""

CASE_TABLES: Sequence[CaseTable[Any]] = (
    *HOT,
    CASE_BOARD,
    FEEDBACK_OBLIGATIONS,
    CLOSE_OUT_REGISTER,
    INDICATOR_FACTS,
)
"""Read models of cases."""

AGGREGATE_TABLES: Sequence[AggregateTable[Any]] = (
    ASSESSMENTS,
    ACCOUNTABILITY_FILES,
    COMMUNITIES,
    ESTATES,
    DOCTOR_CONTRACTS,
    MEDIATIONS,
    MEETING_SESSIONS,
    OBLIGATION_CALENDAR,
    ORG_FACTS,
    OVERSIGHT_LIST,
    PROPERTY_PERIODS,
    PROPERTY_RANKINGS,
    RECORD_LIST,
    SENSITIVE_ENTRIES,
    SENSITIVE_VIEWS,
    SURVEY_ANSWERS,
    SURVEYS,
    VOLUNTEER_BALANCES,
    VOLUNTEER_LINES,
    UNIT_POINTS,
    UNIT_POINT_LINES,
)
"""Read models of everything else."""

TABLES: Sequence[Table[Any, Any]] = (*CASE_TABLES, *AGGREGATE_TABLES)

PROJECTED: Sequence[Table[Any, Any]] = tuple(table for table in TABLES if table not in HOT)
"""Read models that follow the log."""

TRACKING = "case_read_models"
"""Name under which the followers of the log keep their position."""


_CASES: Final = frozenset({Case.Reported.TOPIC})


class Log(Protocol):
    """The log, read in pages."""

    def head(self, jurisdiction: str) -> int: ...
    def decode(self, row: LogRow) -> Event: ...
    def events_after(
        self, jurisdiction: str, position: int, limit: int, *, up_to: int | None = None
    ) -> Sequence[LogRow]: ...
    def streams_of(
        self, jurisdiction: str, aggregate_ids: Sequence[UUID], up_to_position: int | None = None
    ) -> Mapping[UUID, Sequence[LogRow]]: ...
    def stream_all(
        self, jurisdiction: str, *, up_to: int, first: UUID = ..., last: UUID = ...
    ) -> Iterator[LogRow]: ...


def histories_of(
    log: Log,
    jurisdiction: str,
    aggregate_ids: Sequence[UUID],
    up_to: int,
    *,
    begins_with: AbstractSet[str] = _CASES,
) -> Iterator[Sequence[Event]]:
    """The histories of the cases among these aggregates, up to a position of the log.

    Others are passed over without decoding them.

    Args:
        begins_with: what the histories begin with that are wanted instead of those of cases.
    """
    streams = log.streams_of(jurisdiction, aggregate_ids, up_to)
    for stream in streams.values():
        if stream and stream[0].topic in begins_with:
            yield [log.decode(row) for row in stream]


def story_from(history: Sequence[Event], jurisdiction: str) -> CaseStory | AggregateStory | None:
    """What tables are folded from; None for an empty history."""
    if history and history[0].event_type in _CASES:
        return told(history, jurisdiction)
    return story_of(history, jurisdiction)
