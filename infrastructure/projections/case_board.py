"""The wide lines of cases on PostgreSQL: they follow the log."""

from __future__ import annotations

from collections.abc import Sequence

from application.read_models.case_row import CaseRow, case_row
from domain.kernel import Event
from infrastructure.projections.table import CaseTable


def _rows(history: Sequence[Event], jurisdiction: str) -> Sequence[CaseRow]:
    row = case_row(history, jurisdiction)
    return () if row is None else (row,)


CASE_BOARD = CaseTable("case_board_v1", CaseRow, ("jurisdiction", "case_id"), _rows)
