"""Orders to put something right by a day."""

from __future__ import annotations

from typing import Any

from domain.oversight.rectification import Rectification
from tests.samples import SU, SYS, act, at, fixed, on, pack
from tests.spec import Fact, fact, given, refused, then

STREET_A = pack("street-a")


def order(**changes: Any) -> Rectification:
    fields: dict[str, Any] = {
        "code": "r1",
        "body": "c1",
        "subject": "c1",
        "defects": ("little attention",),
        "due_on": on("2021-05-31"),
    }
    by = act(SU, "2021-05-10 09:00", STREET_A)
    return Rectification.order(by, jurisdiction="j", **fields | changes)


def ordered() -> Fact:
    return fact(
        Rectification.RectificationOrdered,
        code="r1",
        body="c1",
        subject="c1",
        defects=("little attention",),
        due=fixed("2021-05-31"),
    )


SUBMITTED = fact(Rectification.RectificationSubmitted, measures="two talks held")
ACCEPTED = fact(Rectification.RectificationAccepted, on_time=True)
OVERDUE = fact(Rectification.RectificationOverdue, due_at=at("2021-06-01 00:00"))


def test_an_order_names_defects_and_its_last_day() -> None:
    """RCT-01"""
    then(order(), ordered())
    with refused("defects-missing", "RCT-01"):
        order(defects=())
    with refused("rectification-date-in-past", "RCT-01"):
        order(due_on=on("2021-05-09"))


def test_what_was_submitted_is_accepted_in_time() -> None:
    """RCT-01"""
    open_order = given(Rectification, ordered())

    open_order.submit(act(SU, "2021-05-20 09:00", STREET_A), measures="two talks held")
    open_order.accept(act(SU, "2021-05-31 23:59", STREET_A))

    then(open_order, SUBMITTED, ACCEPTED)
    open_order.settle(act(SYS, "2021-06-01 00:05", STREET_A))
    then(open_order)


def test_without_acceptance_it_is_overdue_since_the_bound() -> None:
    """RCT-01, ACC-SA-03, ENV-06"""
    for history in ((), (SUBMITTED,)):
        open_order = given(Rectification, ordered(), *history)

        open_order.settle(act(SYS, "2021-05-31 23:59", STREET_A))
        open_order.settle(act(SYS, "2021-06-01 00:05", STREET_A))
        open_order.settle(act(SYS, "2021-06-01 00:10", STREET_A))

        [event] = then(open_order, OVERDUE)
        assert (event.occurred_at, event.actor_id) == (at("2021-06-01 00:00"), "system")


def test_a_late_acceptance_does_not_erase_that_it_was_overdue() -> None:
    """RCT-01"""
    late = given(Rectification, ordered(), SUBMITTED)

    late.accept(act(SU, "2021-06-01 00:00", STREET_A))

    then(late, OVERDUE, fact(Rectification.RectificationAccepted, on_time=False))
    assert late.overdue


def test_a_refused_submission_leaves_the_bound_where_it_was() -> None:
    """RCT-01"""
    again = given(Rectification, ordered(), SUBMITTED)

    again.refuse(act(SU, "2021-05-25 09:00", STREET_A), reasons=("no minutes",))
    again.submit(act(SU, "2021-05-26 09:00", STREET_A), measures="two talks held")

    refusal = fact(Rectification.RectificationRefused, reasons=("no minutes",))
    then(again, refusal, SUBMITTED)
    assert again.due == fixed("2021-05-31")


def test_steps_out_of_order_are_refused() -> None:
    """RCT-01"""
    day = act(SU, "2021-05-20 09:00", STREET_A)
    fresh = given(Rectification, ordered())
    waiting = given(Rectification, ordered(), SUBMITTED)
    done = given(Rectification, ordered(), SUBMITTED, ACCEPTED)

    with refused("rectification-not-submitted", "RCT-01"):
        fresh.accept(day)
    with refused("rectification-not-submitted", "RCT-01"):
        fresh.refuse(day, reasons=("nothing there",))
    with refused("rectification-is-submitted", "RCT-01"):
        waiting.submit(day, measures="more")
    with refused("rectification-is-accepted", "RCT-01"):
        done.submit(day, measures="more")
    with refused("rectification-is-accepted", "RCT-01"):
        done.accept(day)
