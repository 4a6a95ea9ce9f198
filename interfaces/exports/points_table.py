"""What stands in an exported league table of points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from application.queries.points_desk import League
from interfaces.exports.sheets import Row

HEADING: Final[Row] = (
    "rank", "unit", "total", "base", "withheld", "awarded", "deducted", "reversed",
    "settled_rank", "settled_points", "since_settlement",
)  # fmt: skip


def league_rows(league: League) -> Iterator[Row]:
    """One row for each unit, then the formula, then what was left out, by whom and why."""
    for place in league.places:
        account = place.account
        yield (
            place.now.rank,
            place.unit,
            place.total,
            account.base,
            account.withheld,
            account.awarded,
            account.deducted,
            account.reversed,
            account.settled_rank,
            place.settled_points,
            place.since_settlement,
        )
    yield ()
    yield ("formula", league.formula)
    for line in league.excluded:
        case = None if line.case_id is None else str(line.case_id)
        yield ("excluded", line.code, case, line.amount, line.reason, line.approver)
