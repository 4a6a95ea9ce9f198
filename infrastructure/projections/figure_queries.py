"""The SQL of figures: for each the events on both its sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import LiteralString

from psycopg import sql
from pydantic_core import to_json

from application.directory import Scope
from application.read_models.figures import Cohort, FigureRules, Measure, Moment
from infrastructure.projections.case_queries import Conditions, Query

_CLOSED: LiteralString = "state IN ('CLOSED', 'RATED')"
_OVERDUE: LiteralString = "is_open AND due_at <= %(at)s"


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a figure: which rows, and which events of each."""

    rows: LiteralString
    versions: LiteralString


@dataclass(frozen=True, slots=True)
class _Sides:
    """A figure over a table.

    Attributes:
        value: what a row adds to the numerator; None: the number of its events.
        parts: further counts of rows, by name.
    """

    numerator: _Side
    denominator: _Side
    table: LiteralString = "case_board_v1"
    value: LiteralString | None = None
    parts: Mapping[str, LiteralString] = field(default_factory=dict)


_ALL_CLOSED = _Side(_CLOSED, "ARRAY[closed_version]")
_WITH_BOUND: LiteralString = _CLOSED + " AND closed_on_time IS NOT NULL"
_ON_TIME = _Side(_CLOSED + " AND closed_on_time", "ARRAY[closed_version]")
_TIME_PARTS: Mapping[str, LiteralString] = {
    "closed": _CLOSED,
    "closed_on_time": _CLOSED + " AND closed_on_time",
    "closed_without_bound": _CLOSED + " AND closed_on_time IS NULL",
    "open": "is_open",
    "overdue_open": _OVERDUE,
}

_MEASURES: Mapping[Measure, _Sides] = MappingProxyType(
    {
        Measure.CLOSURE: _Sides(
            _Side("uploaded_at IS NOT NULL AND " + _CLOSED, "ARRAY[closed_version]"),
            _Side(
                "uploaded_at IS NOT NULL AND state NOT IN ('MERGED', 'WITHDRAWN')",
                "ARRAY[uploaded_version]",
            ),
            parts={
                "uploaded": "uploaded_at IS NOT NULL",
                "closed": "uploaded_at IS NOT NULL AND " + _CLOSED,
                "open": "uploaded_at IS NOT NULL AND is_open",
                "merged": "uploaded_at IS NOT NULL AND state = 'MERGED'",
                "withdrawn": "uploaded_at IS NOT NULL AND state = 'WITHDRAWN'",
                "rejected": "uploaded_at IS NOT NULL AND state = 'REJECTED'",
            },
        ),
        Measure.ON_TIME_NAIVE: _Sides(
            _ON_TIME, _Side(_WITH_BOUND, "ARRAY[closed_version]"), parts=_TIME_PARTS
        ),
        Measure.ON_TIME_FAIR: _Sides(
            _ON_TIME,
            _Side(
                "(" + _WITH_BOUND + ") OR (" + _OVERDUE + ")",
                "ARRAY[coalesce(closed_version, greatest(overdue_version, due_version))]",
            ),
            parts=_TIME_PARTS,
        ),
        Measure.TIMELINESS: _Sides(
            _Side("is_settled AND status = 'GIVEN'", "ARRAY[settled_version]"),
            _Side("is_settled", "ARRAY[settled_version]"),
            table="feedback_obligations_v1",
            parts={
                "given": "status = 'GIVEN'",
                "missed": "status IN ('MISSED', 'GIVEN_LATE')",
                "given_late": "status = 'GIVEN_LATE'",
                "open": "status = 'OPEN'",
                "cancelled": "status = 'CANCELLED'",
            },
        ),
        Measure.MISROUTE: _Sides(
            _Side("true", "returned_versions"),
            _Side("true", "routed_versions"),
            parts={
                "cases_given_out": "hops > 0",
                "cases_returned": "misroutes > 0",
                "cases_given_out_again": "hops > 1",
            },
        ),
        Measure.SATISFACTION: _Sides(
            _Side("score IS NOT NULL", "ARRAY[rated_version]"),
            _Side("score IS NOT NULL", "ARRAY[rated_version]"),
            value="score",
            parts={"rated": "score IS NOT NULL", "closed": _CLOSED},
        ),
        Measure.RATED: _Sides(
            _Side(_CLOSED + " AND rated_closing = closing_no", "ARRAY[rated_version]"),
            _ALL_CLOSED,
        ),
        Measure.UNRATED: _Sides(
            _Side(
                _CLOSED + " AND rated_closing < closing_no AND closed_at < unrated_before",
                "ARRAY[closed_version]",
            ),
            _ALL_CLOSED,
            parts={
                "rated": _CLOSED + " AND rated_closing = closing_no",
                "waiting": _CLOSED + " AND rated_closing < closing_no "
                "AND coalesce(closed_at >= unrated_before, true)",
            },
        ),
        Measure.LOWEST_LEVEL: _Sides(
            _Side(_CLOSED + " AND closing_level = ANY (lowest_levels)", "ARRAY[closed_version]"),
            _ALL_CLOSED,
        ),
        Measure.KEPT_WITHIN_AIM: _Sides(
            _Side("hops > 0 AND cardinality(breach_versions) = 0", "routed_versions[1:1]"),
            _Side("hops > 0", "routed_versions[1:1]"),
            parts={"beyond_aim": "cardinality(breach_versions) > 0"},
        ),
        Measure.HOPS: _Sides(
            _Side("hops > 0", "routed_versions"),
            _Side("hops > 0", "routed_versions[1:1]"),
            parts={"given_out_again": "hops > 1"},
        ),
    }
)


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


