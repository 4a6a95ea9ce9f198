"""The reminder to follow a case up (CAS-DG-09, CLK-DG-TRACK)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.calendar.clocks import Deadline
from domain.cases.case import Case
from domain.reminders import ObligationReminderSent
from tests.samples import (
    BO,
    IN_TRIAGE,
    KUNDULUN,
    SYS,
    accepted,
    act,
    at,
    case,
    claimed,
    clock,
    closed,
    routed,
)
from tests.spec import Fact, fact, news, refused, then

# Routed on Thursday 2021-09-16: 17, Sat 18, 22, 23, 24 are the five working days (Mid-Autumn lies
# between), so the clock ends with Friday 24 September.
SINCE = "2021-09-16 10:00"
ROUTED = (*IN_TRIAGE, replace(routed(), recorded_at=at(SINCE)))
DUE = clock("CLK-DG-TRACK", SINCE)


def reminded(due: Deadline = DUE) -> Fact:
    return fact(ObligationReminderSent, clock="CLK-DG-TRACK", due=due)


def test_the_clock_counts_five_working_days() -> None:
    """CAL-03, CAS-DG-09"""
    assert DUE.due_on == date(2021, 9, 24)
    assert [day.day for day in DUE.counted_on] == [17, 18, 22, 23, 24]


def test_a_case_that_nobody_follows_up_is_reminded_of_when_the_clock_has_run_out() -> None:
    """CAS-DG-09: exactly at the bound, and not a moment before; true since the bound (ENV-06)"""
    open_case = case(*ROUTED)

    open_case.remind_follow_up(act(SYS, "2021-09-24 23:59:59"))
    then(open_case)
    open_case.remind_follow_up(act(SYS, "2021-09-25 00:05"))

    [event] = then(open_case, reminded())
    assert (event.occurred_at, event.recorded_at) == (
        at("2021-09-25 00:00"), at("2021-09-25 00:05"),
    )  # fmt: skip
    assert event.actor_id == "system"


def test_it_is_reminded_of_again_after_five_more_working_days() -> None:
    """CAS-DG-09: Sun 26, 27, 28, 29, 30 September; and only once for each"""
    open_case = case(*ROUTED)
    open_case.remind_follow_up(act(SYS, "2021-09-25 00:05"))
    news(open_case)

    open_case.remind_follow_up(act(SYS, "2021-09-30 23:59"))
    then(open_case)
    open_case.remind_follow_up(act(SYS, "2021-10-01 00:05"))
    open_case.remind_follow_up(act(SYS, "2021-10-01 00:10"))

    [event] = then(open_case, reminded(clock("CLK-DG-TRACK", "2021-09-24 12:00")))
    assert event.occurred_at == at("2021-10-01 00:00")


def test_of_several_clocks_that_ran_out_the_last_one_reminds() -> None:
    """CAS-DG-09: a scheduler that was away does not flood anybody"""
    open_case = case(*ROUTED)

    open_case.remind_follow_up(act(SYS, "2021-10-01 00:05"))

    then(open_case, reminded(clock("CLK-DG-TRACK", "2021-09-24 12:00")))


@pytest.mark.parametrize("how", ["note", "urge", "result"])
def test_who_follows_a_case_up_is_reminded_five_working_days_later(how: str) -> None:
    """CAS-DG-09: the deputy notes, urges, reports the result to the head"""
    followed = case(*ROUTED, accepted())
    by = act(BO, "2021-09-24 17:00")
    if how == "note":
        followed.note_follow_up("water runs off", by)
    elif how == "urge":
        followed.issue_urge("u1", by)
    else:
        followed.report_result_to_head("cleared", by)
    news(followed)

    followed.remind_follow_up(act(SYS, "2021-09-30 23:59"))
    then(followed)
    followed.remind_follow_up(act(SYS, "2021-10-01 00:00"))
    then(followed, reminded(clock("CLK-DG-TRACK", "2021-09-24 17:00")))


def test_a_closed_case_is_not_followed_up() -> None:
    """CAS-DG-09: while it is open"""
    over = case(*ROUTED, accepted(), claimed(), closed())
    with refused("case-is-closed", "2.1"):
        over.remind_follow_up(act(SYS, "2021-10-20 00:05"))


def test_before_it_is_given_out_and_without_a_clock_nobody_is_reminded() -> None:
    """CAS-DG-09, B-45: the pack of the report has no such clock"""
    waiting, elsewhere = case(*IN_TRIAGE), case(*ROUTED)

    waiting.remind_follow_up(act(SYS, "2021-10-20 00:05"))
    elsewhere.remind_follow_up(act(SYS, "2021-10-20 00:05", KUNDULUN))

    then(waiting)
    then(elsewhere)
    assert isinstance(waiting, Case)
