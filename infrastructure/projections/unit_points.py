"""Points of units on PostgreSQL: follow the log."""

from __future__ import annotations

from application.read_models.unit_points import (
    UnitPointLine,
    UnitPointsRow,
    unit_point_lines,
    unit_points_rows,
)
from domain.ledgers.ledger import PointsLedger
from infrastructure.projections.table import AggregateTable

_LEDGERS = frozenset({PointsLedger.PointsLedgerOpened.TOPIC})

UNIT_POINTS = AggregateTable(
    "unit_points_v1", UnitPointsRow, ("jurisdiction", "aggregate_id"), unit_points_rows, _LEDGERS
)
UNIT_POINT_LINES = AggregateTable(
    "unit_point_lines_v1",
    UnitPointLine,
    ("jurisdiction", "aggregate_id", "no"),
    unit_point_lines,
    _LEDGERS,
)
