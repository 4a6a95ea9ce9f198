"""Communities on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.communities import BEGINNINGS, CommunityLine, community_lines
from infrastructure.projections.table import AggregateTable

COMMUNITIES = AggregateTable(
    "communities_v1",
    CommunityLine,
    ("jurisdiction", "aggregate_id"),
    community_lines,
    BEGINNINGS,
)
