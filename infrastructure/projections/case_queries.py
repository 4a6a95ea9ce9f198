"""The SQL of the case board: text and parameters, whoever runs them.

Tables are named without a schema. A view as of an instant puts temporary tables of the same names
before them, so that one text answers now and then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from application.directory import Scope
from application.read_models.case_board import CaseCursor, CaseFilter, Grouping, TrackedCase
from application.read_models.close_out_register import RegisterCursor, RegisterFilter
from application.read_models.feedback_obligations import ObligationCursor, ObligationFilter
from domain.vocabulary import CLOSED, ENDED
from infrastructure.projections.exclusion import counts
from infrastructure.projections.lines import COLUMNS

Query = tuple[sql.SQL | sql.Composed, dict[str, Any]]

_SORT: LiteralString = "coalesce(due_at, 'infinity'::timestamptz)"
_GROUPS: dict[Grouping, LiteralString] = {
    Grouping.GRID: "grid_id",
    Grouping.COMMUNITY: "community_id",
    Grouping.UNIT: "unit",
    Grouping.LEVEL: "level",
    Grouping.MODE: "mode",
}
_ENDED = sorted(ENDED)
_DIRECTORY: LiteralString = (
    "(SELECT directory_position FROM log_heads WHERE jurisdiction = %(jurisdiction)s)"
)
_CONTACTS: LiteralString = (
    "WITH RECURSIVE told (case_id) AS (SELECT %(case_id)s::uuid UNION "
    "SELECT b.case_id FROM told JOIN case_heads_v1 b "
    "ON b.jurisdiction = %(jurisdiction)s AND b.merged_into = told.case_id) "
    "SELECT count(*) FROM told"
)


class Conditions:
    """Conditions of a WHERE, with the parameters they name."""

    def __init__(self, jurisdiction: str) -> None:
        self.parameters: dict[str, Any] = {"jurisdiction": jurisdiction}
        self._texts: list[LiteralString] = ["jurisdiction = %(jurisdiction)s"]

    def add(self, text: LiteralString, **parameters: Any) -> None:
        """Require one more."""
        self._texts.append(text)
        self.parameters.update(parameters)

    def equal(self, column: LiteralString, value: object) -> None:
        """Require a column to have a value; None: any."""
        if value is not None:
            self.add(column + " = %(" + column + ")s", **{column: value})

    def within(self, scope: Scope) -> None:
        """Require that the scope may see the row."""
        if not scope.everything:
            self.add(
                "(reporter_ref = %(seen_reporter)s OR units_ever && %(seen_units)s::text[] "
                "OR grid_id = ANY (%(seen_grids)s::text[]) "
                "OR community_id = ANY (%(seen_communities)s::text[]))",
                seen_reporter=scope.person_ref,
                seen_units=sorted(scope.units),
                seen_grids=sorted(scope.grids),
                seen_communities=sorted(scope.communities),
            )

    @property
    def text(self) -> LiteralString:
        """All of them."""
        return " AND ".join(self._texts)

    @property
    def where(self) -> sql.SQL:
        """The same, to be composed."""
        return sql.SQL(self.text)


def list_cases(  # a page of a filtered list for somebody at an instant
    jurisdiction: str,
    scope: Scope,
    which: CaseFilter,
    at: datetime,
    after: CaseCursor | None,
    limit: int,
) -> Query:
    """Case, version, and where the directory stood when it was read, each time.

    One case more than the page holds, to see whether there is a next one; one row without a case if
    there are none.
    """
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    _add_filter(wanted, which, at)
    if after is not None:
        wanted.add(
            "(" + _SORT + ", case_id) > (coalesce(%(after_due)s, 'infinity'::timestamptz), "
            "%(after_id)s)",
            after_due=after.due_at,
            after_id=after.case_id,
        )
    # The index begins with is_open: without that condition, merge its two parts.
    found = " UNION ALL ".join(
        "(SELECT case_id, version, "
        + _SORT
        + " AS place FROM case_heads_v1 WHERE "
        + wanted.text
        + " AND "
        + part
        + " ORDER BY "
        + _SORT
        + ", case_id LIMIT %(limit)s)"
        for part in _parts(which.is_open)
    )
    page: LiteralString = (
        "SELECT page.case_id, page.version, log.directory_position FROM log_heads AS log "
        "LEFT JOIN (SELECT * FROM ("
        + found
        + ") AS found ORDER BY place, case_id LIMIT %(limit)s) AS page ON true "
        "WHERE log.jurisdiction = %(jurisdiction)s ORDER BY page.place, page.case_id"
    )
    return sql.SQL(page), wanted.parameters | {"limit": limit + 1}


def wide_lines(jurisdiction: str, case_ids: Sequence[UUID]) -> Query:
    """The wide lines of some cases, in no order; one is missing where the follower is behind."""
    return sql.SQL(
        "SELECT " + COLUMNS + " FROM case_board_v1 "
        "WHERE jurisdiction = %(jurisdiction)s AND case_id = ANY (%(case_ids)s)"
    ), {"jurisdiction": jurisdiction, "case_ids": list(case_ids)}


def _parts(is_open: bool | None) -> tuple[LiteralString, ...]:  # noqa: FBT001  # a field's value
    if is_open is None:
        return ("is_open", "NOT is_open")
    return ("is_open",) if is_open else ("NOT is_open",)


def _add_filter(wanted: Conditions, which: CaseFilter, at: datetime) -> None:
    if which.states:
        wanted.add("state = ANY (%(states)s)", states=sorted(which.states))
    _add_bounds(wanted, which, at)
    if which.assignee is not None:
        wanted.add(
            "(units && %(assigned_units)s::text[] OR case_id IN (SELECT b.case_id "
            "FROM case_board_v1 AS b WHERE b.jurisdiction = %(jurisdiction)s "
            "AND (b.responsible_person = %(assigned)s OR b.holder = %(assigned)s)))",
            assigned=which.assignee.person_ref,
            assigned_units=sorted(which.assignee.units),
        )
    if which.pack is not None:
        wanted.add(
            "case_id IN (SELECT b.case_id FROM case_board_v1 AS b "
            "WHERE b.jurisdiction = %(jurisdiction)s AND b.pack = %(pack)s)",
            pack=which.pack,
        )
    if which.unit is not None:
        wanted.add("units_ever @> ARRAY[%(unit)s::text]", unit=which.unit)
    if which.handled_by is not None:
        wanted.add(
            "units_ever @> ARRAY[%(handler)s::text] AND units @> ARRAY[%(handler)s::text]",
            handler=which.handled_by,
        )
    if which.unassigned:
        wanted.add("is_open AND cardinality(units) = 0")
    if which.case_ids is not None:
        wanted.add("case_id = ANY (%(case_ids)s)", case_ids=list(which.case_ids))
    if which.followed_up_before is not None:
        wanted.add(
            "is_open AND last_followed_up_at < %(followed_up)s",
            followed_up=which.followed_up_before,
        )
    wanted.equal("grid_id", which.grid)
    wanted.equal("community_id", which.community)
    wanted.equal("category", which.category)
    wanted.equal("kind", which.kind)
    wanted.equal("mode", which.mode)
    wanted.equal("level", which.level)
    wanted.equal("reporter_ref", which.reporter)


def _add_bounds(wanted: Conditions, which: CaseFilter, at: datetime) -> None:
    if which.overdue is not None:
        wanted.add(
            "is_open AND due_at <= %(at)s"
            if which.overdue
            else "NOT (is_open AND coalesce(due_at <= %(at)s, false))",
            at=at,
        )
    if which.due_by is not None:
        wanted.add("is_open AND due_at <= %(due_by)s", due_by=which.due_by)
    if which.due_soon_by is not None:
        wanted.add(
            "is_open AND due_at > %(at)s AND due_at <= %(due_soon_by)s",
            at=at,
            due_soon_by=which.due_soon_by,
        )


def get_case(jurisdiction: str, case_id: UUID, scope: Scope) -> Query:
    """The wide line of one case, in the order of ``COLUMNS``, and the version of its narrow one."""
    return _case(jurisdiction, case_id, scope, "head.version")


def get_detail(jurisdiction: str, case_id: UUID, scope: Scope) -> Query:
    """The same, then what ``contacts`` counts, and where the directory stood when it was read."""
    return _case(jurisdiction, case_id, scope, "head.version, (" + _CONTACTS + "), " + _DIRECTORY)


def _case(jurisdiction: str, case_id: UUID, scope: Scope, further: LiteralString) -> Query:
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    wanted.equal("case_id", case_id)
    return sql.SQL(
        "SELECT board.*, " + further + " FROM "
        "(SELECT jurisdiction, case_id, version FROM case_heads_v1 WHERE " + wanted.text + ") "
        "AS head LEFT JOIN LATERAL (SELECT " + COLUMNS + " FROM case_board_v1 AS b "
        "WHERE b.jurisdiction = head.jurisdiction AND b.case_id = head.case_id) AS board ON true"
    ), wanted.parameters


def board(jurisdiction: str, scope: Scope, by: Grouping, at: datetime, due_by: datetime) -> Query:
    """Group, open, overdue, soon due."""
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    wanted.add("is_open")
    source: LiteralString = "case_heads_v1"
    if by is Grouping.UNIT:
        source = "case_heads_v1 LEFT JOIN LATERAL unnest(units) AS u (unit) ON true"
    text = sql.SQL(
        "SELECT " + _GROUPS[by] + ' COLLATE "C" AS grouped, count(*) AS open, '
        "count(*) FILTER (WHERE due_at <= %(at)s) AS overdue, "
        "count(*) FILTER (WHERE due_at > %(at)s AND due_at <= %(due_by)s) AS due_soon "
        "FROM " + source + " WHERE {} GROUP BY 1 ORDER BY 1 NULLS LAST"
    )
    return text.format(wanted.where), wanted.parameters | {"at": at, "due_by": due_by}


def board_evidence(  # whose board, which of its groups, and which page of its events
    jurisdiction: str,
    scope: Scope,
    by: Grouping,
    group: str | None,
    at: datetime,
    due_by: datetime,
    after: int,
    limit: int,
) -> Query:
    """Position, case, overdue, soon due; one row more than the page holds."""
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    wanted.add("is_open")
    if by is Grouping.UNIT:
        wanted.add(
            "cardinality(units) = 0" if group is None else "units @> ARRAY[%(group)s::text]",
            group=group,
        )
    else:
        wanted.add(_GROUPS[by] + " IS NOT DISTINCT FROM %(group)s::text", group=group)
    text = sql.SQL(
        "SELECT e.position, head.case_id, coalesce(head.due_at <= %(at)s, false) AS overdue, "
        "coalesce(head.due_at > %(at)s AND head.due_at <= %(due_by)s, false) AS due_soon "
        "FROM (SELECT * FROM case_heads_v1 WHERE {}) AS head "
        "JOIN events AS e ON e.jurisdiction = head.jurisdiction "
        "AND e.aggregate_id = head.case_id AND e.version = head.version "
        "WHERE e.position > %(after)s ORDER BY e.position LIMIT %(limit)s"
    )
    further = {"at": at, "due_by": due_by, "after": after, "limit": limit + 1}
    return text.format(wanted.where), wanted.parameters | further


def due_cases(jurisdiction: str, at: datetime, limit: int) -> Query:
    """Case and bound."""
    return sql.SQL(
        "SELECT case_id, next_bound FROM case_heads_v1 "
        "WHERE jurisdiction = %(jurisdiction)s AND next_bound <= %(at)s "
        "ORDER BY next_bound, case_id LIMIT %(limit)s"
    ), {"jurisdiction": jurisdiction, "at": at, "limit": limit}


def tracked_before(
    jurisdiction: str, before: datetime, after: TrackedCase | None, limit: int
) -> Query:
    """Instant and case; those of the same instant by id."""
    last = after or TrackedCase(datetime.min.replace(tzinfo=UTC), UUID(int=0))
    return sql.SQL(
        "SELECT tracked_at, case_id FROM case_board_v1 WHERE jurisdiction = %(jurisdiction)s "
        "AND is_open AND tracked_at IS NOT NULL AND tracked_at < %(before)s "
        "AND (tracked_at, case_id) > (%(after_at)s, %(after_id)s) "
        "ORDER BY tracked_at, case_id LIMIT %(limit)s"
    ), {
        "jurisdiction": jurisdiction,
        "before": before,
        "after_at": last.tracked_at,
        "after_id": last.case_id,
        "limit": limit,
    }


def other_calendar(jurisdiction: str, version: str, after: UUID | None, limit: int) -> Query:
    """Ids of cases with a running clock of another calendar."""
    return sql.SQL(
        "SELECT case_id FROM case_heads_v1 WHERE jurisdiction = %(jurisdiction)s AND is_open "
        "AND cardinality(array_remove(calendar_versions, %(version)s::text)) > 0 "
        "AND case_id > %(after)s ORDER BY case_id LIMIT %(limit)s"
    ), {
        "jurisdiction": jurisdiction,
        "version": version,
        "after": after or UUID(int=0),
        "limit": limit,
    }


def open_by_pack(jurisdiction: str) -> Query:
    """How many cases are open under each version of the pack."""
    return sql.SQL(
        "SELECT pack, count(*) AS count FROM case_board_v1 "
        "WHERE jurisdiction = %(jurisdiction)s AND is_open GROUP BY pack ORDER BY pack"
    ), {"jurisdiction": jurisdiction}


def open_under_other_pack(jurisdiction: str, pack: str, after: UUID | None, limit: int) -> Query:
    """Ids of open cases that another version of the pack judges."""
    return sql.SQL(
        "SELECT case_id FROM case_board_v1 WHERE jurisdiction = %(jurisdiction)s AND is_open "
        "AND pack <> %(pack)s AND case_id > %(after)s ORDER BY case_id LIMIT %(limit)s"
    ), {
        "jurisdiction": jurisdiction,
        "pack": pack,
        "after": after or UUID(int=0),
        "limit": limit,
    }


def same_matter(
    jurisdiction: str, reporter: str, category: str | None, grid: str | None, since: datetime
) -> Query:
    """Rows of cases that somebody reported before."""
    heads: LiteralString = (
        "SELECT case_id, version FROM case_heads_v1 "
        "WHERE jurisdiction = %(jurisdiction)s "
        "AND reporter_ref = %(reporter)s AND reported_at >= %(since)s "
        "AND category IS NOT DISTINCT FROM %(category)s::text "
        "AND grid_id IS NOT DISTINCT FROM %(grid)s::text AND state <> ALL (%(ended)s) "
        "ORDER BY reported_at, case_id"
    )
    return sql.SQL(heads), {
        "jurisdiction": jurisdiction,
        "reporter": reporter,
        "category": category,
        "grid": grid,
        "since": since,
        "ended": _ENDED,
    }


def duplicate_candidates(  # where, what, when, and how many
    jurisdiction: str, grid: str, category: str | None, around: datetime, hours: int, limit: int
) -> Query:
    """Rows of cases near in time."""
    heads: LiteralString = (
        "SELECT case_id, version "
        "FROM case_heads_v1 WHERE jurisdiction = %(jurisdiction)s "
        "AND grid_id = %(grid)s AND category IS NOT DISTINCT FROM %(category)s::text "
        "AND reported_at BETWEEN %(around)s - make_interval(hours => %(hours)s) "
        "AND %(around)s + make_interval(hours => %(hours)s) AND state <> ALL (%(ended)s) "
        "ORDER BY abs(extract(epoch FROM reported_at - %(around)s)), case_id LIMIT %(limit)s"
    )
    return sql.SQL(heads), {
        "jurisdiction": jurisdiction,
        "grid": grid,
        "category": category,
        "around": around,
        "hours": hours,
        "limit": limit,
        "ended": _ENDED,
    }


def contacts(jurisdiction: str, case_id: UUID) -> Query:
    """Count of the case and of all that lead to it."""
    return sql.SQL(_CONTACTS), {"jurisdiction": jurisdiction, "case_id": case_id}


def obligations(
    jurisdiction: str,
    scope: Scope,
    which: ObligationFilter,
    after: ObligationCursor | None,
    limit: int,
) -> Query:
    """Rows of feedback obligations; one more than the page holds."""
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    wanted.equal("unit_id", which.unit)
    wanted.equal("case_id", which.case_id)
    if which.statuses:
        wanted.add("status = ANY (%(statuses)s)", statuses=sorted(which.statuses))
    if which.since is not None:
        wanted.add("opened_at >= %(since)s", since=which.since)
    if which.until is not None:
        wanted.add("opened_at < %(until)s", until=which.until)
    if after is not None:
        wanted.add(
            '(opened_at, case_id, obligation_id COLLATE "C") '
            "> (%(after_opened)s, %(after_case)s, %(after_id)s)",
            after_opened=after.opened_at,
            after_case=after.case_id,
            after_id=after.obligation_id,
        )
    text = sql.SQL(
        "SELECT * FROM feedback_obligations_v1 WHERE {} "
        'ORDER BY opened_at, case_id, obligation_id COLLATE "C" LIMIT %(limit)s'
    )
    return text.format(wanted.where), wanted.parameters | {"limit": limit + 1}


def last_owed(jurisdiction: str, scope: Scope, unit: str, limit: int) -> Query:
    """Rows of what a unit owes, the last bound first.

    What was open when its case ended is owed no more, and a case that was left out counts nowhere.
    """
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    wanted.add(counts("feedback_obligations_v1"))
    wanted.equal("unit_id", unit)
    wanted.add("due_at IS NOT NULL AND status <> %(cancelled)s", cancelled="CANCELLED")
    wanted.add(
        "(status <> %(open)s OR EXISTS (SELECT FROM case_board_v1 AS b "
        "WHERE b.jurisdiction = feedback_obligations_v1.jurisdiction "
        "AND b.case_id = feedback_obligations_v1.case_id AND b.state <> ALL (%(over)s)))",
        open="OPEN",
        over=sorted(str(state) for state in ENDED | CLOSED),
    )
    text = sql.SQL(
        "SELECT * FROM feedback_obligations_v1 WHERE {} "
        'ORDER BY due_at DESC, obligation_id COLLATE "C" DESC LIMIT %(limit)s'
    )
    return text.format(wanted.where), wanted.parameters | {"limit": limit}


def register(
    jurisdiction: str,
    scope: Scope,
    which: RegisterFilter,
    after: RegisterCursor | None,
    limit: int,
) -> Query:
    """Rows of the close-out register; one more than the page holds."""
    wanted = Conditions(jurisdiction)
    wanted.within(scope)
    wanted.equal("case_id", which.case_id)
    wanted.equal("claimed_by", which.unit)
    if which.handled_by is not None:
        wanted.add("%(handled_by)s = ANY (units_ever)", handled_by=which.handled_by)
    if which.since is not None:
        wanted.add("claimed_at >= %(since)s", since=which.since)
    if which.until is not None:
        wanted.add("claimed_at < %(until)s", until=which.until)
    if after is not None:
        wanted.add(
            "(claimed_at, case_id, claim_no) > (%(after_at)s, %(after_case)s, %(after_no)s)",
            after_at=after.claimed_at,
            after_case=after.case_id,
            after_no=after.claim_no,
        )
    text = sql.SQL(
        "SELECT * FROM close_out_register_v1 WHERE {} "
        "ORDER BY claimed_at, case_id, claim_no LIMIT %(limit)s"
    )
    return text.format(wanted.where), wanted.parameters | {"limit": limit + 1}
