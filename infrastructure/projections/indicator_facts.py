"""Facts of indicators on PostgreSQL, with the counts of those that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, LiteralString, Self

from psycopg import Cursor, sql

from application.read_models.indicator_facts import IndicatorFacts, indicator_facts
from domain.indicators.facts import Basis
from infrastructure.projections.table import CaseTable

EVERYTHING: Final = "ALL"
"""The dimension whose only member is everything."""

INSTANTS: Final[dict[Basis, LiteralString]] = {
    Basis.REPORTED: "reported_at",
    Basis.UPLOADED: "uploaded_at",
    Basis.DUE: "bound_at",
    Basis.SETTLED: "settled_at",
}
"""The column that decides the period of a row."""

_KEY: Final[LiteralString] = (
    "jurisdiction, dimension, basis, member, month, pack, closing_level, facts"
)
_SUMS: Final = ("cases", "routes", "returns", "reworks", "score")
_ALIKE: Final[LiteralString] = (
    "SELECT t.jurisdiction, d.dimension, b.basis, d.member, "
    "date_trunc('month', b.at AT TIME ZONE interval '8 hours')::date AS month, t.pack, "
    "coalesce(t.closing_level, '') AS closing_level, t.facts, "
    "{sign} * count(*) AS cases, {sign} * sum(cardinality(t.route_versions)) AS routes, "
    "{sign} * sum(cardinality(t.return_versions)) AS returns, "
    "{sign} * sum(cardinality(t.rework_versions)) AS reworks, "
    "{sign} * coalesce(sum(t.score), 0) AS score FROM {facts} AS t "
    "CROSS JOIN LATERAL (VALUES {bases}) AS b (basis, at) "
    "CROSS JOIN LATERAL (SELECT 'ALL' AS dimension, '' AS member "
    "UNION ALL SELECT 'GRID', t.grid_id UNION ALL SELECT 'COMMUNITY', t.community_id "
    "UNION ALL SELECT 'CATEGORY', t.category "
    "UNION ALL SELECT 'UNIT', unnest(t.counted_units)) AS d "
    "WHERE b.at IS NOT NULL AND d.member IS NOT NULL AND {which} "
    "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
)


@dataclass(frozen=True)
class IndicatorFactsTable(CaseTable[IndicatorFacts]):
    """The facts, and beside them the table of their counts.

    Attributes:
        counts: table of the counts; whatever changes the facts changes it in the same transaction.
    """

    counts: str = "indicator_counts_v1"

    @property
    def stored(self) -> tuple[str, ...]:
        return (self.name, self.counts)

    def beside(self, names: Sequence[str]) -> Self:
        name, counts = names
        return replace(self, name=name, counts=counts)

    def replace(
        self,
        cursor: Cursor[Any],
        jurisdiction: str,
        subjects: Sequence[Any],
        rows: Sequence[IndicatorFacts],
    ) -> None:
        self._count(cursor, jurisdiction, subjects, -1)
        super().replace(cursor, jurisdiction, subjects, rows)
        self._count(cursor, jurisdiction, subjects, 1)
        cursor.execute(
            sql.SQL("DELETE FROM {} WHERE jurisdiction = %s AND cases = 0").format(
                sql.Identifier(self.counts)
            ),
            [jurisdiction],
        )

    def sum_up(self, cursor: Cursor[Any]) -> None:
        """Count all rows of the facts into the empty table of the counts."""
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}, {}) {}").format(
                sql.Identifier(self.counts),
                sql.SQL(_KEY),
                sql.SQL(", ").join(map(sql.Identifier, _SUMS)),
                self._alike(1, sql.SQL("true")),
            )
        )

    def _count(
        self, cursor: Cursor[Any], jurisdiction: str, subjects: Sequence[Any], sign: int
    ) -> None:
        """Add the rows of some cases to the counts, or take them away."""
        statement = sql.SQL(
            # In the order of the key, so that nobody waits for somebody who waits for them.
            "INSERT INTO {counts} AS kept ({key}, {sums}) {alike} ORDER BY 1, 2, 3, 4, 5, 6, 7, 8 "
            "ON CONFLICT ({key}) DO UPDATE SET {added}"
        ).format(
            counts=sql.Identifier(self.counts),
            key=sql.SQL(_KEY),
            sums=sql.SQL(", ").join(map(sql.Identifier, _SUMS)),
            alike=self._alike(
                sign, sql.SQL("t.jurisdiction = %(jurisdiction)s AND t.case_id = ANY (%(cases)s)")
            ),
            added=sql.SQL(", ").join(
                sql.SQL("{0} = kept.{0} + excluded.{0}").format(sql.Identifier(name))
                for name in _SUMS
            ),
        )
        cursor.execute(statement, {"jurisdiction": jurisdiction, "cases": list(subjects)})

    def _alike(self, sign: int, which: sql.SQL) -> sql.Composed:
        return sql.SQL(_ALIKE).format(
            sign=sql.Literal(sign),
            facts=sql.Identifier(self.name),
            bases=sql.SQL(", ").join(
                sql.SQL("({}, t.{})").format(sql.Literal(basis.value), sql.Identifier(instant))
                for basis, instant in INSTANTS.items()
            ),
            which=which,
        )


INDICATOR_FACTS = IndicatorFactsTable(
    "indicator_facts_v1",
    IndicatorFacts,
    ("jurisdiction", "case_id", "item"),
    indicator_facts,
)
