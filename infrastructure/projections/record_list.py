"""The record list on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.record_list import RecordLine, record_lines
from domain.facts.catalogue import FACTS
from domain.records.book import RecordBook
from infrastructure.projections.table import AggregateTable

RECORD_LIST = AggregateTable(
    "record_list_v1",
    RecordLine,
    ("jurisdiction", "aggregate_id", "no"),
    record_lines,
    frozenset(FACTS),
)

READS = RecordBook
"""The aggregate whose histories these are: whoever folds them must know its events."""
