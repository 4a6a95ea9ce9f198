"""The list of files of accountability on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.accountability_files import BEGINNINGS, FileLine, file_lines
from infrastructure.projections.table import AggregateTable

ACCOUNTABILITY_FILES = AggregateTable(
    "accountability_files_v1",
    FileLine,
    ("jurisdiction", "aggregate_id"),
    file_lines,
    BEGINNINGS,
)
