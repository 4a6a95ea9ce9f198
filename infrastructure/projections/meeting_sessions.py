"""Sessions of meetings on PostgreSQL: they follow the log."""

from __future__ import annotations

from application.read_models.meeting_sessions import SessionRow, session_rows
from domain.meetings.meeting import Meeting
from infrastructure.projections.table import AggregateTable

MEETING_SESSIONS = AggregateTable(
    "meeting_sessions_v1",
    SessionRow,
    ("jurisdiction", "aggregate_id", "body"),
    session_rows,
    # by way of the aggregate, so that a process that only rebuilds knows its events by topic
    frozenset({Meeting.MeetingConvened.TOPIC}),
)
