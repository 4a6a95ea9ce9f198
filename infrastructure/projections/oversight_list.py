"""The oversight list on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.oversight_list import BEGINNINGS, OversightLine, oversight_lines
from infrastructure.projections.table import AggregateTable

OVERSIGHT_LIST = AggregateTable(
    "oversight_list_v1",
    OversightLine,
    ("jurisdiction", "aggregate_id"),
    oversight_lines,
    BEGINNINGS,
)
