"""The SQL of first moments and of zero counters, each with its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from application.directory import Scope
from application.read_models.figures import Cohort, Moment
from infrastructure.projections.case_queries import Conditions, Query
from infrastructure.projections.exclusion import counts


@dataclass(frozen=True, slots=True)
class _Span:
    """The two ends of a moment: the columns of their instants and of their events."""

    start: LiteralString
    end: LiteralString
    started_by: LiteralString
    ended_by: LiteralString


_MOMENTS: Mapping[Moment, _Span] = {
    # A case begins with its report, version 1, which says when the matter was discovered.
    Moment.DISCOVER_TO_UPLOAD: _Span("discovered_at", "uploaded_at", "1", "uploaded_version"),
    Moment.UPLOAD_TO_HANDLING: _Span(
        "uploaded_at", "first_handled_at", "uploaded_version", "first_handled_version"
    ),
    Moment.UPLOAD_TO_CLOSE: _Span("uploaded_at", "closed_at", "uploaded_version", "closed_version"),
}
MOMENTS: Sequence[Moment] = tuple(_MOMENTS)


def moments(jurisdiction: str, scope: Scope, cohort: Cohort) -> Query:
    """One row: for each moment in ``MOMENTS`` count, median and 90th percentile."""
    wanted = _conditions(jurisdiction, scope, cohort)
    columns = []
    for ends in _MOMENTS.values():
        span: LiteralString = ends.end + " - " + ends.start
        columns.append(
            sql.SQL(
                "count(" + span + "), percentile_cont(0.5) WITHIN GROUP (ORDER BY " + span + "), "
                "percentile_cont(0.9) WITHIN GROUP (ORDER BY " + span + ")"
            )
        )
    text = sql.SQL("SELECT {} FROM case_board_v1 WHERE {}")
    return text.format(sql.SQL(", ").join(columns), wanted.where), wanted.parameters


def moment_evidence(
    jurisdiction: str, moment: Moment, scope: Scope, cohort: Cohort, after: int, limit: int
) -> Query:
    """Position, and on which side: the ends of the spans above, their beginnings below."""
    wanted = _conditions(jurisdiction, scope, cohort)
    ends = _MOMENTS[moment]
    text = sql.SQL(
        "SELECT e.position, bool_or(s.above) AS above, bool_or(s.below) AS below "
        "FROM (SELECT * FROM case_board_v1 WHERE {where} AND {span} IS NOT NULL) AS counted "
        "CROSS JOIN LATERAL (VALUES ({ended}, true, false), ({started}, false, true)) "
        "AS s (v, above, below) JOIN events e ON e.jurisdiction = counted.jurisdiction "
        "AND e.aggregate_id = counted.case_id AND e.version = s.v "
        "WHERE e.position > %(after)s GROUP BY e.position ORDER BY e.position LIMIT %(limit)s"
    ).format(
        where=wanted.where,
        span=sql.SQL(ends.end + " - " + ends.start),
        ended=sql.SQL(ends.ended_by),
        started=sql.SQL(ends.started_by),
    )
    return text, {**wanted.parameters, "after": after, "limit": limit + 1}


def zero_counters(jurisdiction: str, scope: Scope, cohort: Cohort) -> Query:
    """Kind and count of the serious events that occurred in the cohort's span."""
    wanted = _serious(jurisdiction, scope, cohort)
    text = sql.SQL(
        "SELECT s.serious_kind, count(*) FROM case_board_v1, "
        "unnest(serious_kinds, serious_at) AS s (serious_kind, at) WHERE {} GROUP BY 1"
    )
    return text.format(wanted.where), wanted.parameters


def zero_evidence(
    jurisdiction: str, kind: str, scope: Scope, cohort: Cohort, after: int, limit: int
) -> Query:
    """Positions of the serious events of a kind; one row more than the page holds."""
    wanted = _serious(jurisdiction, scope, cohort)
    wanted.add("s.serious_kind = %(kind)s", kind=kind)
    text = sql.SQL(
        "SELECT e.position, true AS above, false AS below FROM (SELECT jurisdiction, case_id, s.v "
        "FROM case_board_v1, unnest(serious_kinds, serious_at, serious_versions) "
        "AS s (serious_kind, at, v) WHERE {}) AS counted "
        "JOIN events e ON e.jurisdiction = counted.jurisdiction "
        "AND e.aggregate_id = counted.case_id AND e.version = counted.v "
        "WHERE e.position > %(after)s ORDER BY e.position LIMIT %(limit)s"
    )
    return text.format(wanted.where), {**wanted.parameters, "after": after, "limit": limit + 1}


def _serious(jurisdiction: str, scope: Scope, cohort: Cohort) -> Conditions:
    """Of the cohort's cases, the serious events ``s`` that occurred in its span."""
    spanless = Cohort(
        grid=cohort.grid, community=cohort.community, unit=cohort.unit, category=cohort.category
    )
    wanted = _conditions(jurisdiction, scope, spanless)
    wanted.add(
        "(%(from_at)s::timestamptz IS NULL OR s.at >= %(from_at)s) "
        "AND (%(to_at)s::timestamptz IS NULL OR s.at < %(to_at)s)",
        from_at=cohort.since,
        to_at=cohort.until,
    )
    return wanted


def _conditions(jurisdiction: str, scope: Scope, cohort: Cohort) -> Conditions:
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    wanted.add(counts("case_board_v1"))
    if cohort.since is not None:
        wanted.add("uploaded_at >= %(since)s", since=cohort.since)
    if cohort.until is not None:
        wanted.add("uploaded_at < %(until)s", until=cohort.until)
    wanted.equal("grid_id", cohort.grid)
    wanted.equal("community_id", cohort.community)
    wanted.equal("category", cohort.category)
    if cohort.unit is not None:
        wanted.add("units_ever @> ARRAY[%(unit)s::text]", unit=cohort.unit)
    return wanted
