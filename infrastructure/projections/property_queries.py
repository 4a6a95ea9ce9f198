"""The SQL of the property league: pages for people, look-ups for the sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from application.property.ranking_sweep import Unranked
from application.queries.listing import ListEvent, Sight
from application.queries.property_desk import EstateCursor, LeagueFilter, LeagueRows
from application.read_models.as_of import AsOf
from application.read_models.property_league import (
    EstateLine,
    PropertyPeriodLine,
    PropertyRankingLine,
)
from infrastructure.postgres.readers import Readers
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.listed import ListSql, PostgresListing, columns_of, every
from infrastructure.projections.property_league import (
    ESTATES,
    PROPERTY_PERIODS,
    PROPERTY_RANKINGS,
)

_OF_ESTATES: Final[Mapping[str, LiteralString]] = {
    "estate": "o.estate = %(estate)s",
    "body": "o.body = %(body)s",
    "company": "o.company = %(company)s",
    "unwelcome": "(o.notice_posted_on IS NOT NULL) = %(unwelcome)s",
}
LISTED_ESTATES: Final = ListSql(
    ESTATES,
    {
        **_OF_ESTATES,
        "condition": "o.condition = %(condition)s",
        "mode": "o.mode = %(mode)s",
        "premises": "o.premises = %(premises)s",
        "complete": "(o.missing = '{}') = %(complete)s",
    },
    order=("estate",),
    mine="o.body = ANY (%(bodies)s)",
)
_IN_LEAGUE: Final = replace(
    LISTED_ESTATES,
    stated={
        **_OF_ESTATES,
        "listed": "EXISTS (SELECT FROM property_rankings_v1 AS r "
        "WHERE r.jurisdiction = o.jurisdiction AND r.estate = o.estate "
        "AND r.year = %(year)s AND r.listed_on IS NOT NULL) = %(listed)s",
    },
)
_PERIODS = sql.SQL(
    "SELECT {columns} FROM property_periods_v1 AS p WHERE p.jurisdiction = %(j)s "
    "AND p.estate = ANY (%(estates)s) AND p.first_day < %(until)s ORDER BY p.estate, p.first_day"
).format(columns=columns_of(PROPERTY_PERIODS.columns, "p"))
_PLACES = sql.SQL(
    "SELECT {columns} FROM property_rankings_v1 AS r WHERE r.jurisdiction = %(j)s "
    "AND r.estate = ANY (%(estates)s) AND r.year = %(year)s"
).format(columns=columns_of(PROPERTY_RANKINGS.columns, "r"))
_LEAGUE_EVENTS = sql.SQL(
    "WITH chosen AS (SELECT o.jurisdiction, o.estate, o.aggregate_id, o.version "
    "FROM estates_v1 AS o WHERE {conditions}), "
    "told AS (SELECT aggregate_id, version FROM chosen UNION "
    "SELECT p.aggregate_id, p.version FROM property_periods_v1 AS p JOIN chosen AS c "
    "ON c.jurisdiction = p.jurisdiction AND c.estate = p.estate "
    "WHERE p.jurisdiction = %(j)s AND p.first_day < %(until)s UNION "
    "SELECT r.aggregate_id, r.version FROM property_rankings_v1 AS r JOIN chosen AS c "
    "ON c.jurisdiction = r.jurisdiction AND c.estate = r.estate "
    "WHERE r.jurisdiction = %(j)s AND r.year = %(year)s) "
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN told AS t ON t.aggregate_id = e.aggregate_id AND e.version <= t.version "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s "
    "ORDER BY e.position LIMIT %(limit)s"
)
_TABLES: Final = (ESTATES, PROPERTY_PERIODS, PROPERTY_RANKINGS)
_SCORED = sql.SQL(
    "SELECT DISTINCT p.body, extract(year FROM p.first_day)::integer FROM property_periods_v1 AS p "
    "WHERE p.jurisdiction = %(j)s AND p.score IS NOT NULL AND p.first_day < %(before)s "
    "AND extract(year FROM p.scored_at AT TIME ZONE 'UTC' + interval '8 hours') "  # CAL-01
    "<= extract(year FROM p.first_day)"
)
_RANKED = sql.SQL(
    "SELECT DISTINCT r.among, r.year FROM property_rankings_v1 AS r WHERE r.jurisdiction = %(j)s"
)
_CODES = sql.SQL(
    "SELECT s.estate FROM estates_v1 AS s WHERE s.jurisdiction = %(j)s "
    "AND s.body = ANY (%(bodies)s) ORDER BY s.estate"
)


class PostgresPropertyLeague(PostgresListing[EstateLine]):
    """``PropertyLeague`` on its three tables, now or as they stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        super().__init__(_IN_LEAGUE, views)

    def league(
        self,
        jurisdiction: str,
        which: LeagueFilter,
        sight: Sight | None,
        *,
        after: EstateCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> LeagueRows:
        with self._views.view(jurisdiction, *_TABLES, as_of=as_of) as ask:
            estates = self.page_from(ask, jurisdiction, which, sight, after=after, limit=limit)
            parameters = {
                "j": jurisdiction,
                "estates": [line.estate for line in estates],
                "year": which.year,
                "until": _end_of(which.year),
            }
            periods = ask(_PERIODS, parameters, tuple_row)
            places = ask(_PLACES, parameters, tuple_row)
        ranked = [_named(PropertyRankingLine, PROPERTY_RANKINGS.columns, row) for row in places]
        return LeagueRows(
            estates,
            [_named(PropertyPeriodLine, PROPERTY_PERIODS.columns, row) for row in periods],
            {line.estate: line for line in ranked},
        )

    def league_events(
        self,
        jurisdiction: str,
        which: LeagueFilter,
        sight: Sight | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        conditions, parameters = self.conditions(jurisdiction, which, sight)
        parameters |= {"until": _end_of(which.year), "after": after, "limit": limit}
        text = _LEAGUE_EVENTS.format(conditions=every(conditions))
        with self._views.view(jurisdiction, *_TABLES, as_of=as_of) as ask:
            rows = ask(text, parameters, tuple_row)
        return [ListEvent(position, found, topic) for position, found, topic in rows]

    def conditions(
        self, jurisdiction: str, which: Any, sight: Sight | None
    ) -> tuple[list[sql.Composable], dict[str, Any]]:
        conditions, parameters = super().conditions(jurisdiction, which, sight)
        return conditions, parameters | {"year": which.year}


class PostgresRankingIndex:
    """``RankingIndex`` on the tables of the league.

    Args:
        readers: connections of the service's role.
        views: of tables that are no case's.
    """

    def __init__(self, readers: Readers, views: AggregateViews) -> None:
        self._readers = readers
        self._views = views

    def unranked(self, jurisdiction: str, before: date) -> Unranked:
        parameters = {"j": jurisdiction, "before": before}
        try:
            scored = self._readers.rows(_SCORED, parameters, tuple_row)
            ranked = self._readers.rows(_RANKED, parameters, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost
        return Unranked(frozenset(scored), frozenset(ranked))

    def estates(self, jurisdiction: str, bodies: AbstractSet[str], as_of: AsOf) -> Sequence[str]:
        parameters = {"j": jurisdiction, "bodies": sorted(bodies)}
        with self._views.view(jurisdiction, ESTATES, as_of=as_of) as ask:
            return [estate for (estate,) in ask(_CODES, parameters, tuple_row)]


def _end_of(year: int) -> date:
    """The first day after it."""
    return date(year + 1, 1, 1)


def _named(kind: type[Any], columns: Sequence[str], row: Sequence[Any]) -> Any:
    """A row of a table; its types and the fold vouch for the values."""
    return kind(**dict(zip(columns, row, strict=True)))
