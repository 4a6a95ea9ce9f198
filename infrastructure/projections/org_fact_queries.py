"""``OrgFacts`` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import sql
from psycopg.rows import tuple_row

from application.read_models.as_of import AsOf
from application.read_models.org_facts import FactKind, OrgFact
from infrastructure.postgres.readers import Readers
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.org_facts import ORG_FACTS

_NAMES: Final = tuple(field.name for field in fields(OrgFact))
_ON: Final = sql.SQL(
    "SELECT {} FROM org_facts_v1 WHERE jurisdiction = %(j)s AND from_on <= %(day)s "
    "ORDER BY body, line"
).format(sql.SQL(", ").join(map(sql.Identifier, _NAMES)))
_POSITIONS: Final = sql.SQL("""
    SELECT e.position
      FROM unnest(%(ids)s::uuid[], %(versions)s::int[]) AS wanted (id, version)
      JOIN events AS e ON e.jurisdiction = %(j)s AND e.aggregate_id = wanted.id
       AND e.version = wanted.version
     WHERE e.position > %(after)s ORDER BY e.position LIMIT %(limit)s
""")


class PostgresOrgFacts:
    """``OrgFacts``."""

    def __init__(self, readers: Readers, views: AggregateViews) -> None:
        self._readers = readers
        self._views = views

    def on(self, jurisdiction: str, day: date, as_of: AsOf | None) -> Sequence[OrgFact]:
        with self._views.view(jurisdiction, ORG_FACTS, as_of=as_of) as ask:
            found = ask(_ON, {"j": jurisdiction, "day": day}, tuple_row)
        return [_fact(one) for one in found]

    def positions(
        self, jurisdiction: str, stated: Sequence[tuple[UUID, int]], *, after: int, limit: int
    ) -> Sequence[int]:
        parameters = {
            "j": jurisdiction,
            "ids": [aggregate_id for aggregate_id, _ in stated],
            "versions": [version for _, version in stated],
            "after": after,
            "limit": limit,
        }
        return [at for (at,) in self._readers.rows(_POSITIONS, parameters, tuple_row)]


def _fact(found: Sequence[Any]) -> OrgFact:
    values = dict(zip(_NAMES, found, strict=True))
    values["kind"] = FactKind(values["kind"])
    values["words"] = tuple(values["words"])
    values["stated_by"] = tuple(values["stated_by"])
    return OrgFact(**values)
