"""Contracts with family doctors on PostgreSQL: follow the log."""

from __future__ import annotations

from typing import Final

from application.read_models.doctor_contracts import BEGINNINGS, ContractRow, contract_rows
from infrastructure.projections.table import AggregateTable

DOCTOR_CONTRACTS: Final = AggregateTable(
    "doctor_contracts_v1", ContractRow, ("jurisdiction", "aggregate_id"), contract_rows, BEGINNINGS
)
