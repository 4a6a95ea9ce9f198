"""The SQL of indicators: how many events a set holds, and which they are.

A set of the catalogue is facts that hold and facts that do not, so one predicate serves the rows
and the counts of rows that are alike. What depends on the instant is always counted from the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, LiteralString
from uuid import UUID

from psycopg import sql
from pydantic_core import to_json

from application.directory import Scope
from application.read_models.figures import Cohort, FigureRules, Group, Place
from domain.calendar.local_time import local_date, start_of
from domain.indicators.catalogue import EventSet
from domain.indicators.facts import Basis, Condition, Counted, bits_of
from domain.indicators.formula import Side
from infrastructure.projections.case_queries import Conditions, Query
from infrastructure.projections.indicator_facts import EVERYTHING, INSTANTS

Sets = Mapping[str, EventSet]

_ROWS: Final[LiteralString] = "indicator_facts_v1"
_COUNTS: Final[LiteralString] = "indicator_counts_v1"
_RULES: Final[LiteralString] = (
    "LEFT JOIN jsonb_to_recordset(%(rules)s::jsonb) "
    "AS r (ref text, unrated_before timestamptz, lowest_levels text[]) ON r.ref = pack"
)
_WHEN: Final[Mapping[Condition, LiteralString]] = {
    Condition.OVERDUE: "is_open AND bound_at <= %(at)s",
    Condition.NOT_YET_DUE: "is_open AND bound_at > %(at)s",
    Condition.RATING_AWAITED: "closed_at IS NOT NULL "
    "AND coalesce(closed_at >= unrated_before, true)",
    Condition.LOWEST_LEVEL: "closing_level = ANY (lowest_levels)",
}
_STEADY: Final = frozenset({None, Condition.LOWEST_LEVEL})
"""Conditions that the counts of rows can tell as well."""
_RULED: Final = frozenset({Condition.RATING_AWAITED, Condition.LOWEST_LEVEL})

_ROW_VALUES: Final[Mapping[Counted, LiteralString]] = {
    Counted.ROUTES: "cardinality(route_versions)",
    Counted.RETURNS: "cardinality(return_versions)",
    Counted.REWORKS: "cardinality(rework_versions)",
    Counted.SCORE: "score",
}
_COUNT_VALUES: Final[Mapping[Counted, LiteralString]] = {
    Counted.ROUTES: "routes",
    Counted.RETURNS: "returns",
    Counted.REWORKS: "reworks",
    Counted.SCORE: "score",
}
_VERSIONS: Final[Mapping[Counted, LiteralString]] = {
    Counted.REPORT: "ARRAY[1]",  # a case begins with its report
    Counted.UPLOAD: "ARRAY[upload_version]",
    Counted.FIRST_ROUTE: "route_versions[1:1]",
    Counted.ROUTES: "route_versions",
    Counted.RETURNS: "return_versions",
    Counted.ACCEPTANCE: "ARRAY[acceptance_version]",
    Counted.CLAIM: "ARRAY[claim_version]",
    Counted.FIRST_REWORK: "rework_versions[1:1]",
    Counted.REWORKS: "rework_versions",
    Counted.BOUND: "ARRAY[bound_version]",
    Counted.CLOSING: "ARRAY[closing_version]",
    Counted.RATING: "ARRAY[rating_version]",
    Counted.SCORE: "ARRAY[rating_version]",
    Counted.SETTLEMENT: "ARRAY[settlement_version]",
}
_ROW_GROUPS: Final[Mapping[Group, LiteralString]] = {
    Group.GRID: "grid_id",
    Group.COMMUNITY: "community_id",
    Group.CATEGORY: "category",
}


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted: the sets, of which rows, grouped by what.

    Attributes:
        at: the instant that decides what is overdue.
        may_sum: the counts of alike rows may be used; they show the present alone.
    """

    jurisdiction: str
    sets: Sets
    basis: Basis
    scope: Scope
    cohort: Cohort
    rules: Mapping[str, FigureRules]
    at: datetime
    group: Group | None = None
    may_sum: bool = False


def counted(asked: Counting) -> Iterator[tuple[Sequence[str], Query, int]]:
    """Statements whose rows hold the group, then the count of each of these sets.

    The counts of all statements add up, each with its sign. Of open cases nearly all are overdue or
    nearly none, but few are not yet due: what is overdue is the rest of them.
    """
    dimension = _dimension(asked) if asked.may_sum else None
    if dimension is None:
        yield *_from_rows(asked, list(asked.sets)), 1
        return
    overdue = {code for code, one in asked.sets.items() if one.when is Condition.OVERDUE}
    asked = replace(
        asked,
        sets={
            code: one.model_copy(update={"when": None}) if code in overdue else one
            for code, one in asked.sets.items()
        },
    )
    steady = [code for code, one in asked.sets.items() if one.when in _STEADY]
    if steady:
        yield *_from_counts(asked, steady, *dimension), 1
    coming: tuple[LiteralString, Mapping[str, object]] = ("is_open AND bound_at > %(at)s", {})
    if overdue:
        yield *_from_rows(asked, sorted(overdue), coming), -1
    due = [code for code, one in asked.sets.items() if one.when is Condition.NOT_YET_DUE]
    if due:
        yield *_from_rows(asked, due, coming), 1
    awaited = [code for code, one in asked.sets.items() if one.when is Condition.RATING_AWAITED]
    if awaited:
        yield *_from_rows(asked, awaited, _recent(asked)), 1


