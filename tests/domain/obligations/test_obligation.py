"""What becomes of an obligation. One test, one rule."""

from __future__ import annotations

import pytest

from domain.obligations.obligation import Obligation, ObligationState
from tests.domain.calendar.notices import local
from tests.domain.obligations.samples import KUNDULUN, act, opened, rule, sweep
from tests.spec import fact, news, then

EVIDENCE = "event:e1/1"


def september() -> Obligation:
    found = opened(rule(), "2021-09-15", "2021-09-01 00:05")
    news(found)
    return found


def test_an_obligation_says_who_owes_what_until_when() -> None:
    """OBL-01: code, subject, holder, window, bound, number and strength; true since its window."""
    found = opened(rule(), "2021-09-15", "2021-09-03 00:05")

    (event,) = news(found)
    assert isinstance(event, Obligation.ObligationOpened)
    assert (event.code, event.subject, event.holder) == ("RHYTHM_MONTH", "g12", "g12")
    assert (event.window_start, event.due_at) == (
        local("2021-09-01 00:00"),
        local("2021-10-01 00:00"),
    )
    assert (event.min_count, str(event.strength), event.on_miss) == (1, "MUST", "ACCOUNTABILITY")
    assert event.occurred_at == local("2021-09-01 00:00")
    assert event.rule_ids == ("RHY-KD-03",)
    assert event.pack == KUNDULUN.ref


def test_nothing_done_by_the_end_of_the_month_is_missed() -> None:
    """OBL-01, ENV-06: the job of 2021-10-01 00:05 records what was true since 00:00."""
    obligation = september()

    obligation.settle(sweep("2021-10-01 00:05"))

    (miss,) = then(obligation, fact(Obligation.ObligationMissed, count=0, min_count=1))
    assert miss.occurred_at == local("2021-10-01 00:00")
    assert miss.recorded_at == local("2021-10-01 00:05")
    assert miss.actor_id == "system"


def test_exactly_at_the_bound_it_is_missed_and_a_moment_before_it_is_not() -> None:
    """CAL-02: exactly at the bound is late."""
    obligation = september()

    obligation.settle(sweep("2021-09-30 23:59"))
    then(obligation)
    obligation.settle(sweep("2021-10-01 00:00"))
    then(obligation, fact(Obligation.ObligationMissed, count=0, min_count=1))


def test_a_miss_is_recorded_once() -> None:
    """OBL-01: a second sweep finds nothing to do."""
    obligation = september()
    obligation.settle(sweep("2021-10-01 00:05"))
    news(obligation)

    obligation.settle(sweep("2021-10-01 00:06"))

    then(obligation)


def test_a_deed_in_time_fulfils_it() -> None:
    """OBL-01, RHY-KD-05: with the event that shows it as evidence."""
    obligation = september()

    obligation.count_deed(act("2021-09-30 23:00"), amount=1, evidence=EVIDENCE)

    (event,) = then(obligation, fact(Obligation.ObligationFulfilled, count=1))
    assert event.evidence == (EVIDENCE,)
    obligation.settle(sweep("2021-10-01 00:05"))
    then(obligation)


def test_a_late_deed_never_erases_the_miss() -> None:
    """OBL-01: late fulfilment stands beside the miss."""
    obligation = september()

    obligation.count_deed(act("2021-10-02 09:00"), amount=1, evidence=EVIDENCE)

    then(
        obligation,
        fact(Obligation.ObligationMissed, count=0, min_count=1),
        fact(Obligation.ObligationFulfilledLate, count=1),
    )


def test_a_meeting_entered_after_the_month_is_fulfilled_late() -> None:
    """OBL-01 G2, ENV-04: held 2021-09-30, entered 2021-10-02: late, and marked as recorded late."""
    obligation = september()

    entered = act("2021-10-02 09:00", occurred="2021-09-30 15:00", evidence=("minutes",))
    obligation.count_deed(entered, amount=1, evidence=EVIDENCE)

    late = news(obligation)[-1]
    assert isinstance(late, Obligation.ObligationFulfilledLate)
    assert late.late_recorded


def test_a_pack_may_accept_when_it_happened() -> None:
    """OBL-01 G2: then it is fulfilled in time; what was missed on the record stays there."""
    obligation = opened(rule(accepts_occurred_at=True), "2021-09-15", "2021-09-01 00:05")
    obligation.settle(sweep("2021-10-01 00:05"))
    news(obligation)

    entered = act("2021-10-02 09:00", occurred="2021-09-30 15:00", evidence=("minutes",))
    obligation.count_deed(
        entered, amount=1, evidence=EVIDENCE, happened_at=local("2021-09-30 15:00")
    )

    then(obligation, fact(Obligation.ObligationFulfilled, count=1))


