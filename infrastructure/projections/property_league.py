"""The tables of the property league on PostgreSQL: they follow the log."""

from __future__ import annotations

from application.read_models.property_league import (
    ESTATES_BEGIN,
    PERIODS_BEGIN,
    RANKINGS_BEGIN,
    EstateLine,
    PropertyPeriodLine,
    PropertyRankingLine,
    estate_lines,
    period_lines,
    ranking_lines,
)
from infrastructure.projections.table import AggregateTable

ESTATES = AggregateTable(
    "estates_v1", EstateLine, ("jurisdiction", "aggregate_id"), estate_lines, ESTATES_BEGIN
)
PROPERTY_PERIODS = AggregateTable(
    "property_periods_v1",
    PropertyPeriodLine,
    ("jurisdiction", "aggregate_id"),
    period_lines,
    PERIODS_BEGIN,
)
PROPERTY_RANKINGS = AggregateTable(
    "property_rankings_v1",
    PropertyRankingLine,
    ("jurisdiction", "aggregate_id", "estate"),
    ranking_lines,
    RANKINGS_BEGIN,
)
