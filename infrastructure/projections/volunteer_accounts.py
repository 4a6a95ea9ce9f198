"""Balances and lines of volunteers on PostgreSQL: follow the log."""

from __future__ import annotations

from typing import Final

from application.read_models.volunteer_accounts import (
    BEGINNINGS,
    VolunteerBalance,
    VolunteerLine,
    volunteer_balances,
    volunteer_lines,
)
from infrastructure.projections.table import AggregateTable

VOLUNTEER_BALANCES: Final = AggregateTable(
    "volunteer_balances_v1",
    VolunteerBalance,
    ("jurisdiction", "aggregate_id"),
    volunteer_balances,
    BEGINNINGS,
)
VOLUNTEER_LINES: Final = AggregateTable(
    "volunteer_lines_v1",
    VolunteerLine,
    ("jurisdiction", "aggregate_id", "no"),
    volunteer_lines,
    BEGINNINGS,
)
