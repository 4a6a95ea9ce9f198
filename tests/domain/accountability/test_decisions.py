"""Accountability, decisions by two persons, notices and appeals (INT-01, 3.2, C)."""

from __future__ import annotations

from typing import Any

import pytest

from domain import gates
from domain.accountability import events
from domain.accountability.accountability import Accountability
from domain.accountability.evidence import event_ref, referred
from domain.act import Actor
from domain.facts.governance import NoticeCirculated
from domain.policy.accountability import ChainRules
from tests.domain.accountability.files import (
    DAN,
    DORA,
    DUO,
    LEO,
    LONGLING,
    OWN,
    REVIEW,
    TODAY,
    UMA,
    beginning,
    cause,
    held,
    opened,
    triggered,
    with_trigger,
)
from tests.samples import act
from tests.spec import ID, Fact, fact, given, refused, then

DAY = "2021-12-28 09:00"


def proposed(by: str = "dora", measure: str = "CRITICISM") -> Fact:
    return fact(
        gates.GateRequested,
        actor_id=by,
        gate_code="MEASURE",
        subject=measure,
        requested_from=("discipline_officer",),
        matter="accountability",
    )


APPROVED = (
    fact(gates.GateOpinionGiven, gate_code="MEASURE", approved=True, opinion="yes"),
    fact(gates.GatePassed, gate_code="MEASURE"),
)
DECIDED = fact(
    events.AccountabilityDecided, actor_id="dan", measure="CRITICISM", proposed_by="dora"
)
APPEALED = fact(
    gates.GateRequested,
    actor_id="uma",
    gate_code="APPEAL",
    subject="f1",
    requested_from=("discipline_officer",),
)


def test_the_chain_is_gone_through_in_its_order() -> None:
    """ACC-BJ-01, INT-01: talk, accountability, decision, notice"""
    called = given(Accountability, triggered())
    with refused("step-too-early", "INT-01"):
        called.go_on(act(DORA, DAY, LONGLING), events.AccountabilityOpened, own=OWN)
    with refused("step-too-early", "INT-01"):
        called.propose(act(DORA, DAY, LONGLING), own=OWN, measure="CRITICISM")
    with refused("step-too-early", "INT-01"):
        called.circulate(act(LEO, DAY, LONGLING), own=OWN, notice_ref="n-1", on=TODAY)

    talked = given(Accountability, triggered(), held())
    talked.go_on(act(DORA, DAY, LONGLING), events.AccountabilityOpened, own=OWN)
    then(talked, opened())
    with refused("step-too-early", "INT-01"):
        talked.circulate(act(LEO, DAY, LONGLING), own=OWN, notice_ref="n-1", on=TODAY)
    talked.propose(act(DORA, DAY, LONGLING), own=OWN, measure="CRITICISM")
    then(talked, proposed())
    talked.decide(act(DAN, DAY, LONGLING), own=OWN, approved=True, opinion="yes")
    then(talked, *APPROVED, DECIDED)
    talked.circulate(act(LEO, DAY, LONGLING), own=OWN, notice_ref="n-1", on=TODAY)
    then(
        talked,
        fact(
            NoticeCirculated,
            record="ACCOUNTABILITY",
            body="u1",
            on=TODAY,
            kind="BELOW_60",
            notice_ref="n-1",
        ),
    )
    with refused("step-is-taken", "INT-01"):
        talked.circulate(act(LEO, DAY, LONGLING), own=OWN, notice_ref="n-2", on=TODAY)


def test_the_notice_is_the_leading_group_offices() -> None:
    """ACC-BJ-01: notice by leading-group office, talk and accountability by the commission"""
    decided = given(Accountability, triggered(), held(), opened(), DECIDED)
    with refused("step-is-anothers", "3.2"):
        decided.circulate(act(DORA, DAY, LONGLING), own=OWN, notice_ref="n-1", on=TODAY)
    talked = given(Accountability, triggered(), held())
    with refused("step-is-anothers", "3.2"):
        talked.go_on(act(LEO, DAY, LONGLING), events.AccountabilityOpened, own=OWN)