def _recent(asked: Counting) -> tuple[LiteralString, Mapping[str, object]]:
    """What was closed long ago is awaited under no pack."""
    bounds = [rule.unrated_before for rule in asked.rules.values()]
    known = [bound for bound in bounds if bound is not None]
    if not known or len(known) < len(bounds):
        return "closed_at IS NOT NULL", {}
    return "closed_at >= %(oldest)s", {"oldest": min(known)}


def _dimension(asked: Counting) -> tuple[str, str] | None:
    """The dimension of the counts that answers, and its member; None: only the rows do."""
    cohort = asked.cohort
    named = {
        Group.GRID: cohort.grid,
        Group.COMMUNITY: cohort.community,
        Group.CATEGORY: cohort.category,
        Group.UNIT: cohort.unit,
    }
    wanted = {group.value: member for group, member in named.items() if member is not None}
    by = asked.group if asked.group is not Group.MONTH else None
    whole_months = all(map(_begins_month, (cohort.since, cohort.until)))
    if not asked.scope.everything or not whole_months or len(wanted) + (by is not None) > 1:
        return None
    if by is not None:
        return by.value, ""
    return next(iter(wanted.items()), (EVERYTHING, ""))


def _begins_month(at: datetime | None) -> bool:
    return at is None or (local_date(at).day == 1 and start_of(local_date(at)) == at)


def _from_counts(
    asked: Counting, codes: Sequence[str], dimension: str, member: str
) -> tuple[Sequence[str], Query]:
    wanted = Conditions(asked.jurisdiction)
    wanted.add("dimension = %(dimension)s AND basis = %(basis)s", dimension=dimension,
               basis=asked.basis.value)  # fmt: skip
    grouped: LiteralString = "NULL::text"
    if asked.group is Group.MONTH:
        grouped = "to_char(month, 'YYYY-MM')"
    elif asked.group is not None:
        grouped = "member"
    if asked.group in {None, Group.MONTH}:
        wanted.add("member = %(member)s", member=member)
    for name, at in (("since", asked.cohort.since), ("until", asked.cohort.until)):
        if at is not None:
            sign: LiteralString = "month >= %(since)s" if name == "since" else "month < %(until)s"
            wanted.add(sign, **{name: local_date(at)})
    selected = [
        _summed(code, asked.sets[code], _COUNT_VALUES.get(asked.sets[code].counts, "cases"))
        for code in codes
    ]
    return codes, _grouped(asked, _COUNTS, codes, grouped, selected, wanted)


def _from_rows(
    asked: Counting,
    codes: Sequence[str],
    narrowed: tuple[LiteralString, Mapping[str, object]] = ("true", {}),
) -> tuple[Sequence[str], Query]:
    wanted = _conditions(asked)
    wanted.add(narrowed[0], **narrowed[1])
    source: LiteralString = _ROWS
    grouped: LiteralString = "NULL::text"
    if asked.group is Group.UNIT:
        source = _ROWS + " CROSS JOIN LATERAL unnest(counted_units) AS u (unit)"
        grouped = "u.unit"
        if asked.cohort.unit is not None:
            wanted.add("u.unit = %(unit)s", unit=asked.cohort.unit)
    elif asked.group is Group.MONTH:
        instant = INSTANTS[asked.basis]
        grouped = "to_char(" + instant + " AT TIME ZONE interval '8 hours', 'YYYY-MM')"
    elif asked.group is not None:
        grouped = _ROW_GROUPS[asked.group]
        wanted.add(grouped + " IS NOT NULL")
    selected = [
        _summed(code, asked.sets[code], _ROW_VALUES.get(asked.sets[code].counts, "1"))
        for code in codes
    ]
    return codes, _grouped(asked, source, codes, grouped, selected, wanted)


def _grouped(
    asked: Counting,
    source: LiteralString,
    codes: Sequence[str],
    grouped: LiteralString,
    selected: Sequence[sql.Composed],
    wanted: Conditions,
) -> Query:
    ruled = any(asked.sets[code].when in _RULED for code in codes)
    text = sql.SQL("SELECT {} AS grouped, {} FROM {} WHERE {} GROUP BY 1").format(
        sql.SQL(grouped),
        sql.SQL(", ").join(selected),
        sql.SQL(source + " " + _RULES if ruled else source),
        wanted.where,
    )
    return text, wanted.parameters | _rule_parameters(asked)


