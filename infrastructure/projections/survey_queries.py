"""The SQL of surveys: pages for people, the count when one is closed, and who made up a rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from application.queries.survey_desk import RateEvent, SurveyCursor
from application.read_models.as_of import AsOf
from application.read_models.surveys import Question, SurveyFilter, SurveyLine
from domain.surveys.tally import Tally
from infrastructure.postgres.readers import Readers
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.histories import TRACKING
from infrastructure.projections.surveys import SURVEYS

# One statement sees one state of the database: these answers are those up to ``reached``. An
# answer that came in time is recorded before the bound, so nothing later can be missing.
_TALLY = sql.SQL(
    "WITH reached AS (SELECT coalesce((SELECT position FROM tracking "
    "WHERE jurisdiction = %(j)s AND name = %(name)s), 0) AS position) "
    "SELECT r.position, NOT EXISTS (SELECT FROM events AS e WHERE e.jurisdiction = %(j)s "
    "AND e.position > r.position AND e.recorded_at < %(closes_at)s), "
    "a.survey IS NOT NULL, a.aware, a.satisfied, count(a.survey) "
    "FROM reached AS r LEFT JOIN survey_answers_v1 AS a "
    "ON a.jurisdiction = %(j)s AND a.survey = %(survey)s GROUP BY 1, 3, 4, 5"
)
_STATED: Mapping[str, LiteralString] = {
    "code": "s.code = %(code)s",
    "kind": "s.kind = %(kind)s",
    "body": "s.body = %(body)s",
    "about": "s.about = %(about)s",
    "closed": "(s.closed_at IS NOT NULL) = %(closed)s",
    "from_on": "s.until_on >= %(from_on)s",
    "until_on": "s.until_on <= %(until_on)s",
}
_COLUMNS = sql.SQL(", ").join(sql.Identifier("s", name) for name in SURVEYS.columns)
_PAGE = sql.SQL(
    "SELECT {columns} FROM surveys_v1 AS s WHERE {conditions} "
    "ORDER BY s.until_on, s.code LIMIT %(limit)s"
)
# The answers themselves are looked at as they are: none ever changes, ``counted_to`` bounds them.
_EVENTS = sql.SQL(
    "SELECT e.position, {numerator} FROM survey_answers_v1 AS a "
    "JOIN surveys_v1 AS s ON s.jurisdiction = a.jurisdiction AND s.code = a.survey "
    "JOIN events AS e ON e.jurisdiction = a.jurisdiction AND e.aggregate_id = a.aggregate_id "
    "AND e.position <= s.counted_to "
    "WHERE a.jurisdiction = %(j)s AND a.survey = %(code)s AND e.position > %(after)s "
    "AND {denominator} AND {conditions} ORDER BY e.position LIMIT %(limit)s"
)
_VALID: LiteralString = "(NOT s.awareness OR a.aware IS NOT NULL)"
_SIDES: Mapping[Question, tuple[LiteralString, LiteralString]] = {
    Question.AWARENESS: ("a.aware", "s.awareness AND a.aware IS NOT NULL"),
    Question.SATISFACTION: (
        "a.satisfied = ANY (s.satisfied_by)",
        f"a.satisfied IS NOT NULL AND {_VALID}",
    ),
}


class PostgresPolls:
    """``Polls`` on the table of answers.

    Args:
        readers: connections of the service's role.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    def tally(self, jurisdiction: str, survey: str, closes_at: datetime) -> Tally:
        parameters = {
            "j": jurisdiction,
            "survey": survey,
            "closes_at": closes_at,
            "name": TRACKING,
        }
        try:
            rows = self._readers.rows(_TALLY, parameters, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost
        [(reached, complete), *_] = {(row[0], row[1]) for row in rows}
        groups = {(aware, label): n for _, _, there, aware, label, n in rows if there}
        return Tally(counted_to=reached, complete=complete, groups=groups)


class PostgresSurveys:
    """``SurveyList`` on the table of surveys, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def page(
        self,
        jurisdiction: str,
        which: SurveyFilter,
        bodies: frozenset[str] | None,
        *,
        after: SurveyCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[SurveyLine]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        if after is not None:
            conditions.append("(s.until_on, s.code) > (%(after_on)s, %(after_code)s)")
            parameters |= {"after_on": after.until_on, "after_code": after.code}
        text = _PAGE.format(columns=_COLUMNS, conditions=_all(conditions))
        with self._views.view(jurisdiction, SURVEYS, as_of=as_of) as ask:
            rows = ask(text, parameters | {"limit": limit}, tuple_row)
        return [SurveyLine(**dict(zip(SURVEYS.columns, row, strict=True))) for row in rows]

    def events(  # which rate, seen by whom, and where to go on
        self,
        jurisdiction: str,
        code: str,
        question: Question,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RateEvent]:
        which = SurveyFilter(code=code)
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        numerator, denominator = _SIDES[question]
        text = _EVENTS.format(
            numerator=sql.SQL(numerator),
            denominator=sql.SQL(denominator),
            conditions=_all(conditions),
        )
        parameters |= {"after": after, "limit": limit}
        with self._views.view(jurisdiction, SURVEYS, as_of=as_of) as ask:
            rows = ask(text, parameters, tuple_row)
        return [RateEvent(position, bool(above)) for position, above in rows]


def _conditions(
    jurisdiction: str, which: SurveyFilter, bodies: frozenset[str] | None
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["s.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if bodies is not None:
        conditions.append("s.body = ANY (%(bodies)s)")
        parameters["bodies"] = sorted(bodies)
    return conditions, parameters


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))
