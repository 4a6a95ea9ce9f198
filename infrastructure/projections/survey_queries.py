"""The SQL of surveys: pages for people, the count when one is closed, and who made up a rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from application.queries.listing import Sight
from application.queries.survey_desk import RateEvent
from application.read_models.as_of import AsOf
from application.read_models.surveys import Question, RateFilter, SurveyFilter, SurveyLine
from domain.surveys.tally import Tally
from infrastructure.postgres.readers import Readers
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.histories import TRACKING
from infrastructure.projections.listed import ListSql, PostgresListing, every
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
_LISTED: Final = ListSql(
    SURVEYS,
    {
        "code": "o.code = %(code)s",
        "kind": "o.kind = %(kind)s",
        "body": "o.body = %(body)s",
        "about": "o.about = %(about)s",
        "closed": "(o.closed_at IS NOT NULL) = %(closed)s",
        "from_on": "o.until_on >= %(from_on)s",
        "until_on": "o.until_on <= %(until_on)s",
    },
    order=("until_on", "code"),
    mine="o.body = ANY (%(bodies)s)",
)
# The answers themselves are looked at as they are: none ever changes, ``counted_to`` bounds them.
_ANSWERS = sql.SQL(
    "SELECT e.position, {numerator} FROM survey_answers_v1 AS a "
    "JOIN surveys_v1 AS o ON o.jurisdiction = a.jurisdiction AND o.code = a.survey "
    "JOIN events AS e ON e.jurisdiction = a.jurisdiction AND e.aggregate_id = a.aggregate_id "
    "AND e.position <= o.counted_to "
    "WHERE a.jurisdiction = %(j)s AND a.survey = %(code)s AND e.position > %(after)s "
    "AND {denominator} AND {conditions} ORDER BY e.position LIMIT %(limit)s"
)
_VALID: LiteralString = "(NOT o.awareness OR a.aware IS NOT NULL)"
_SIDES: Mapping[Question, tuple[LiteralString, LiteralString]] = {
    Question.AWARENESS: ("a.aware", "o.awareness AND a.aware IS NOT NULL"),
    Question.SATISFACTION: (
        "a.satisfied = ANY (o.satisfied_by)",
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


class PostgresSurveys(PostgresListing[SurveyLine]):
    """``SurveyRates`` beside the list of surveys, now or as it stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        super().__init__(_LISTED, views)

    def answers(
        self,
        jurisdiction: str,
        which: RateFilter,
        sight: Sight | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RateEvent]:
        of_survey = SurveyFilter(code=which.code)
        conditions, parameters = self.conditions(jurisdiction, of_survey, sight)
        numerator, denominator = _SIDES[which.question]
        text = _ANSWERS.format(
            numerator=sql.SQL(numerator),
            denominator=sql.SQL(denominator),
            conditions=every(conditions),
        )
        with self._views.view(jurisdiction, SURVEYS, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [RateEvent(position, bool(above)) for position, above in rows]
