"""Prior opinions on matters that are no case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain import gates
from domain.act import Act, Actor, HeldPost
from domain.calendar.clocks import DayKind, deadline
from domain.oversight.gate import Gate, GateState
from domain.policy.pack import PolicyPack
from domain.rebinding import PolicyPackRebound
from domain.vocabulary import Role
from tests.samples import ANNA, BO, CHINA, DAGUAN, SYS, UMA, act, at, on, pack
from tests.spec import ID, Fact, fact, given, refused, then

QINGYANG = pack("qingyang")
BIJIE = pack("bijie")
SECOND = DAGUAN.model_copy(update={"meta": DAGUAN.meta.model_copy(update={"version": "2021.1"})})
"""Another version of the same pack."""


def holder(post: str, body: str, role: Role) -> Actor:
    return Actor(id=post, roles=frozenset({role}), posts=(HeldPost(post, body),), unit=body)


SECRETARY = holder("community_secretary", "c1", Role.STR)
COMMITTEE = holder("residents_committee", "c1", Role.RC)

FRIDAY = "2021-04-30 09:00"
LAST_DAY = "2021-05-11 23:59"
TOO_LATE = "2021-05-12 00:00"


def ask(local: str = FRIDAY, under: PolicyPack = DAGUAN, **changes: Any) -> Gate:
    fields: dict[str, Any] = {
        "code": "g1",
        "gate_code": "PRIOR_OPINION",
        "matter": "honour",
        "subject": "file-7",
        "requested_from": ("s1",),
    }
    return Gate.request(act(UMA, local, under), jurisdiction="j", **fields | changes)


def asked(**changes: Any) -> Fact:
    rule = DAGUAN.gates["PRIOR_OPINION"].within
    assert rule is not None
    fields: dict[str, Any] = {
        "code": "g1",
        "gate_code": "PRIOR_OPINION",
        "matter": "honour",
        "subject": "file-7",
        "requested_from": ("s1",),
        "due": deadline(rule, at(FRIDAY), CHINA),
    }
    return fact(gates.GateRequested, recorded_at=at(FRIDAY), **fields | changes)


def opinion(*, approved: bool, said: str) -> list[Fact]:
    return [
        fact(gates.GateOpinionGiven, gate_code="PRIOR_OPINION", approved=approved, opinion=said),
        fact(gates.GatePassed, gate_code="PRIOR_OPINION"),
    ]


def test_the_opinion_of_the_station_is_owed_within_five_working_days() -> None:
    """ORG-DG-09: 6, 7, Sat 8, 10, 11"""
    gate = ask()

    [event] = then(gate, asked())
    due = gate.due
    assert due is not None
    assert (due.due_on.isoformat(), due.n, due.kind) == ("2021-05-11", 5, DayKind.WORKING_DAY)
    assert [day.day for day in due.counted_on] == [6, 7, 8, 10, 11]
    assert gate.id == Gate.create_id("j", "g1")
    assert (event.event_type, event.rule_ids) == ("GateRequested", ("GAT-01", "ORG-DG-09"))


def test_without_the_opinion_the_file_does_not_go_on() -> None:
    """GAT-01, ORG-DG-09"""
    gate = given(Gate, asked())

    with refused("gate-blocked", "GAT-01"):
        gate.require_passed(act(UMA, "2021-05-05 09:00"), matter="honour", subject="file-7")
    assert DAGUAN.gates["PRIOR_OPINION"].missing == "station opinion missing"


def test_head_or_deputy_of_the_station_asked_answers_and_the_file_goes_on() -> None:
    """ORG-DG-09"""
    for station in (ANNA, BO):
        gate = given(Gate, asked())

        gate.give_opinion(act(station, "2021-05-06 09:00"), approved=True, opinion="well earned")

        then(gate, *opinion(approved=True, said="well earned"))
        gate.require_passed(act(UMA, "2021-05-07 09:00"), matter="honour", subject="file-7")


def test_a_negative_opinion_is_attached_and_stops_nothing() -> None:
    """ORG-DG-09"""
    gate = given(Gate, asked())

    gate.give_opinion(act(ANNA, "2021-05-06 09:00"), approved=False, opinion="rarely here")

    then(gate, *opinion(approved=False, said="rarely here"))
    gate.require_passed(act(UMA, "2021-05-07 09:00"), matter="honour", subject="file-7")


def test_nobody_else_answers() -> None:
    """ORG-DG-09, GAT-01"""
    elsewhere = holder("station_head", "s2", Role.HD)
    member = holder("station_member", "s1", Role.GRD)

    for stranger in (elsewhere, member, UMA):
        with refused("opinion-not-asked", "GAT-01"):
            given(Gate, asked()).give_opinion(
                act(stranger, "2021-05-06 09:00"), approved=True, opinion="fine"
            )


def test_silence_past_the_last_day_blocks_since_its_end() -> None:
    """GAT-01, ENV-06"""
    gate = given(Gate, asked())

    gate.settle(act(SYS, LAST_DAY))
    then(gate)
    gate.settle(act(SYS, TOO_LATE))
    gate.settle(act(SYS, "2021-05-12 00:05"))

    missing = "station opinion missing"
    [event] = then(gate, fact(gates.GateBlocked, gate_code="PRIOR_OPINION", why=missing))
    assert (event.occurred_at, event.actor_id) == (at(TOO_LATE), "system")


def test_an_opinion_that_comes_late_still_passes() -> None:
    """GAT-01"""
    gate = given(Gate, asked())

    gate.give_opinion(act(ANNA, "2021-05-13 09:00"), approved=True, opinion="well earned")

    missing = "station opinion missing"
    blocked = fact(gates.GateBlocked, gate_code="PRIOR_OPINION", why=missing)
    then(gate, blocked, *opinion(approved=True, said="well earned"))
    assert gate.state is GateState.PASSED


def test_a_gate_is_answered_once() -> None:
    """GAT-01"""
    gate = given(Gate, asked(), *opinion(approved=True, said="fine"))

    with refused("gate-is-answered", "GAT-01"):
        gate.give_opinion(act(BO, "2021-05-07 09:00"), approved=False, opinion="after all not")


def test_a_gate_is_passed_for_its_own_file_and_matter_only() -> None:
    """GAT-01"""
    gate = given(Gate, asked(), *opinion(approved=True, said="fine"))

    for matter, subject in (("honour", "file-8"), ("award", "file-7")):
        with refused("gate-blocked", "GAT-01"):
            gate.require_passed(act(UMA, "2021-05-07 09:00"), matter=matter, subject=subject)


def test_a_gate_stands_before_the_matters_of_its_pack() -> None:
    """GAT-01, B-45"""
    with refused("matter-not-guarded", "GAT-01"):
        ask(matter="street_light")
    with refused("gate-undefined", "B-45"):
        ask(under=pack("kundulun"))


def pre_review() -> Gate:
    return ask(
        "2018-11-05 09:00",
        QINGYANG,
        gate_code="PRE_REVIEW",
        matter="large_sum",
        requested_from=("c1",),
    )


def test_no_vote_on_a_large_sum_before_the_party_review() -> None:
    """ORG-QY-05"""
    gate = pre_review()

    vote = act(SECRETARY, "2018-11-06 09:00", QINGYANG)
    with refused("gate-blocked", "GAT-01"):
        gate.require_passed(vote, matter="large_sum", subject="file-7")
    gate.give_opinion(vote, approved=True, opinion="may be put to the vote")
    gate.require_passed(vote, matter="large_sum", subject="file-7")

    assert gate.due is None


def test_the_party_review_has_a_veto() -> None:
    """ORG-QY-05"""
    gate = pre_review()
    gate.collect_events()
    review = act(SECRETARY, "2018-11-06 09:00", QINGYANG)

    gate.give_opinion(review, approved=False, opinion="no source of funds")

    said: dict[str, Any] = {"gate_code": "PRE_REVIEW"}
    then(
        gate,
        fact(gates.GateOpinionGiven, approved=False, opinion="no source of funds", **said),
        fact(gates.GateBlocked, why="no source of funds", **said),
    )
    with refused("gate-blocked", "GAT-01"):
        gate.require_passed(review, matter="large_sum", subject="file-7")


def test_the_first_owners_meeting_waits_for_the_residents_committee() -> None:
    """ORG-BZ-22"""
    matter = "first_owners_meeting"
    gate = ask(
        "2018-03-05 09:00",
        BIJIE,
        gate_code="FIRST_OWNERS_MEETING",
        matter=matter,
        requested_from=("c1",),
    )
    meeting = act(COMMITTEE, "2018-03-12 09:00", BIJIE)

    with refused("gate-blocked", "GAT-01"):
        gate.require_passed(meeting, matter=matter, subject="file-7")
    gate.give_opinion(meeting, approved=False, opinion="too early")

    gate.require_passed(meeting, matter=matter, subject="file-7")


def test_a_member_is_not_promoted_before_the_community_was_heard() -> None:
    """MEM-BZ-02"""
    matter = "member_promotion"
    gate = ask(
        "2018-03-05 09:00",
        BIJIE,
        gate_code="COMMUNITY_OPINION",
        matter=matter,
        requested_from=("c1",),
    )
    heard = act(SECRETARY, "2018-03-12 09:00", BIJIE)

    with refused("gate-blocked", "GAT-01"):
        gate.require_passed(heard, matter=matter, subject="file-7")
    with refused("opinion-not-asked", "GAT-01"):
        gate.give_opinion(act(COMMITTEE, "2018-03-12 09:00", BIJIE), approved=True, opinion="yes")
    gate.give_opinion(heard, approved=True, opinion="reported in and served")

    gate.require_passed(heard, matter=matter, subject="file-7")


def test_a_gate_of_its_own_replays_from_its_request() -> None:
    """GAT-01"""
    assert given(Gate, asked()).id == ID


# --- Another version of the pack (ENV-03) ---


def test_an_unanswered_gate_goes_on_under_the_version_it_was_rebound_to() -> None:
    """ENV-03: the day that was stated stays; what is decided from here on names the new version"""
    gate = given(Gate, asked())

    gate.rebind(SECOND, act(BO, "2021-05-06 09:00", reason="revised"))

    [rebound] = then(
        gate, fact(PolicyPackRebound, old_pack="daguan@2020.1", new_pack="daguan@2021.1")
    )
    assert (rebound.pack, rebound.reason) == ("daguan@2020.1", "revised")
    assert gate.due == given(Gate, asked()).due


def test_an_answered_gate_keeps_its_version() -> None:
    """ENV-03"""
    gate = given(Gate, asked(), *opinion(approved=False, said="rarely here"))

    with refused("judgement-is-over", "ENV-03"):
        gate.rebind(SECOND, act(BO, "2021-05-06 09:00", reason="revised"))


def test_a_gate_that_the_new_version_does_not_know_stays_under_its_own() -> None:
    """ENV-03, B-45"""
    silent = SECOND.model_copy(update={"gates": {}})

    with refused("pack-does-not-fit", "ENV-03"):
        given(Gate, asked()).rebind(silent, act(BO, "2021-05-06 09:00", reason="revised"))
    with refused("rebinding-reason-missing", "ENV-03"):
        given(Gate, asked()).rebind(SECOND, act(BO, "2021-05-06 09:00"))


# The notice that makes Saturday 8 May a day off moves the fifth working day to the 12th.
AMENDED = replace(CHINA, version="amended", days_worked=CHINA.days_worked - {on("2021-05-08")})


def amended(local: str) -> Act:
    return replace(act(SYS, local), calendar=AMENDED)


def moved() -> Fact:
    rule = DAGUAN.gates["PRIOR_OPINION"].within
    assert rule is not None
    old, new = deadline(rule, at(FRIDAY), CHINA), deadline(rule, at(FRIDAY), AMENDED)
    assert old is not None
    assert new is not None
    return fact(
        Gate.DeadlineRecalculated, obligation_id=None, clock="PRIOR_OPINION",
        started_at=at(FRIDAY), old_due=old.due_at, new_due=new.due_at, deadline=new,
        calendar_version="amended", cause="CALENDAR",
    )  # fmt: skip


def test_an_amended_calendar_moves_the_time_to_answer() -> None:
    """CAL-08: to Wednesday 12 May"""
    gate = given(Gate, asked())

    for _ in range(2):
        gate.recalculate(amended("2021-05-06 09:00"))

    then(gate, moved())
    assert gate.due is not None
    assert gate.due.due_on == on("2021-05-12")


def test_the_bound_that_the_present_calendar_gives_decides_whether_silence_blocks() -> None:
    """CAL-08: nobody swept in between, and the old bound has passed"""
    gate = given(Gate, asked())

    gate.settle(amended(TOO_LATE))

    then(gate, moved())
    gate.settle(amended("2021-05-13 00:00"))
    then(gate, fact(gates.GateBlocked, gate_code="PRIOR_OPINION", why="station opinion missing"))


def test_a_gate_that_is_settled_keeps_its_bound() -> None:
    """CAL-08: settled ones never"""
    silent = given(Gate, asked(), fact(gates.GateBlocked, gate_code="PRIOR_OPINION", why="silent"))
    answered = given(Gate, asked(), *opinion(approved=True, said="fine"))

    for gate in (silent, answered):
        gate.recalculate(amended("2021-05-06 09:00"))
        then(gate)


def test_a_bound_in_a_year_without_a_notice_stays() -> None:
    """CAL-03, CAL-08"""
    gate = given(Gate, asked())

    gate.recalculate(
        replace(amended("2021-05-06 09:00"), calendar=replace(AMENDED, years=frozenset()))
    )

    then(gate)
