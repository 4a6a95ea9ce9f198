"""The rhythms of the packs, by the dates of the rules. One test, one rule."""

from __future__ import annotations

from typing import Any

import pytest

from domain.obligations.obligation import ObligationState
from domain.policy.obligation_rules import ObligationRule
from tests.domain.obligations.samples import KUNDULUN, act, opened, sweep
from tests.samples import pack

BIJIE = pack("bijie")


def state_after(of: ObligationRule, day: str, *entries: str, swept: str, amount: int = 1) -> str:
    """How the obligation of the window with that day stands after entries and a sweep."""
    obligation = opened(of, day, f"{day} 00:05")
    for number, at in enumerate(entries, 1):
        obligation.count_deed(act(at), amount=amount, evidence=f"event:e{number}/1")
    obligation.settle(sweep(swept))
    return obligation.state


def test_a_dispatch_on_the_last_worked_friday_of_february_counts() -> None:
    """RHY-KD-03: an entry of 2026-02-27 meets February 2026."""
    monthly = KUNDULUN.obligations["RHYTHM_MONTH"]

    state = state_after(monthly, "2026-02-02", "2026-02-27 16:00", swept="2026-03-01 00:05")

    assert state == ObligationState.FULFILLED


def test_an_analysis_after_the_national_day_is_late() -> None:
    """RHY-KD-04: the third quarter ended with September; entered 2026-10-08 it is late."""
    quarterly = KUNDULUN.obligations["RHYTHM_QUARTER"]
    obligation = opened(quarterly, "2026-07-01", "2026-07-01 00:05")

    obligation.count_deed(act("2026-10-08 09:00"), amount=1, evidence="event:e1/1")

    assert obligation.state == ObligationState.FULFILLED_LATE


@pytest.mark.parametrize(
    ("week", "visits", "expected"),
    [
        ("2018-03-05", ["2018-03-05 10:00"], ObligationState.FULFILLED),
        ("2018-03-12", ["2018-03-16 10:00"], ObligationState.FULFILLED),
        ("2018-03-19", [], ObligationState.MISSED),
    ],
)
def test_a_weekly_plan_is_kept_week_by_week(
    week: str, visits: list[str], expected: ObligationState
) -> None:
    """RHY-BZ-02: visits on 2018-03-05 and 03-16; none in the week of 03-19 is a miss."""
    planned = BIJIE.obligations["SPECIAL_GROUP_VISITS"]
    weekly = ObligationRule.model_validate(_without_plan(planned) | {"period": "WEEK"})

    assert state_after(weekly, week, *visits, swept="2018-03-26 00:05") == expected


def _without_plan(of: ObligationRule) -> dict[str, Any]:
    return of.model_dump(exclude={"planned"}, exclude_none=True)


def test_a_month_without_a_sheet_is_missed() -> None:
    """RHY-BZ-03: no sheet of June by 06-30 24:00."""
    sheets = BIJIE.obligations["ATTENDANCE_SHEET"]

    assert state_after(sheets, "2018-06-01", swept="2018-07-01 00:05") == ObligationState.MISSED
    kept = state_after(sheets, "2018-06-01", "2018-06-30 23:59", swept="2018-07-01 00:05")
    assert kept == ObligationState.FULFILLED


def test_a_patrol_is_owed_on_the_days_of_the_roster() -> None:
    """B-46, DUT-BZ-03, RHY-BZ-01: each day is each day on which somebody is rostered."""
    patrol = BIJIE.obligations["PATROL"]

    assert patrol.period is None
    assert patrol.opened_by is not None
    assert (patrol.opened_by.by, patrol.opened_by.window) == ("DutyRostered", "DAY")
    assert (patrol.measure, patrol.at_least) == ("minutes", 60)
