"""Feedback obligations on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.feedback_obligations import ObligationRow, obligation_rows
from infrastructure.projections.table import CaseTable

FEEDBACK_OBLIGATIONS = CaseTable(
    "feedback_obligations_v1",
    ObligationRow,
    ("jurisdiction", "case_id", "obligation_id"),
    obligation_rows,
)
