"""The SQL of sensitive registers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.sensitive_desk import RegisterLine
from application.read_models.as_of import AsOf
from domain.policy.sensitivity import SensitiveRegister
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.sensitive_entries import SENSITIVE_ENTRIES

_PAGE = sql.SQL(
    "WITH plans AS ("
    "SELECT DISTINCT ON (p.subject_ref) p.subject_ref, p.each, p.held_on "
    "FROM sensitive_entries_v1 AS p WHERE p.jurisdiction = %(j)s AND p.record = ANY (%(plans)s) "
    "AND p.body = ANY (%(bodies)s) "
    "AND (%(after)s::text IS NULL OR p.subject_ref > %(after)s) "
    "ORDER BY p.subject_ref, p.held_on DESC, p.recorded_at DESC, p.no DESC) "
    "SELECT p.subject_ref, p.each, p.held_on, count(v.no), max(v.held_on) FROM plans AS p "
    "LEFT JOIN sensitive_entries_v1 AS v ON v.jurisdiction = %(j)s "
    "AND v.subject_ref = p.subject_ref AND v.record = ANY (%(visits)s) "
    "WHERE p.each IS NOT NULL GROUP BY p.subject_ref, p.each, p.held_on "
    "ORDER BY p.subject_ref LIMIT %(limit)s"
)


class PostgresRegisterLines:
    """``RegisterLines`` on the entries about somebody.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        rule: SensitiveRegister,
        bodies: Collection[str],
        *,
        after: str | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RegisterLine]:
        asked = {
            "j": jurisdiction,
            "plans": list(rule.plans),
            "visits": list(rule.visits),
            "bodies": sorted(bodies),
            "after": after,
            "limit": limit,
        }
        with self._views.view(jurisdiction, SENSITIVE_ENTRIES, as_of=as_of) as ask:
            return [RegisterLine(*row) for row in ask(_PAGE, asked, tuple_row)]