def share(  # a figure, of what, for whom, by which rules
    jurisdiction: str,
    measure: Measure,
    scope: Scope,
    cohort: Cohort,
    rules: Mapping[str, FigureRules],
    at: datetime,
) -> Query:
    """One row: numerator, denominator, then each part by its name."""
    sides = _MEASURES[measure]
    wanted = _conditions(jurisdiction, sides.table, scope, cohort)
    value = sides.value or "cardinality(" + sides.numerator.versions + ")"
    counts = [
        _sum(value, sides.numerator.rows, "numerator"),
        _sum(
            "cardinality(" + sides.denominator.versions + ")", sides.denominator.rows, "denominator"
        ),
        *(_count(rows, name) for name, rows in sides.parts.items()),
    ]
    text = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        sql.SQL(", ").join(counts), _source(sides.table), wanted.where
    )
    return text, wanted.parameters | _rule_parameters(rules, at)


def evidence(  # as ``share``, and which page of its events
    jurisdiction: str,
    measure: Measure,
    scope: Scope,
    cohort: Cohort,
    rules: Mapping[str, FigureRules],
    at: datetime,
    after: int,
    limit: int,
) -> Query:
    """Position, and whether it counts on each side; one row more than the page holds."""
    sides = _MEASURES[measure]
    wanted = _conditions(jurisdiction, sides.table, scope, cohort)
    parameters = wanted.parameters | _rule_parameters(rules, at)
    return _evidence(_source(sides.table), wanted, sides, parameters, after, limit)


def _evidence(
    source: sql.SQL,
    wanted: Conditions,
    sides: _Sides,
    parameters: Mapping[str, object],
    after: int,
    limit: int,
) -> Query:
    text = sql.SQL(
        "SELECT e.position, bool_or(s.above) AS above, bool_or(s.below) AS below "
        "FROM (SELECT * FROM {source} WHERE {where}) AS counted "
        "CROSS JOIN LATERAL ("
        "SELECT v, true AS above, false AS below FROM unnest({top_versions}) AS v "
        "WHERE {top_rows} UNION ALL "
        "SELECT v, false, true FROM unnest({bottom_versions}) AS v WHERE {bottom_rows}) AS s "
        "JOIN events e ON e.jurisdiction = counted.jurisdiction "
        "AND e.aggregate_id = counted.case_id AND e.version = s.v "
        "WHERE e.position > %(after)s GROUP BY e.position ORDER BY e.position LIMIT %(limit)s"
    ).format(
        source=source,
        where=wanted.where,
        top_versions=sql.SQL(sides.numerator.versions),
        top_rows=sql.SQL(sides.numerator.rows),
        bottom_versions=sql.SQL(sides.denominator.versions),
        bottom_rows=sql.SQL(sides.denominator.rows),
    )
    return text, {**parameters, "after": after, "limit": limit + 1}


