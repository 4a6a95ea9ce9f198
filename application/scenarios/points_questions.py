"""Questions about points of units."""

from __future__ import annotations

from typing import Any, ClassVar

from application.read_models.unit_points import AccountFilter, BookingFilter
from application.scenarios.question import Asked, Question, every, facts_of
from domain.vocabulary import CalendarYear, Code

_HIDDEN = frozenset({"jurisdiction", "aggregate_id", "changed_at", "latest_occurred_at", "people"})


class UnitPointsQuestion(Question):
    """The account of a unit in a year: base, withheld, awarded, deducted, reversed, ``total``,
    closings, misses, ``rank`` and ``ranked`` by what is booked, and of the snapshot
    settled_points, settled_rank, is_last, needs_decision, rewards, on_time, settled_feedback.
    Nothing where there is none."""

    NAME: ClassVar[str] = "unit_points"

    unit: Code
    year: CalendarYear

    def answer(self, asked: Asked) -> Any:
        which = AccountFilter(year=self.year, unit=self.unit)
        rows = every(asked, asked.service.unit_points.rows, which)
        if not rows:
            return None
        league = asked.service.unit_points.league(
            asked.jurisdiction, asked.caller, self.year, as_of=asked.as_of
        )
        (place,) = [place for place in league.places if place.unit == self.unit]
        return _facts(rows[0]) | {"rank": place.now.rank, "ranked": place.now.ranked}


class UnitPointLinesQuestion(Question):
    """The bookings of a year by unit and number: event, rule_id, ``amount``, ``running`` total,
    stands, case_id, list_kind, source, cause, of_no, reason, approver, after_settlement."""

    NAME: ClassVar[str] = "unit_point_lines"

    year: CalendarYear
    unit: Code | None = None
    excluded: bool | None = None

    def answer(self, asked: Asked) -> Any:
        which = BookingFilter(**self.model_dump())
        return [_facts(row) for row in every(asked, asked.service.unit_point_lines.rows, which)]


class PointsLeagueQuestion(Question):
    """The league table of a year: formula, settled_at, ``places`` (unit, rank, total, base,
    awarded, deducted, settled_points, settled_rank, since_settlement), ``excluded`` bookings."""

    NAME: ClassVar[str] = "points_league"

    year: CalendarYear

    def answer(self, asked: Asked) -> Any:
        league = asked.service.unit_points.league(
            asked.jurisdiction, asked.caller, self.year, as_of=asked.as_of
        )
        return {
            "formula": league.formula,
            "settled_at": league.settled_at,
            "places": [
                _facts(place.account)
                | {
                    "rank": place.now.rank,
                    "is_last_now": place.now.is_last,
                    "since_settlement": place.since_settlement,
                }
                for place in league.places
            ],
            "excluded": [_facts(line) for line in league.excluded],
        }


def _facts(row: Any) -> dict[str, Any]:
    shown = {name: value for name, value in facts_of(row).items() if name not in _HIDDEN}
    return shown | {"unit": row.code}
