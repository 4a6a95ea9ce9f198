"""The SQL of the property league: pages for people, look-ups for the sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from application.property.ranking_sweep import Unranked
from application.queries.property_desk import LeagueFilter, LeagueRows, PropertyEvent
from application.read_models.as_of import AsOf
from application.read_models.property_league import (
    EstateFilter,
    EstateLine,
    PremisesState,
    PropertyPeriodLine,
    PropertyRankingLine,
)
from infrastructure.postgres.readers import Readers
from infrastructure.projections.aggregate_views import AggregateViews
from infrastructure.projections.property_league import (
    ESTATES,
    PROPERTY_PERIODS,
    PROPERTY_RANKINGS,
)

_STATED: Mapping[str, LiteralString] = {
    "estate": "s.estate = %(estate)s",
    "body": "s.body = %(body)s",
    "company": "s.company = %(company)s",
    "condition": "s.condition = %(condition)s",
    "mode": "s.mode = %(mode)s",
    "premises": "s.premises = %(premises)s",
    "complete": "(s.missing = '{}') = %(complete)s",
    "unwelcome": "(s.notice_posted_on IS NOT NULL) = %(unwelcome)s",
}
_LISTED: LiteralString = (
    "EXISTS (SELECT FROM property_rankings_v1 AS r WHERE r.jurisdiction = s.jurisdiction "
    "AND r.estate = s.estate AND r.year = %(year)s AND r.listed_on IS NOT NULL) = %(listed)s"
)


def _columns(alias: str, names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(alias, name) for name in names)


_ESTATES = sql.SQL(
    "SELECT {columns} FROM estates_v1 AS s WHERE {conditions} ORDER BY s.estate LIMIT %(limit)s"
)
_PERIODS = sql.SQL(
    "SELECT {columns} FROM property_periods_v1 AS p WHERE p.jurisdiction = %(j)s "
    "AND p.estate = ANY (%(estates)s) AND p.first_day < %(until)s ORDER BY p.estate, p.first_day"
).format(columns=_columns("p", PROPERTY_PERIODS.columns))
_PLACES = sql.SQL(
    "SELECT {columns} FROM property_rankings_v1 AS r WHERE r.jurisdiction = %(j)s "
    "AND r.estate = ANY (%(estates)s) AND r.year = %(year)s"
).format(columns=_columns("r", PROPERTY_RANKINGS.columns))
_ESTATE_EVENTS = sql.SQL(
    "SELECT e.position, e.aggregate_id, e.topic FROM events AS e "
    "JOIN estates_v1 AS s ON s.jurisdiction = e.jurisdiction "
    "AND s.aggregate_id = e.aggregate_id AND e.version <= s.version "
    "WHERE e.jurisdiction = %(j)s AND e.position > %(after)s AND {conditions} "
    "ORDER BY e.position LIMIT %(limit)s"
)
_LEAGUE_EVENTS = sql.SQL(
    "WITH chosen AS (SELECT s.jurisdiction, s.estate, s.aggregate_id, s.version "
    "FROM estates_v1 AS s WHERE {conditions}), "
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


class PostgresPropertyLeague:
    """``PropertyLeague`` on its three tables, now or as they stood.

    Args:
        views: of tables that are no case's.
    """

    def __init__(self, views: AggregateViews) -> None:
        self._views = views

    def estates(
        self,
        jurisdiction: str,
        which: EstateFilter,
        bodies: frozenset[str] | None,
        *,
        after: str | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[EstateLine]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        text, more = _page(conditions, after)
        with self._views.view(jurisdiction, ESTATES, as_of=as_of) as ask:
            rows = ask(text, parameters | more | {"limit": limit}, tuple_row)
        return [_estate(row) for row in rows]

    def estate_events(
        self,
        jurisdiction: str,
        which: EstateFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[PropertyEvent]:
        conditions, parameters = _conditions(jurisdiction, which, bodies)
        text = _ESTATE_EVENTS.format(conditions=_all(conditions))
        with self._views.view(jurisdiction, ESTATES, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [PropertyEvent(position, found, topic) for position, found, topic in rows]

    def league(
        self,
        jurisdiction: str,
        which: LeagueFilter,
        bodies: frozenset[str] | None,
        *,
        after: str | None,
        limit: int,
        as_of: AsOf | None,
    ) -> LeagueRows:
        conditions, parameters = _league(jurisdiction, which, bodies)
        text, more = _page(conditions, after)
        tables = (ESTATES, PROPERTY_PERIODS, PROPERTY_RANKINGS)
        with self._views.view(jurisdiction, *tables, as_of=as_of) as ask:
            found = ask(text, parameters | more | {"limit": limit}, tuple_row)
            estates = [_estate(row) for row in found]
            parameters["estates"] = [line.estate for line in estates]
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
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[PropertyEvent]:
        conditions, parameters = _league(jurisdiction, which, bodies)
        text = _LEAGUE_EVENTS.format(conditions=_all(conditions))
        tables = (ESTATES, PROPERTY_PERIODS, PROPERTY_RANKINGS)
        with self._views.view(jurisdiction, *tables, as_of=as_of) as ask:
            rows = ask(text, parameters | {"after": after, "limit": limit}, tuple_row)
        return [PropertyEvent(position, found, topic) for position, found, topic in rows]


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


def _conditions(
    jurisdiction: str, which: EstateFilter | LeagueFilter, bodies: frozenset[str] | None
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions: list[LiteralString] = ["s.jurisdiction = %(j)s"]
    parameters: dict[str, Any] = {"j": jurisdiction}
    for name, condition in _STATED.items():
        value = getattr(which, name, None)
        if value is not None:
            conditions.append(condition)
            parameters[name] = value
    if bodies is not None:
        conditions.append("s.body = ANY (%(bodies)s)")
        parameters["bodies"] = sorted(bodies)
    return conditions, parameters


def _league(
    jurisdiction: str, which: LeagueFilter, bodies: frozenset[str] | None
) -> tuple[list[LiteralString], dict[str, Any]]:
    conditions, parameters = _conditions(jurisdiction, which, bodies)
    parameters |= {"year": which.year, "until": date(which.year + 1, 1, 1)}
    if which.listed is not None:
        conditions.append(_LISTED)
        parameters["listed"] = which.listed
    return conditions, parameters


def _page(
    conditions: list[LiteralString], after: str | None
) -> tuple[sql.Composed, dict[str, Any]]:
    more: dict[str, Any] = {}
    if after is not None:
        conditions = [*conditions, "s.estate > %(after)s"]
        more["after"] = after
    return _ESTATES.format(
        columns=_columns("s", ESTATES.columns), conditions=_all(conditions)
    ), more


def _all(conditions: Sequence[LiteralString]) -> sql.Composed:
    return sql.SQL(" AND ").join(map(sql.SQL, conditions))


def _named(kind: type[Any], columns: Sequence[str], row: Sequence[Any]) -> Any:
    """A row of a table; its types and the fold vouch for the values."""
    return kind(**dict(zip(columns, row, strict=True)))


def _estate(row: Sequence[Any]) -> EstateLine:
    fields = dict(zip(ESTATES.columns, row, strict=True))
    for name in ("missing", "proposals", "notices"):
        fields[name] = tuple(fields[name])
    if fields["premises"] is not None:
        fields["premises"] = PremisesState(fields["premises"])
    return EstateLine(**fields)