def test_sixty_minutes_in_two_entries_are_enough() -> None:
    """RHY-BZ-01: 40 + 20 minutes are met."""
    patrol = opened(
        rule(period="DAY", at_least=60, measure="minutes"), "2018-03-05", "2018-03-05 00:05"
    )
    news(patrol)

    patrol.count_deed(act("2018-03-05 10:00"), amount=40, evidence="event:e1/1")
    patrol.count_deed(act("2018-03-05 18:00"), amount=20, evidence="event:e2/1")

    then(
        patrol,
        fact(Obligation.TargetCounted, code="RHYTHM_MONTH", count=40, wanted=60),
        fact(Obligation.ObligationFulfilled, count=60),
    )


def test_fifty_nine_minutes_are_missed() -> None:
    """RHY-BZ-01: 59 minutes are missed, and the miss says how many there were."""
    patrol = opened(
        rule(period="DAY", at_least=60, measure="minutes"), "2018-03-05", "2018-03-05 00:05"
    )
    patrol.count_deed(act("2018-03-05 18:00"), amount=59, evidence=EVIDENCE)
    news(patrol)

    patrol.settle(sweep("2018-03-06 00:05"))

    then(patrol, fact(Obligation.ObligationMissed, count=59, min_count=60))


def test_a_surplus_is_counted_and_carries_over_nowhere() -> None:
    """4.2 G2, CAL-05: two meetings in September are two of one; October has its own obligation."""
    obligation = september()
    obligation.count_deed(act("2021-09-02 09:00"), amount=1, evidence="event:e1/1")
    news(obligation)

    obligation.count_deed(act("2021-09-29 09:00"), amount=1, evidence="event:e2/1")

    then(obligation, fact(Obligation.TargetCounted, code="RHYTHM_MONTH", count=2, wanted=1))
    october = opened(rule(), "2021-10-15", "2021-11-01 00:05")
    assert october.state is ObligationState.MISSED


def test_two_of_three_by_the_end_of_the_year_are_missed_by_one() -> None:
    """MTG-CY-01: two sessions by 2019-12-31 24:00 of at least three."""
    year = opened(rule(period="YEAR", at_least=3), "2019-06-01", "2019-01-01 00:05")
    for day in ("2019-03-01", "2019-09-01"):
        year.count_deed(act(f"{day} 09:00"), amount=1, evidence=f"event:{day}/1")
    news(year)

    year.settle(sweep("2020-01-01 00:05"))

    then(year, fact(Obligation.ObligationMissed, count=2, min_count=3))


def test_reminders_go_out_seven_and_one_working_days_before() -> None:
    """OBL-01: before Thu 2021-09-30 worked are 29, 28, 27, 26 (Sunday), 24, 23 and 22."""
    obligation = opened(rule(reminders=(7, 1)), "2021-09-15", "2021-09-01 00:05")
    news(obligation)

    obligation.remind(sweep("2021-09-21 23:59"))
    then(obligation)
    obligation.remind(sweep("2021-09-22 00:05"))
    then(obligation, fact(Obligation.ObligationReminderSent, lead=7))
    obligation.remind(sweep("2021-09-22 00:06"))
    then(obligation)
    obligation.remind(sweep("2021-09-29 00:05"))
    then(obligation, fact(Obligation.ObligationReminderSent, lead=1))


def test_of_several_reminders_that_were_not_sent_only_the_last_goes_out() -> None:
    """OBL-01: after an outage nobody is told twice."""
    obligation = opened(rule(reminders=(7, 1)), "2021-09-15", "2021-09-01 00:05")
    news(obligation)

    obligation.remind(sweep("2021-09-30 08:00"))

    then(obligation, fact(Obligation.ObligationReminderSent, lead=1))


def test_nobody_is_reminded_of_what_is_done() -> None:
    """OBL-01: a reminder is for what is still owed."""
    obligation = opened(rule(reminders=(7, 1)), "2021-09-15", "2021-09-01 00:05")
    obligation.count_deed(act("2021-09-02 09:00"), amount=1, evidence=EVIDENCE)
    news(obligation)

    obligation.remind(sweep("2021-09-29 00:05"))

    then(obligation)


def test_a_day_has_no_reminder() -> None:
    """OBL-01: one that would go out before its window began does not."""
    day = opened(rule(period="DAY", reminders=(7, 1)), "2021-09-15", "2021-09-15 00:05")

    (event,) = news(day)
    assert isinstance(event, Obligation.ObligationOpened)
    assert event.reminders == ()