def timeliness_by_unit(
    jurisdiction: str, scope: Scope, cohort: Cohort, after: tuple[str, str] | None, limit: int
) -> Query:
    """Unit, month, in time, settled; one row more than the page holds."""
    wanted = _conditions(jurisdiction, "feedback_obligations_v1", scope, cohort)
    wanted.add("is_settled")
    if after is not None:
        wanted.add(
            '(unit_id COLLATE "C", settled_month COLLATE "C") > (%(after_unit)s, %(after_month)s)',
            after_unit=after[0],
            after_month=after[1],
        )
    text = sql.SQL(
        "SELECT unit_id, settled_month, count(*) FILTER (WHERE status = 'GIVEN') AS given, "
        "count(*) AS settled FROM feedback_obligations_v1 WHERE {} GROUP BY 1, 2 "
        'ORDER BY unit_id COLLATE "C", settled_month COLLATE "C" LIMIT %(limit)s'
    )
    return text.format(wanted.where), wanted.parameters | {"limit": limit + 1}


def moments(jurisdiction: str, scope: Scope, cohort: Cohort) -> Query:
    """One row: for each moment in ``MOMENTS`` count, median and 90th percentile."""
    wanted = _conditions(jurisdiction, "case_board_v1", scope, cohort)
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
    """As ``evidence``: the ends of the spans above, their beginnings below."""
    wanted = _conditions(jurisdiction, "case_board_v1", scope, cohort)
    ends = _MOMENTS[moment]
    both: LiteralString = ends.end + " - " + ends.start + " IS NOT NULL"
    sides = _Sides(
        _Side(both, "ARRAY[" + ends.ended_by + "]"), _Side(both, "ARRAY[" + ends.started_by + "]")
    )
    return _evidence(sql.SQL("case_board_v1"), wanted, sides, wanted.parameters, after, limit)


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
    wanted = _conditions(jurisdiction, "case_board_v1", scope, spanless)
    wanted.add(
        "(%(from_at)s::timestamptz IS NULL OR s.at >= %(from_at)s) "
        "AND (%(to_at)s::timestamptz IS NULL OR s.at < %(to_at)s)",
        from_at=cohort.since,
        to_at=cohort.until,
    )
    return wanted


def _conditions(
    jurisdiction: str, table: LiteralString, scope: Scope, cohort: Cohort
) -> Conditions:
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    owed = table == "feedback_obligations_v1"
    instant: LiteralString = "settled_at" if owed else "uploaded_at"
    if cohort.since is not None:
        wanted.add(instant + " >= %(since)s", since=cohort.since)
    if cohort.until is not None:
        wanted.add(instant + " < %(until)s", until=cohort.until)
    wanted.equal("grid_id", cohort.grid)
    wanted.equal("community_id", cohort.community)
    if owed:
        wanted.equal("unit_id", cohort.unit)
        if cohort.category is not None:
            wanted.add(
                "case_id IN (SELECT b.case_id FROM case_board_v1 AS b "
                "WHERE b.jurisdiction = %(jurisdiction)s AND b.category = %(category)s)",
                category=cohort.category,
            )
    else:
        wanted.equal("category", cohort.category)
        if cohort.unit is not None:
            wanted.add("units_ever @> ARRAY[%(unit)s::text]", unit=cohort.unit)
    return wanted


def _source(table: LiteralString) -> sql.SQL:
    if table != "case_board_v1":
        return sql.SQL(table)
    return sql.SQL(
        "case_board_v1 LEFT JOIN jsonb_to_recordset(%(rules)s::jsonb) "
        "AS r (ref text, unrated_before timestamptz, lowest_levels text[]) ON r.ref = pack"
    )


def _rule_parameters(rules: Mapping[str, FigureRules], at: datetime) -> dict[str, object]:
    rows = [
        {"ref": ref, "unrated_before": r.unrated_before, "lowest_levels": r.lowest_levels}
        for ref, r in rules.items()
    ]
    return {"rules": to_json(rows).decode(), "at": at}


def _sum(value: LiteralString, rows: LiteralString, name: LiteralString) -> sql.Composed:
    return sql.SQL(
        "coalesce(sum(" + value + ") FILTER (WHERE " + rows + "), 0)::bigint AS {}"
    ).format(sql.Identifier(name))


def _count(rows: LiteralString, name: str) -> sql.Composed:
    return sql.SQL("count(*) FILTER (WHERE " + rows + ") AS {}").format(sql.Identifier(name))
