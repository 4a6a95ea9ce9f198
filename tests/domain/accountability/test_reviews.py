"""Calls whose events do not say so any more: taken back, or put before a person (ENV-02)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import gates
from domain.accountability import events
from domain.accountability.accountability import Accountability
from domain.act import Act
from tests.domain.accountability.files import (
    DAGUAN,
    DAN,
    DORA,
    DUO,
    LEO,
    LONGLING,
    OWN,
    TODAY,
    UMA,
    held,
    opened,
    triggered,
)
from tests.samples import SYS, act
from tests.spec import ID, Fact, fact, given, refused, then

DAY = "2021-12-28 09:00"
CORRECTION = f"event:{ID}/9"
WITHDRAWN = fact(events.AccountabilityDecided, measure=None, proposed_by="aud", on_appeal=False)
REVIEWED = fact(
    gates.GateRequested,
    actor_id="system",
    gate_code="REVIEW",
    subject="f1",
    requested_from=("discipline_officer",),
)


def because() -> Act:
    """The system acts because a correction says otherwise."""
    return replace(act(SYS, DAY, LONGLING), reason="another unit's", evidence=(CORRECTION,))


def answered(file: Accountability, *, approved: bool) -> None:
    file.answer_review(act(DUO, DAY, LONGLING), own=OWN, approved=approved, opinion="so it is")


def test_a_call_is_taken_back_where_nobody_was_talked_to() -> None:
    """ENV-02, INT-01: visibly, by an event that names what says otherwise"""
    file = given(Accountability, triggered())

    assert file.reconsider(because(), corrected_by="aud")

    [event] = then(file, WITHDRAWN)
    assert (event.actor_id, event.reason) == ("system", "another unit's")
    assert event.evidence == (CORRECTION,)
    with refused("accountability-is-closed", "INT-01"):
        file.hold_interview(act(DORA, DAY, LONGLING), own=OWN, held_at=None, minutes_ref="m-1")
    assert not file.reconsider(because(), corrected_by="aud")
    file.question(because())
    then(file)


def test_after_the_talk_a_person_decides() -> None:
    """INT-01: what was done is not undone by itself"""
    file = given(Accountability, triggered(), held())

    assert not file.reconsider(because(), corrected_by="aud")

    [event] = then(file, REVIEWED)
    assert event.evidence == (CORRECTION,)


def test_what_was_left_out_of_the_counts_is_a_persons_to_judge_before_the_talk_too() -> None:
    """3.1: the rules do not say that the call falls with it"""
    file = given(Accountability, triggered())
    file.question(because())
    then(file, REVIEWED)


def test_while_a_review_waits_nothing_follows_from_the_call() -> None:
    """INT-01, ENV-02: but the subject may appeal, and may be heard first"""
    called = given(Accountability, triggered(), REVIEWED)
    with refused("review-waits", "ENV-02"):
        called.hold_interview(act(DORA, DAY, LONGLING), own=OWN, held_at=None, minutes_ref="m-1")
    talked = given(Accountability, triggered(), held(), REVIEWED)
    with refused("review-waits", "ENV-02"):
        talked.go_on(act(DORA, DAY, LONGLING), events.AccountabilityOpened, own=OWN)
    with refused("review-waits", "ENV-02"):
        talked.propose(act(DORA, DAY, LONGLING), own=OWN, measure="CRITICISM")
    with refused("review-waits", "ENV-02"):
        talked.circulate(act(LEO, DAY, LONGLING), own=OWN, notice_ref="n-1", on=TODAY)

    talked.appeal_against(act(UMA, DAY, LONGLING, reason="not ours"), own=OWN)
    with refused("appeal-waits", "INT-01"):
        talked.propose(act(DORA, DAY, LONGLING), own=OWN, measure="CRITICISM")


@pytest.mark.parametrize("approved", [True, False])
def test_the_answer_takes_the_call_back_or_lets_it_stand(*, approved: bool) -> None:
    """INT-01: no effect without the decision of a person"""
    file = given(Accountability, triggered(), held(), REVIEWED)

    answered(file, approved=approved)

    opinion = fact(
        gates.GateOpinionGiven, gate_code="REVIEW", approved=approved, opinion="so it is"
    )
    after: tuple[Fact, ...] = (fact(gates.GateBlocked, gate_code="REVIEW", why="so it is"),)
    if approved:
        after = (
            fact(gates.GatePassed, gate_code="REVIEW"),
            fact(events.AccountabilityDecided, measure=None, proposed_by="system"),
        )
    then(file, opinion, *after)
    if approved:
        with refused("accountability-is-closed", "INT-01"):
            file.go_on(act(DORA, DAY, LONGLING), events.AccountabilityOpened, own=OWN)
    else:
        file.go_on(act(DORA, DAY, LONGLING), events.AccountabilityOpened, own=OWN)
        then(file, opened())


def test_a_file_is_open_while_its_review_waits() -> None:
    """ACC-BJ-01: what is not decided stands against a reward"""
    talked = (triggered("TWO_CONSECUTIVE_MISSES"), held())
    assert not given(Accountability, *talked).is_open(DAGUAN)
    assert given(Accountability, *talked, REVIEWED).is_open(DAGUAN)
    assert not given(Accountability, *talked, REVIEWED, WITHDRAWN).is_open(DAGUAN)


def test_somebody_who_had_no_part_in_it_answers() -> None:
    """C: not who held the talk, not the subject's own people, not another post"""
    file = given(Accountability, triggered(), held(actor_id="dora"), REVIEWED)
    for actor, code, rule in (
        (DORA, "finder-decides", "C"),
        (UMA, "own-people", "C"),
        (LEO, "step-is-anothers", "3.2"),
    ):
        with refused(code, rule):
            file.answer_review(act(actor, DAY, LONGLING), own=OWN, approved=True, opinion="yes")

    file.answer_review(act(DAN, DAY, LONGLING), own=OWN, approved=False, opinion="it stands")


def test_there_is_nothing_to_answer_unless_a_review_waits() -> None:
    """ENV-02"""
    for file in (
        given(Accountability, triggered(), held()),
        given(Accountability, triggered(), WITHDRAWN),
        given(
            Accountability, triggered(), held(), REVIEWED,
            fact(gates.GateBlocked, gate_code="REVIEW", why="it stands"),
        ),
    ):  # fmt: skip
        with refused("nothing-to-review", "ENV-02"):
            answered(file, approved=True)


def test_an_appeal_that_is_granted_ends_the_review_as_well() -> None:
    """INT-01: all of the file is taken back"""
    file = given(
        Accountability, triggered(), REVIEWED,
        fact(gates.GateRequested, actor_id="uma", gate_code="APPEAL", subject="f1",
             requested_from=("discipline_officer",)),
    )  # fmt: skip
    file.answer_appeal(act(DUO, DAY, LONGLING), own=OWN, approved=True, opinion="not theirs")
    with refused("nothing-to-review", "ENV-02"):
        answered(file, approved=True)
