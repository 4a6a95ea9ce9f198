"""The assessments on PostgreSQL: they follow the log."""

from __future__ import annotations

from application.read_models.assessments import BEGINNINGS, AssessmentLine, assessment_lines
from infrastructure.projections.table import AggregateTable

ASSESSMENTS = AggregateTable(
    "assessments_v1",
    AssessmentLine,
    ("jurisdiction", "aggregate_id"),
    assessment_lines,
    BEGINNINGS,
)
