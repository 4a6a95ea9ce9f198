"""Files on the real log: who may take which step, what they rest on, and the talk that is owed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from application.errors import BodyNotFound, OutsideRowScope, PermissionDenied
from application.use_cases.request import SYSTEM_CALLER
from domain.accountability import errors
from domain.accountability.accountability import Accountability
from domain.accountability.evidence import event_ref
from domain.calendar.clocks import ClockRule, DayKind
from domain.obligations.obligation import Obligation, Owed
from domain.oversight.errors import CodeIsTaken
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from tests.application.accountability.files import FIRST, give, ref, staffed, trigger
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.database import Database
from tests.samples import DAGUAN


def prompt() -> PolicyPack:
    """Daguan, if it said how soon a talk is to be held, and what may follow it."""
    rule = DAGUAN.triggers["TWO_CONSECUTIVE_MISSES"]
    timely = rule.model_copy(
        update={
            "within": ClockRule(n=10, kind=DayKind.WORKING_DAY),
            "do": ("interview", "rectification", "accountability", "notice"),
        }
    )
    return DAGUAN.model_copy(
        update={"triggers": DAGUAN.triggers | {"TWO_CONSECUTIVE_MISSES": timely}}
    )


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    packs = PackShelf([prompt()])
    with town_on(module_database, "daguan", "2021-09-16 09:00", packs=packs) as town:
        staffed(town)
        yield town


def missed(town: Town) -> str:
    """Feedback of ``lights`` is missed; the reference to the miss."""
    case = whistled(town, "lights", "police")
    town.clock.set(at("2021-09-23 00:05"))
    town.service.deadlines.sweep(town.name)
    return ref(town, case, "FeedbackMissed")


def talk_owed(town: Town, code: str) -> list[str]:
    """What happened to the duty to hold the talk of a file."""
    owed = Owed(code="INTERVIEW", subject=code, holder=town.name, body=town.name)
    return town.events(Obligation.create_id(town.name, owed, 1))


def told(town: Town, code: str) -> list[str]:
    return town.events(Accountability.create_id(town.name, code))


def test_the_system_calls_once_for_the_same_events(town: Town) -> None:
    """3.2: unsettled by another trigger; a reaction that runs again does nothing"""
    miss = missed(town)

    first = trigger(town, FIRST, evidence_event_ids=(miss,))
    again = trigger(town, FIRST, evidence_event_ids=(miss,))

    assert first.position is not None
    assert again.position is None
    assert told(town, FIRST) == ["InterviewTriggered"]
    with pytest.raises(CodeIsTaken):
        trigger(town, FIRST, evidence_event_ids=(miss, miss))


def test_nothing_counts_for_two_calls_of_one_trigger(town: Town) -> None:
    """3.2: source events are unsettled by another trigger of the same code, whatever the file"""
    cases = [whistled(town, "lights", "police") for _ in range(2)]
    town.clock.set(at("2021-09-23 00:05"))
    town.service.deadlines.sweep(town.name)
    miss, other = (ref(town, case, "FeedbackMissed") for case in cases)
    trigger(town, FIRST, evidence_event_ids=(miss,))
    second = FIRST.replace(".1", ".2")

    for evidence in ((miss,), (other, miss)):
        with pytest.raises(errors.SourceIsSettled):
            trigger(town, second, evidence_event_ids=evidence)
    with pytest.raises(errors.NotNextOfSeries):
        trigger(town, "f1", evidence_event_ids=(other,))
    with pytest.raises(errors.NotNextOfSeries):
        trigger(town, FIRST.replace(".1", ".3"), evidence_event_ids=(other,))
    trigger(town, second, evidence_event_ids=(other,))

    assert told(town, second) == ["InterviewTriggered"]
    town.service.follow(town.name)
    assert town.events(Accountability.create_id(town.name, FIRST.replace(".1", ".3"))) == []


def test_a_person_pulls_no_trigger(town: Town) -> None:
    """C: mark obligation missed, trigger"""
    miss = missed(town)
    for person in (FOUNDER, "dora", "uma"):
        with pytest.raises(PermissionDenied):
            give(
                town, person, "trigger_interview", code=FIRST, body="lights",
                trigger="TWO_CONSECUTIVE_MISSES", evidence_event_ids=(miss,),
            )  # fmt: skip


def test_evidence_is_on_record_and_of_the_right_sort(town: Town) -> None:
    """3.2: the source events exist"""
    miss = missed(town)
    case, _ = miss.removeprefix("event:").split("/")
    with pytest.raises(errors.EvidenceUnknown):
        trigger(town, FIRST, evidence_event_ids=(miss, event_ref(UUID(int=7), 1)))
    with pytest.raises(errors.EvidenceUnknown):
        trigger(town, FIRST, evidence_event_ids=(event_ref(UUID(case), 9_999),))
    with pytest.raises(errors.EvidenceMissing):
        trigger(town, FIRST, evidence_event_ids=(event_ref(UUID(case), 1),))
    with pytest.raises(BodyNotFound):
        trigger(town, FIRST, body="nowhere", evidence_event_ids=(miss,))
    assert told(town, FIRST) == []


def test_the_talk_is_owed_by_who_calls_and_held_in_time(town: Town) -> None:
    """INT-01, OBL-01: fulfilled in the same change"""
    trigger(town, FIRST, evidence_event_ids=(missed(town),))
    assert talk_owed(town, FIRST) == ["ObligationOpened"]

    give(town, "lea", "hold_interview", code=FIRST, minutes_ref="m-1")

    assert told(town, FIRST) == ["InterviewTriggered", "InterviewHeld"]
    assert talk_owed(town, FIRST) == ["ObligationOpened", "ObligationFulfilled"]


def test_a_talk_that_is_not_held_is_missed_and_a_late_one_erases_nothing(town: Town) -> None:
    """ACC-DG-03, OBL-01: 10 working days from Thu 2021-09-23 end on Tue 2021-10-12.

    24; Sun 26 (worked), 27, 28, 29, 30; 8, Sat 9 (worked), 11, 12 October.
    """
    trigger(town, FIRST, evidence_event_ids=(missed(town),))
    town.clock.set(at("2021-10-12 23:59"))
    town.service.projector.catch_up()
    town.service.obligation_sweep.sweep(town.name)
    assert "ObligationMissed" not in talk_owed(town, FIRST)
    town.clock.set(at("2021-10-13 00:05"))
    town.service.obligation_sweep.sweep(town.name)
    assert talk_owed(town, FIRST)[-1] == "ObligationMissed"

    give(town, "lea", "hold_interview", code=FIRST, minutes_ref="m-1")
    assert talk_owed(town, FIRST)[-2:] == ["ObligationMissed", "ObligationFulfilledLate"]


def test_an_appeal_that_is_granted_takes_back_the_talk(town: Town) -> None:
    """INT-01: nothing is owed for what was taken back"""
    trigger(town, FIRST, evidence_event_ids=(missed(town),))
    with pytest.raises(OutsideRowScope):
        give(town, "vic", "appeal", code=FIRST, reason="a friend of ours")
    give(town, "uma", "appeal", code=FIRST, reason="given by telephone")
    with pytest.raises(errors.AppealWaits):
        give(town, "lea", "hold_interview", code=FIRST, minutes_ref="m-1")

    give(town, "leo", "answer_appeal", code=FIRST, approved=True, opinion="the call is on tape")

    assert told(town, FIRST)[-2:] == ["GatePassed", "AccountabilityDecided"]
    assert talk_owed(town, FIRST) == ["ObligationOpened", "DeadlineRecalculated"]
    with pytest.raises(errors.FileIsClosed):
        give(town, "lea", "hold_interview", code=FIRST, minutes_ref="m-1")


def test_the_chain_takes_the_people_that_the_rules_name(town: Town) -> None:
    """C, INT-01: separation of duties, four eyes, and the subject's own people take no part"""
    trigger(town, FIRST, evidence_event_ids=(missed(town),))
    with pytest.raises(PermissionDenied):
        give(town, "uma", "hold_interview", code=FIRST, minutes_ref="m-1")
    with pytest.raises(PermissionDenied):
        give(town, "anna", "hold_interview", code=FIRST, minutes_ref="m-1")
    with pytest.raises(errors.StepIsAnothers):
        give(town, "dora", "hold_interview", code=FIRST, minutes_ref="m-1")
    town.appoint("leo", "unit_staff", "lights")
    with pytest.raises(errors.OwnPeople):
        give(town, "leo", "hold_interview", code=FIRST, minutes_ref="m-1")
    give(town, "lea", "hold_interview", code=FIRST, minutes_ref="m-1")
    give(town, "lea", "open_accountability", code=FIRST)
    give(town, "lea", "propose_measure", code=FIRST, measure="CRITICISM")
    with pytest.raises(errors.SamePersonTwice):
        give(town, "lea", "decide_measure", code=FIRST, approved=True, opinion="yes")
    with pytest.raises(errors.OwnPeople):
        give(town, "leo", "decide_measure", code=FIRST, approved=True, opinion="yes")
    town.appoint("lin", "leading_group_office", town.name)
    give(town, "lin", "decide_measure", code=FIRST, approved=True, opinion="yes")
    give(town, "lea", "circulate_decision", code=FIRST, notice_ref="n-1")
    assert told(town, FIRST) == [
        "InterviewTriggered",
        "InterviewHeld",
        "AccountabilityOpened",
        "GateRequested",
        "GateOpinionGiven",
        "GatePassed",
        "AccountabilityDecided",
        "NoticeCirculated",
    ]
    assert ("decide_measure", "same-person-twice") in town.noted("lea")


