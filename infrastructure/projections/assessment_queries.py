"""The SQL of the list of assessments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

from psycopg import sql
from psycopg.rows import tuple_row

from application.queries.assessment_desk import AssessmentCursor, AssessmentEvent
from application.read_models.as_of import AsOf
from application.read_models.assessments import AssessmentFilter, AssessmentLine, AssessmentState
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.assessments import ASSESSMENTS

_STATED: Mapping[str, LiteralString] = {
    "assessment": "a.assessment = %(assessment)s",
    "about": "a.about = %(about)s",
    "body": "a.body = %(body)s",
    "year": "a.year = %(year)s",
    "state": "a.state = %(state)s",
}
_COLUMNS = sql.SQL(", ").join(sql.Identifier("a", name) for name in ASSESSMENTS.columns)
_PAGE = sql.SQL(
    "SELECT {columns} FROM assessments_v1 AS a WHERE {conditions} "
    "ORDER BY a.assessment, a.aggregate_id LIMIT %(limit)s"
)
_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN assessments_v1 AS a ON a.jurisdiction = e.jurisdiction "
    "AND a.aggregate_id = e.aggregate_id AND e.version <= a.version "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
    "ORDER BY e.position LIMIT %(limit)s"
)


class PostgresAssessments:
    """``AssessmentList`` on its table, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: AssessmentFilter,
        bodies: frozenset[str] | None,
        *,
        after: AssessmentCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[AssessmentLine]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        if after is not None:
            conditions.append("(a.assessment, a.aggregate_id) > (%(after_kind)s, %(after_id)s)")
            parameters |= {"after_kind": after.assessment, "after_id": after.aggregate_id}
        text = _PAGE.format(columns=_COLUMNS, conditions=_all(conditions))
        with self._views.view(jurisdiction, ASSESSMENTS, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [_line(row) for row in rows]

    def events(
        self,
        jurisdiction: str,
        which: AssessmentFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[AssessmentEvent]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        text = _EVENTS.format(conditions=_all(conditions))
        with self._views.view(jurisdiction, ASSESSMENTS, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [AssessmentEvent(position, found, topic) for position, found, topic in rows]


def _conditions(
    jurisdiction: str, which: AssessmentFilter, bodies: frozenset[str] | None
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["a.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if bodies is not None:
        conditions.append("(a.body = ANY (%(bodies)s) OR a.about = ANY (%(bodies)s))")
        parameters["bodies"] = sorted(bodies)
    return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))


def _line(row: Sequence[Any]) -> AssessmentLine:
    """A row of the table; its types and the fold vouch for the values."""
    fields = dict(zip(ASSESSMENTS.columns, row, strict=True))
    typed = {"state": AssessmentState(fields["state"]), "parts": tuple(fields["parts"])}
    return AssessmentLine(**fields | typed)