def _summed(code: str, one: EventSet, value: LiteralString) -> sql.Composed:
    return sql.SQL("coalesce(sum({}) FILTER (WHERE {}), 0)::bigint AS {}").format(
        sql.SQL(value), _rows_of(one), sql.Identifier(code)
    )


def _rows_of(one: EventSet) -> sql.Composable:
    """Which rows are in a set; of alike rows, whether they are."""
    held = bits_of(one.of)
    text: sql.Composable = sql.SQL("facts & {} = {}").format(
        sql.Literal(held | bits_of(one.absent)), sql.Literal(held)
    )
    if one.when is not None:
        text = sql.SQL("{} AND {}").format(text, sql.SQL(_WHEN[one.when]))
    return text


def evidence(
    asked: Counting,
    sides: tuple[Side, Side | None],
    after: Place | None,
    limit: int,
) -> Query:
    """Case, item, event, position, and whether it counts on each side.

    A page is so many cases and obligations with all their events; ``LIMIT`` is one more of them.
    """
    wanted = _conditions(asked)
    parts = [
        sql.SQL("SELECT v, {} AS above, {} AS below FROM unnest({}) AS v WHERE {}").format(
            sql.Literal(above),
            sql.Literal(not above),
            sql.SQL(_VERSIONS[asked.sets[code].counts]),
            _of_side(asked.sets, code, side),
        )
        for side, above in zip(sides, (True, False), strict=True)
        if side is not None
        for code in side.plus
    ]
    anywhere = sql.SQL(" OR ").join(
        sql.SQL("({})").format(_of_side(asked.sets, code, side))
        for side in sides
        if side is not None
        for code in side.plus
    )
    if after is not None:
        wanted.add("(case_id, item) > (%(after_case)s, %(after_item)s)",
                   after_case=after.case_id, after_item=after.item)  # fmt: skip
    ruled = any(one.when in _RULED for one in asked.sets.values())
    text = sql.SQL(
        "SELECT counted.case_id, counted.item, e.topic AS event, e.position, "
        "bool_or(s.above) AS above, bool_or(s.below) AS below FROM ("
        "SELECT * FROM {source} WHERE {where} AND ({anywhere}) "
        "ORDER BY case_id, item LIMIT %(limit)s) AS counted "
        "CROSS JOIN LATERAL ({parts}) AS s "
        "JOIN events AS e ON e.jurisdiction = counted.jurisdiction "
        "AND e.aggregate_id = counted.case_id AND e.version = s.v "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4"
    ).format(
        source=sql.SQL(_ROWS + " " + _RULES if ruled else _ROWS),
        where=wanted.where,
        anywhere=anywhere,
        parts=sql.SQL(" UNION ALL ").join(parts),
    )
    return text, wanted.parameters | _rule_parameters(asked) | {"limit": limit + 1}


def _of_side(sets: Sets, code: str, side: Side) -> sql.Composed:
    """Rows that a set adds to a side: without those that are taken away from it."""
    texts: list[sql.Composable] = [_rows_of(sets[code])]
    texts += [sql.SQL("NOT ({})").format(_rows_of(sets[taken])) for taken in side.minus]
    return sql.SQL(" AND ").join(texts)


def excluded(asked: Counting, after: UUID | None, limit: int) -> Query:
    """Cases taken out of all appraisal, by id; one more than the page holds."""
    wanted = _conditions(asked)
    wanted.add("excluded_version IS NOT NULL AND item = ''")
    if after is not None:
        wanted.add("case_id > %(after)s", after=after)
    text = sql.SQL("SELECT case_id FROM {} WHERE {} ORDER BY case_id LIMIT %(limit)s")
    return text.format(sql.SQL(_ROWS), wanted.where), wanted.parameters | {"limit": limit + 1}


def _conditions(asked: Counting) -> Conditions:
    cohort = asked.cohort
    wanted = Conditions(asked.jurisdiction)
    wanted.within(asked.scope)
    instant = INSTANTS[asked.basis]
    wanted.add(instant + " IS NOT NULL")  # else it belongs to no period
    if cohort.since is not None:
        wanted.add(instant + " >= %(since)s", since=cohort.since)
    if cohort.until is not None:
        wanted.add(instant + " < %(until)s", until=cohort.until)
    wanted.equal("grid_id", cohort.grid)
    wanted.equal("community_id", cohort.community)
    wanted.equal("category", cohort.category)
    if cohort.unit is not None:
        wanted.add("counted_units @> ARRAY[%(unit)s::text]", unit=cohort.unit)
    return wanted


def _rule_parameters(asked: Counting) -> dict[str, object]:
    rows = [
        {"ref": ref, "unrated_before": r.unrated_before, "lowest_levels": r.lowest_levels}
        for ref, r in asked.rules.items()
    ]
    return {"rules": to_json(rows).decode(), "at": asked.at}