def test_an_order_belongs_to_the_file_of_its_subject(town: Town) -> None:
    """RCT-01, ACC-SA-01: linked, not doubled"""
    trigger(town, FIRST, evidence_event_ids=(missed(town),))
    order = {"defects": ("no rota",), "due_on": "2021-10-30", "file": FIRST}
    with pytest.raises(errors.StepNotInChain):
        give(town, FOUNDER, "order_rectification", code="o1", body="police", **order)
    with pytest.raises(errors.FileNotFound):
        give(
            town, FOUNDER, "order_rectification", code="o1", body="lights",
            **order | {"file": "f2"},
        )  # fmt: skip

    receipt = give(town, FOUNDER, "order_rectification", code="o1", body="lights", **order)

    [(_, event)] = town.service.log.history(town.name, receipt.aggregate_id)
    assert getattr(event, "file") == FIRST  # noqa: B009  # the base class has no such field


def test_who_finds_calls_in_the_same_change(module_database: Database) -> None:
    """ACC-BJ-01: a finding of the discipline commission leads to the talk at once"""
    with town_on(module_database, "longling", "2021-12-20 09:00") as town:
        staffed(town)
        case = town.report(category="street_light")

        give(
            town, "dora", "record_finding", code="f1", trigger="LAGGING", body="lights",
            ground="LAGGING", finding="two of three stand still",
            evidence_event_ids=(event_ref(case, 1),),
        )  # fmt: skip

        assert told(town, "f1") == ["FindingRecorded", "InterviewTriggered"]
        with pytest.raises(CodeIsTaken):
            give(
                town, "dora", "record_finding", code="f1", trigger="LAGGING", body="lights",
                ground="LAGGING", finding="again", evidence_event_ids=(event_ref(case, 1),),
            )  # fmt: skip
        with pytest.raises(errors.StepIsAnothers):
            give(
                town, "lea", "record_finding", code="f2", trigger="LAGGING", body="lights",
                ground="LAGGING", finding="slow", evidence_event_ids=(event_ref(case, 1),),
            )  # fmt: skip
        with pytest.raises(errors.StepTooEarly):
            give(
                town, SYSTEM_CALLER, "trigger_interview", code="LAGGING.lights.1",
                trigger="LAGGING", body="lights", evidence_event_ids=(event_ref(case, 1),),
            )  # fmt: skip
