"""Entries about somebody, and views of registers, on PostgreSQL: follow the log."""

from __future__ import annotations

from typing import Final

from application.read_models.sensitive_entries import (
    ABOUT_SOMEBODY,
    VIEWED,
    SensitiveEntry,
    SensitiveView,
    sensitive_entries,
    sensitive_views,
)
from infrastructure.projections.table import AggregateTable

SENSITIVE_ENTRIES: Final = AggregateTable(
    "sensitive_entries_v1",
    SensitiveEntry,
    ("jurisdiction", "aggregate_id", "no"),
    sensitive_entries,
    ABOUT_SOMEBODY,
)
SENSITIVE_VIEWS: Final = AggregateTable(
    "sensitive_views_v1",
    SensitiveView,
    ("jurisdiction", "aggregate_id", "no"),
    sensitive_views,
    VIEWED,
)
