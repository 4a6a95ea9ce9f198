"""The obligation calendar on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.obligation_calendar import ObligationLine, obligation_lines
from infrastructure.projections.table import AggregateTable

OBLIGATION_CALENDAR = AggregateTable(
    "obligation_calendar_v1",
    ObligationLine,
    ("jurisdiction", "aggregate_id"),
    obligation_lines,
    frozenset({"ObligationOpened"}),
)
