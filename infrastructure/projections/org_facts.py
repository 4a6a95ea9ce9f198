"""Facts about bodies on PostgreSQL: follows the log."""

from __future__ import annotations

from typing import Final

from application.read_models.org_facts import OrgFact, org_facts
from domain.grids.grid import Grid
from domain.organisation.leading_group import LeadingGroup
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station import Station
from infrastructure.projections.table import AggregateTable

# Named here, so that a process that only rebuilds knows their events by topic.
_BODIES: Final = (Grid, OrgUnit, Station, LeadingGroup)

ORG_FACTS = AggregateTable(
    "org_facts_v1",
    OrgFact,
    ("jurisdiction", "aggregate_id", "line"),
    org_facts,
    frozenset(body.OrgUnitFounded.TOPIC for body in _BODIES),
)
