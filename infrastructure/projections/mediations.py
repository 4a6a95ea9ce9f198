"""Disputes and their mediation on PostgreSQL: follow the log."""

from __future__ import annotations

from typing import Final

from application.read_models.mediations import BEGINNINGS, MediationRow, mediation_rows
from infrastructure.projections.table import AggregateTable

MEDIATIONS: Final = AggregateTable(
    "mediations_v1", MediationRow, ("jurisdiction", "aggregate_id"), mediation_rows, BEGINNINGS
)
