"""The wide lines of cases on PostgreSQL: they follow the log."""

from __future__ import annotations

from application.read_models.case_row import CaseRow, case_row
from infrastructure.projections.table import CaseTable

CASE_BOARD = CaseTable(
    "case_board_v1",
    CaseRow,
    ("jurisdiction", "case_id"),
    lambda story: (case_row(story),),
)