def test_a_decision_takes_two_persons() -> None:
    """C, INT-01: four eyes"""
    history = (triggered(), held(), opened(), proposed("dora"))
    for approved in (True, False):
        with refused("same-person-twice", "C"):
            given(Accountability, *history).decide(
                act(DORA, DAY, LONGLING), own=OWN, approved=approved, opinion="yes"
            )
    with refused("nothing-proposed", "C"):
        given(Accountability, *history[:-1]).decide(
            act(DAN, DAY, LONGLING), own=OWN, approved=True, opinion="yes"
        )
    with refused("proposal-waits", "C"):
        given(Accountability, *history).propose(
            act(DAN, DAY, LONGLING), own=OWN, measure="ADMONITION"
        )


def test_a_proposal_that_is_turned_down_has_no_effect_and_another_may_follow() -> None:
    """INT-01: no effect without the decision"""
    file = given(Accountability, triggered(), held(), opened(), proposed())

    file.decide(act(DAN, DAY, LONGLING), own=OWN, approved=False, opinion="too much")

    then(
        file,
        fact(gates.GateOpinionGiven, gate_code="MEASURE", approved=False, opinion="too much"),
        fact(gates.GateBlocked, gate_code="MEASURE", why="too much"),
    )
    file.propose(act(DORA, DAY, LONGLING), own=OWN, measure="NO_MEASURE")


def test_who_found_it_does_not_decide_it() -> None:
    """C: separation of duties"""
    finding = beginning(events.FindingRecorded, "LAGGING", finding="slow", actor_id="dora")
    file = given(
        Accountability,
        finding,
        triggered("LAGGING"),
        held(),
        opened(actor_id="dan"),
        proposed("dan"),
    )
    with refused("finder-decides", "C"):
        file.decide(act(DORA, DAY, LONGLING), own=OWN, approved=True, opinion="yes")
    file.decide(act(DUO, DAY, LONGLING), own=OWN, approved=True, opinion="yes")


def test_the_subjects_own_people_take_no_step() -> None:
    """C: neither by post nor by unit, whatever post they hold besides"""
    file = given(Accountability, triggered(), held(), opened(), proposed("dan"))
    for own, actor in ((OWN, UMA), (("u1", "street"), DORA)):
        by = act(actor, DAY, LONGLING)
        with refused("own-people", "C"):
            file.decide(by, own=own, approved=True, opinion="yes")
        with refused("own-people", "C"):
            given(Accountability, triggered(), held()).go_on(
                by, events.AccountabilityOpened, own=own
            )
        with refused("own-people", "C"):
            Accountability.begin(
                by, cause("LAGGING"), events.FindingRecorded,
                jurisdiction="j", own=own, ground=None, finding="slow",
            )  # fmt: skip


def test_measures_are_words_of_the_pack() -> None:
    """B-45, INT-01"""
    file = given(Accountability, triggered(), held(), opened())
    with refused("measure-unknown", "B-45"):
        file.propose(act(DORA, DAY, LONGLING), own=OWN, measure="EXILE")
    silent = LONGLING.model_copy(update={"accountability": None})
    with refused("policy-silent", "B-45"):
        file.propose(act(DORA, DAY, silent), own=OWN, measure="CRITICISM")


# --- Findings (ACC-BJ-01, ACC-BZ-03, ACC-BZ-05). ---


