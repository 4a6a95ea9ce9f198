"""The close-out register on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.close_out_register import RegisterRow, register_rows
from infrastructure.projections.table import CaseTable

CLOSE_OUT_REGISTER = CaseTable(
    "close_out_register_v1",
    RegisterRow,
    ("jurisdiction", "case_id", "claim_no"),
    register_rows,
)
