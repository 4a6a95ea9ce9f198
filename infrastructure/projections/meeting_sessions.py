"""Sessions of meetings on PostgreSQL: they follow the log."""

from __future__ import annotations

from application.read_models.meeting_sessions import BEGINS_WITH, SessionRow, session_rows
from infrastructure.projections.table import AggregateTable

MEETING_SESSIONS = AggregateTable(
    "meeting_sessions_v1",
    SessionRow,
    ("jurisdiction", "aggregate_id", "body"),
    session_rows,
    BEGINS_WITH,
)