def test_a_finding_calls_to_the_talk_and_is_its_evidence() -> None:
    """ACC-BJ-01: FindingRecorded {ground, by} is required, the talk follows"""
    file = Accountability.begin(
        act(DORA, "2021-12-20 09:00", LONGLING),
        cause("LAGGING"),
        events.FindingRecorded,
        jurisdiction="j", own=OWN, ground="LAGGING", finding="two of three stand still",
    )  # fmt: skip
    file.call(act(DORA, "2021-12-20 09:00", LONGLING), caller_body="street")

    own = f"event:{file.id}/1"
    then(
        file,
        beginning(
            events.FindingRecorded, "LAGGING", ground="LAGGING", finding="two of three stand still"
        ),
        triggered("LAGGING", evidence_event_ids=(own,)),
    )


def test_a_finding_names_an_event_or_a_document() -> None:
    """INT-01: nothing is found without evidence"""
    fields: dict[str, Any] = {
        "jurisdiction": "j",
        "own": OWN,
        "ground": "LAGGING",
        "finding": "slow",
    }
    nothing = cause("LAGGING", evidence=())
    with refused("evidence-missing", "INT-01"):
        Accountability.begin(act(DORA, DAY, LONGLING), nothing, events.FindingRecorded, **fields)
    by_document = act(DORA, DAY, LONGLING, evidence=("report-7",))
    file = Accountability.begin(by_document, nothing, events.FindingRecorded, **fields)
    [event] = then(
        file,
        beginning(
            events.FindingRecorded,
            "LAGGING",
            evidence_event_ids=(),
            ground="LAGGING",
            finding="slow",
        ),
    )
    assert event.evidence == ("report-7",)


def test_where_the_rules_want_a_finding_nothing_follows_without_one() -> None:
    """ACC-BZ-05: finding needed, then accountability"""
    pack = with_trigger(
        LONGLING, "NEGLECT", kind="FINDING", of="FindingRecorded", do=("accountability",)
    )
    with refused("step-too-early", "INT-01"):
        Accountability.begin(
            act(DORA, DAY, pack), cause("NEGLECT"), events.AccountabilityOpened,
            jurisdiction="j", own=OWN, ground=None,
        )  # fmt: skip
    found = beginning(events.FindingRecorded, "NEGLECT", finding="2 of 2 missed")
    file = given(Accountability, found)
    file.go_on(act(DORA, DAY, pack), events.AccountabilityOpened, own=OWN)
    then(
        file,
        beginning(events.AccountabilityOpened, "NEGLECT", evidence_event_ids=(), ground=None),
    )


def test_grounds_are_words_of_the_pack() -> None:
    """ACC-BZ-03: a contract of 200,000 signed without assembly vote is ground PROCEDURE"""
    grounds = ChainRules(grounds=("PROCEDURE", "HEAVY_LOSS", "DEMOCRATIC_RIGHTS"))
    pack = with_trigger(
        LONGLING, "STAFF_BREACH", grounds,
        kind="FINDING", of="AccountabilityOpened", do=("accountability",),
    )  # fmt: skip
    for ground in (None, "RUMOUR"):
        with refused("ground-unknown", "B.3"):
            Accountability.begin(
                act(DORA, DAY, pack), cause("STAFF_BREACH"), events.AccountabilityOpened,
                jurisdiction="j", own=OWN, ground=ground,
            )  # fmt: skip
    file = Accountability.begin(
        act(DORA, DAY, pack), cause("STAFF_BREACH"), events.AccountabilityOpened,
        jurisdiction="j", own=OWN, ground="PROCEDURE",
    )  # fmt: skip
    then(file, beginning(events.AccountabilityOpened, "STAFF_BREACH", ground="PROCEDURE"))


def test_who_opens_is_the_post_that_the_pack_names() -> None:
    """ACC-BZ-02: opened by the discipline organ only"""
    pack = with_trigger(
        LONGLING, "DEPARTMENT_DUTY", kind="FINDING", of="AccountabilityOpened",
        do=("accountability",),
    )  # fmt: skip
    with refused("step-is-anothers", "3.2"):
        Accountability.begin(
            act(LEO, DAY, pack), cause("DEPARTMENT_DUTY"), events.AccountabilityOpened,
            jurisdiction="j", own=OWN, ground=None,
        )  # fmt: skip
    Accountability.begin(
        act(DORA, DAY, pack), cause("DEPARTMENT_DUTY"), events.AccountabilityOpened,
        jurisdiction="j", own=OWN, ground=None,
    )  # fmt: skip


