"""Facts about bodies on PostgreSQL: follows the log."""

from __future__ import annotations

from application.read_models.org_facts import OrgFact, org_facts
from domain.organisation.body import OrgUnitFounded
from infrastructure.projections.table import AggregateTable

ORG_FACTS = AggregateTable(
    "org_facts_v1",
    OrgFact,
    ("jurisdiction", "aggregate_id", "line"),
    org_facts,
    frozenset({OrgUnitFounded.TOPIC}),
)