def test_what_is_owed_no_more_is_not_missed() -> None:
    """CAL-08: 2020-01-31 became a day off after the daily check of that day was opened."""
    day = opened(rule(period="DAY", day_kind="CALENDAR_DAY"), "2020-01-31", "2020-01-25 00:05")
    news(day)

    day.excuse(sweep("2020-01-27 09:00"), why="the day is a day off", ended=False)

    (event,) = news(day)
    assert isinstance(event, Obligation.DeadlineRecalculated)
    assert (event.old_due, event.new_due) == (local("2020-02-01 00:00"), None)
    day.settle(sweep("2020-02-01 00:05"))
    then(day)
    assert day.state is ObligationState.NOT_DUE


def test_what_is_settled_is_never_recomputed() -> None:
    """CAL-08: settled ones never."""
    obligation = september()
    obligation.settle(sweep("2021-10-01 00:05"))
    news(obligation)

    obligation.excuse(sweep("2021-10-02 09:00"), why="the day is a day off", ended=False)

    then(obligation)


@pytest.mark.parametrize("strength", ["MUST", "SHOULD", "MAY"])
def test_every_strength_is_missed_on_the_record(strength: str) -> None:
    """0.2, OBL-01: what a miss means is the strength's, which the obligation carries."""
    on_miss = "ACCOUNTABILITY" if strength == "MUST" else None
    obligation = opened(rule(strength=strength, on_miss=on_miss), "2021-09-15", "2021-10-01 00:05")

    first, miss = news(obligation)
    assert isinstance(first, Obligation.ObligationOpened)
    assert str(first.strength) == strength
    assert isinstance(miss, Obligation.ObligationMissed)


# --- Corrections of what was counted. ---


def test_the_same_deed_counts_once() -> None:
    """OBL-01"""
    owed = opened(rule(at_least=2), "2021-09-15", "2021-09-01 00:05")

    for _ in range(2):
        owed.count_deed(act("2021-09-10 09:00"), amount=1, evidence="event:a/1")

    assert (owed.count, owed.state) == (1, ObligationState.OPEN)


def test_a_correction_before_the_bound_opens_what_the_deed_alone_fulfilled() -> None:
    """ENV-02, OBL-01"""
    owed = opened(rule(), "2021-09-15", "2021-09-01 00:05")
    owed.count_deed(act("2021-09-10 09:00"), amount=1, evidence="event:a/1")
    then_state = owed.state
    for _ in range(2):
        owed.correct_deed(
            act("2021-09-11 09:00"), amount=0, evidence="event:a/1", correction="event:a/2"
        )
    owed.count_deed(act("2021-09-12 09:00"), amount=1, evidence="event:b/1")

    assert then_state is ObligationState.FULFILLED
    assert [event.event_type for event in news(owed)] == [
        "ObligationOpened",
        "ObligationFulfilled",
        "TargetCounted",
        "ObligationFulfilled",
    ]
    assert owed.count == 1


def test_after_the_bound_it_is_missed_since_the_bound() -> None:
    """ENV-02, ENV-06: and stays missed when another deed makes up for it"""
    owed = opened(rule(), "2021-09-15", "2021-09-01 00:05")
    owed.count_deed(act("2021-09-10 09:00"), amount=1, evidence="event:a/1")
    owed.correct_deed(
        act("2021-10-05 09:00"), amount=0, evidence="event:a/1", correction="event:a/2"
    )
    missed = owed.state
    owed.count_deed(act("2021-10-06 09:00"), amount=1, evidence="event:b/1")

    events = {event.event_type: event for event in news(owed)}
    assert missed is ObligationState.MISSED
    assert events["ObligationMissed"].occurred_at == owed.span.due_at
    assert events["TargetCounted"].evidence == ("event:a/1", "event:a/2")
    assert owed.state is ObligationState.FULFILLED_LATE


def test_what_is_enough_all_the_same_stays_fulfilled() -> None:
    """ENV-02"""
    owed = opened(rule(measure="minutes", at_least=60), "2021-09-15", "2021-09-01 00:05")
    owed.count_deed(act("2021-09-10 09:00"), amount=90, evidence="event:a/1")
    owed.correct_deed(
        act("2021-10-05 09:00"), amount=60, evidence="event:a/1", correction="event:a/2"
    )

    assert (owed.count, owed.state) == (60, ObligationState.FULFILLED)


def test_a_deed_counts_by_when_it_was_recorded_however_late_it_is_looked_at() -> None:
    """ENV-04: what follows the log may come after the bound"""
    owed = opened(rule(), "2021-09-15", "2021-09-01 00:05")
    owed.count_deed(
        act("2021-10-01 00:03"),
        amount=1,
        evidence="event:a/1",
        recorded_at=local("2021-09-30 23:58"),
    )

    assert owed.state is ObligationState.FULFILLED