def test_a_personnel_measure_is_taken_by_two_persons_after_the_talk() -> None:
    """ACC-BZ-01: repeated, then a personnel measure by a human"""
    pack = with_trigger(
        LONGLING, "PARTY_DUTY", kind="FINDING", of="FindingRecorded",
        do=("interview", "personnel_measure"),
    )  # fmt: skip
    rules = pack.accountability
    assert rules is not None
    measures = {"REASSIGNMENT": "PERSONNEL", "CRITICISM": "MEASURE"}
    pack = pack.model_copy(
        update={"accountability": rules.model_copy(update={"measures": measures})}
    )
    found = beginning(events.FindingRecorded, "PARTY_DUTY", finding="no plan", actor_id="duo")
    called = given(Accountability, found, triggered("PARTY_DUTY"))
    with refused("step-too-early", "INT-01"):
        called.propose(act(DORA, DAY, pack), own=OWN, measure="REASSIGNMENT")
    talked = given(Accountability, found, triggered("PARTY_DUTY"), held())
    with refused("step-not-in-chain", "INT-01"):
        talked.propose(act(DORA, DAY, pack), own=OWN, measure="CRITICISM")
    talked.propose(act(DORA, DAY, pack), own=OWN, measure="REASSIGNMENT")
    talked.decide(act(DAN, DAY, pack), own=OWN, approved=True, opinion="yes")
    *_, last = talked.collect_events()
    assert isinstance(last, events.PersonnelMeasureTaken)
    assert (last.measure, last.proposed_by, last.actor_id) == ("REASSIGNMENT", "dora", "dan")


# --- Criticism, violations, penalties (ACC-SA-03, ACC-BZ-07, ACC-SA-02). ---


@pytest.mark.parametrize(
    ("kind", "step", "stated"),
    [
        (events.CriticismRecorded, "criticism", {"criticism": "little force"}),
        (events.ViolationRecorded, "violation", {"violation": "a score without a right"}),
        (events.PenaltyReferred, "penalty", {"authority": "housing-bureau"}),
    ],
)
def test_a_person_may_begin_with_what_the_chain_begins_with(
    kind: type[events.Beginning], step: str, stated: dict[str, str]
) -> None:
    """ACC-SA-03, ACC-BZ-07, ACC-SA-02"""
    pack = with_trigger(LONGLING, "NEW", kind="FINDING", of=kind.TOPIC, do=(step,))
    file = Accountability.begin(
        act(DORA, DAY, pack), cause("NEW"), kind, jurisdiction="j", own=OWN, **stated
    )
    then(file, beginning(kind, "NEW", **stated))
    with refused("step-not-in-chain", "INT-01"):
        Accountability.begin(
            act(DORA, DAY, pack), cause("NEW"), events.FindingRecorded,
            jurisdiction="j", own=OWN, ground=None, finding="slow",
        )  # fmt: skip


def test_a_penalty_rests_on_the_veto() -> None:
    """ACC-SA-02: VetoApplied, then PenaltyReferred {authority}"""
    pack = with_trigger(
        LONGLING, "PETITION_VETO", kind="VETO", of="VetoApplied", do=("veto", "penalty")
    )
    with refused("evidence-missing", "INT-01"):
        Accountability.begin(
            act(DORA, DAY, pack), cause("PETITION_VETO", of=("CaseClosed",)),
            events.PenaltyReferred, jurisdiction="j", own=OWN, authority="housing-bureau",
        )  # fmt: skip
    file = Accountability.begin(
        act(DORA, DAY, pack), cause("PETITION_VETO", of=("VetoApplied",)),
        events.PenaltyReferred, jurisdiction="j", own=OWN, authority="housing-bureau",
    )  # fmt: skip
    then(file, beginning(events.PenaltyReferred, "PETITION_VETO", authority="housing-bureau"))


# --- Appeals. ---


def appeal(file: Accountability, by: Actor = UMA, why: str | None = "given by telephone") -> None:
    file.appeal_against(act(by, DAY, LONGLING, reason=why), own=OWN)


def test_who_was_called_appeals_and_says_why() -> None:
    """INT-01, C"""
    file = given(Accountability, triggered())
    with refused("appeal-is-anothers", "INT-01"):
        appeal(file, LEO)
    with refused("reason-missing", "2.5"):
        appeal(file, why=None)
    appeal(file)
    [event] = then(file, APPEALED)
    assert event.reason == "given by telephone"


def test_while_an_appeal_waits_nothing_else_happens() -> None:
    """INT-01"""
    file = given(Accountability, triggered(), APPEALED)
    with refused("appeal-waits", "INT-01"):
        file.hold_interview(act(DORA, DAY, LONGLING), own=OWN, held_at=None, minutes_ref="m-1")
    with refused("appeal-waits", "INT-01"):
        appeal(file)


def test_an_appeal_is_answered_by_somebody_who_had_no_part_in_it() -> None:
    """C: neither who proposed nor who decided nor who talked"""
    file = given(
        Accountability, triggered(), held(), opened(actor_id="dora"), proposed(), *APPROVED,
        DECIDED, APPEALED,
    )  # fmt: skip
    for part in (DORA, DAN):
        with refused("finder-decides", "C"):
            file.answer_appeal(act(part, DAY, LONGLING), own=OWN, approved=False, opinion="no")
    with refused("own-people", "C"):
        file.answer_appeal(act(UMA, DAY, LONGLING), own=OWN, approved=True, opinion="yes")

    file.answer_appeal(act(DUO, DAY, LONGLING), own=OWN, approved=True, opinion="it was given")

    then(
        file,
        fact(gates.GateOpinionGiven, gate_code="APPEAL", approved=True, opinion="it was given"),
        fact(gates.GatePassed, gate_code="APPEAL"),
        fact(events.AccountabilityDecided, measure=None, proposed_by="uma", on_appeal=True),
    )
    with refused("accountability-is-closed", "INT-01"):
        file.circulate(act(LEO, DAY, LONGLING), own=OWN, notice_ref="n-1", on=TODAY)


def test_a_refused_appeal_is_not_made_twice_but_a_later_decision_is_open_to_one() -> None:
    """INT-01"""
    file = given(Accountability, triggered(), APPEALED)
    file.answer_appeal(act(DUO, DAY, LONGLING), own=OWN, approved=False, opinion="no trace")
    with refused("nothing-to-appeal", "INT-01"):
        appeal(file)
    with refused("nothing-to-appeal", "INT-01"):
        file.answer_appeal(act(DUO, DAY, LONGLING), own=OWN, approved=True, opinion="yes")
    decided = given(
        Accountability, triggered(), APPEALED,
        fact(gates.GateBlocked, gate_code="APPEAL", why="no trace"), held(), opened(), DECIDED,
    )  # fmt: skip
    appeal(decided)
    then(decided, APPEALED)


def test_a_pack_that_knows_no_appeals_refuses_them() -> None:
    """B-45, INT-01"""
    silent = LONGLING.model_copy(update={"accountability": None})
    file = given(Accountability, triggered())
    with refused("policy-silent", "B-45"):
        file.appeal_against(act(UMA, DAY, silent, reason="why"), own=OWN)


def test_a_reference_names_one_event() -> None:
    """INT-01: what is stored as evidence can be read again"""
    assert referred(event_ref(ID, 12)) == (ID, 12)
    assert event_ref(ID, 7) == REVIEW
