"""Plain facts on record, under what each pack says of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.facts.catalogue import FACTS
from domain.facts.culture import AwardNominated
from domain.facts.duties import DutyCheckDone, DutyRostered, DutyTriggered
from domain.facts.entered import Entered
from domain.facts.governance import (
    AgreementSigned,
    DepartmentEvaluated,
    EmergencyPlanAdopted,
    EvaluationSuggested,
    NoticeCirculated,
    PlanFiled,
    RentalGraded,
)
from domain.facts.people import ExpertAppointed, MemberStatusRecorded
from domain.facts.work import ActivityHeld, RhythmEntryRecorded
from domain.kernel import Event
from domain.policy.catalogue import EVENT_NAMES
from domain.policy.pack import PolicyPack
from domain.policy.registers import Checklist
from domain.records.book import RecordBook
from tests.samples import SU, act, on, pack
from tests.spec import refused

BIJIE = pack("bijie")
DAGUAN = pack("daguan")
KUNDULUN = pack("kundulun")
LONGLING = pack("longling")
QINGYANG = pack("qingyang")
STREET_A = pack("street-a")


def enter(
    under: PolicyPack,
    fact: type[Entered],
    record: str,
    day: str,
    book: RecordBook | None = None,
    **stated: Any,
) -> RecordBook:
    stated |= {"record": record, "body": "c1", "on": on(day)}
    by = act(SU, f"{day} 12:00", under)
    return RecordBook.enter(by, book, jurisdiction="j", fact=fact, stated=stated)


def entered(book: RecordBook) -> list[Event]:
    return list(book.collect_events())  # type: ignore[arg-type]  # every event is one of ours


# --- Books. ---


def test_a_fact_names_the_rule_of_its_kind_and_who_recorded_it() -> None:
    """ENV-01, RES-BJ-02"""
    book = enter(
        LONGLING, AgreementSigned, "CO_BUILDING", "2021-07-02",
        parties=("street", "court"), agreement_ref="doc-1",
    )  # fmt: skip

    [event] = entered(book)

    assert (event.event_type, event.rule_ids) == ("AgreementSigned", ("RES-BJ-02",))
    assert isinstance(event, AgreementSigned)
    assert (event.record, event.body, event.on) == ("CO_BUILDING", "c1", on("2021-07-02"))


def test_a_book_of_a_year_ends_with_the_year() -> None:
    """CUL-SA-01"""
    first = praise("2021-04-12")
    second = praise("2021-11-30", first, stair_id="2")
    next_year = praise("2022-04-12")

    assert first.id == second.id
    assert next_year.id != first.id
    assert [event.originator_version for event in entered(second)] == [1, 2]


def test_what_the_pack_does_not_define_is_not_recorded() -> None:
    """B-45"""
    with refused("record-undefined", "B-45"):
        praise("2021-04-12", under=KUNDULUN)
    with refused("record-undefined", "B-45"):  # a duty is no award
        enter(BIJIE, AwardNominated, "DUTY", "2021-04-12", nominee_ref="p1")


def test_nothing_is_recorded_before_it_happened() -> None:
    """ENV-04"""
    stated = {"record": "CO_BUILDING", "body": "c1", "on": date(2021, 7, 3),
              "parties": ("a", "b"), "agreement_ref": "doc-1"}  # fmt: skip

    with refused("date-in-future", "ENV-04"):
        RecordBook.enter(
            act(SU, "2021-07-02 23:59", LONGLING), None,
            jurisdiction="j", fact=AgreementSigned, stated=stated,
        )  # fmt: skip


def test_every_fact_is_a_name_of_the_catalogue_and_every_record_of_a_pack_is_such_a_fact() -> None:
    """Annex E"""
    assert FACTS.keys() <= EVENT_NAMES
    assert all(name == fact.TOPIC for name, fact in FACTS.items())
    packs = (BIJIE, DAGUAN, KUNDULUN, LONGLING, QINGYANG, STREET_A, pack("chengyang"))
    assert {rule.event for each in packs for rule in each.records.values()} == FACTS.keys()


# --- Culture and virtue. ---


def praise(
    day: str, book: RecordBook | None = None, under: PolicyPack = STREET_A, **stated: Any
) -> RecordBook:
    stated = {"nominee_ref": "p1", "estate": "e1", "stair_id": "1"} | stated
    return enter(under, AwardNominated, "GOOD_DAUGHTER_IN_LAW", day, book, **stated)


def test_one_good_daughter_in_law_from_each_stairway() -> None:
    """CUL-SA-01"""
    book = praise("2021-04-12")

    with refused("entered-already", "B.3"):
        praise("2021-04-20", book, nominee_ref="p2")
    praise("2021-04-20", book, nominee_ref="p2", stair_id="2")
    praise("2021-04-20", book, nominee_ref="p3", estate="e2")
    with refused("record-field-missing", "B.3"):
        praise("2021-04-20", book, stair_id=None)


def test_the_list_of_virtues_has_four() -> None:
    """CUL-SA-02"""
    virtue: dict[str, Any] = {"nominee_ref": "p1", "estate": "e1"}
    book = None
    for name in ("PERSONAL", "FILIAL", "LOVE", "RESPECT"):
        book = enter(
            STREET_A, AwardNominated, "FOUR_VIRTUES", "2021-09-10", book, virtue=name, **virtue
        )

    with refused("word-unknown", "B.3"):
        enter(STREET_A, AwardNominated, "FOUR_VIRTUES", "2021-09-10", book, virtue="WIT", **virtue)


# --- Duty lists. ---


@pytest.mark.parametrize(
    "checklist",
    ["grid_duties", "must_visit", "must_look", "must_patrol", "must_check", "must_clear"],
)
def test_a_list_whose_wording_is_lost_is_not_ticked(checklist: str) -> None:
    """ORG-KD-08, DUT-KD-01, B-45"""
    with refused("words-undefined", "B-45"):
        enter(KUNDULUN, DutyCheckDone, "DUTY_CHECK", "2026-02-09",
              list=checklist, item="poor_family", grid_id="g1")  # fmt: skip


def test_seven_duties_and_five_times_four() -> None:
    """ORG-KD-08"""
    sizes = {name: checklist.size for name, checklist in KUNDULUN.checklists.items()}

    assert sizes.pop("grid_duties") == 7
    assert [size for name, size in sizes.items() if name.startswith("must_")] == [4] * 5
    with pytest.raises(ValidationError, match="has 3 items but declares size 4"):
        Checklist(size=4, items=("a", "b", "c"))


def test_entries_of_a_list_that_is_worded_are_ticked() -> None:
    """ORG-KD-08"""
    worded = KUNDULUN.model_copy(
        update={
            "checklists": KUNDULUN.checklists
            | {"must_visit": Checklist(size=4, items=("poor", "ill", "old", "alone"))}
        }
    )
    tick: dict[str, Any] = {"list": "must_visit", "grid_id": "g1"}

    book = enter(worded, DutyCheckDone, "DUTY_CHECK", "2026-02-09", item="ill", **tick)

    [event] = entered(book)
    assert isinstance(event, DutyCheckDone)
    assert (event.list, event.item, event.grid_id) == ("must_visit", "ill", "g1")
    with refused("word-unknown", "B.3"):
        enter(worded, DutyCheckDone, "DUTY_CHECK", "2026-02-09", item="rich", **tick)
    with refused("word-unknown", "B.3"):
        enter(
            worded,
            DutyCheckDone,
            "DUTY_CHECK",
            "2026-02-09",
            list="six_visits",
            item="ill",
            grid_id="g1",
        )


def test_three_musts_five_visits_six_visits() -> None:
    """DUT-BZ-01, DUT-BZ-02"""
    lists = {name: BIJIE.checklists[name] for name in ("go_at_once", "five_visits", "six_visits")}

    assert {name: checklist.size for name, checklist in lists.items()} == {
        "go_at_once": 3, "five_visits": 5, "six_visits": 6,
    }  # fmt: skip
    for code in (code for checklist in lists.values() for code in checklist.items or ()):
        enter(BIJIE, DutyTriggered, "DUTY", "2021-10-01", code=code, subject_ref="h1")
    with refused("word-unknown", "B.3"):
        enter(BIJIE, DutyTriggered, "DUTY", "2021-10-01", code="boredom", subject_ref="h1")


def test_one_visit_may_count_for_both_lists() -> None:
    """DUT-BZ-02: the overlap is partial"""
    five, six = (
        frozenset(BIJIE.checklists[name].items or ()) for name in ("five_visits", "six_visits")
    )

    assert five & six == {"poor_family", "seriously_ill", "released_person", "lonely_elder"}
    assert five - six == {"left_behind"}
    assert six - five == {"family_in_dispute", "laid_off_member"}


def test_nobody_stands_on_two_posts_on_one_day() -> None:
    """CAS-BZ-02"""
    book = enter(BIJIE, DutyRostered, "AB_ROSTER", "2018-09-03", post="A", person_ref="p1")

    with refused("entered-already", "B.3"):
        enter(BIJIE, DutyRostered, "AB_ROSTER", "2018-09-03", book, post="B", person_ref="p1")
    enter(BIJIE, DutyRostered, "AB_ROSTER", "2018-09-03", book, post="B", person_ref="p2")
    with refused("word-unknown", "B.3"):
        enter(BIJIE, DutyRostered, "AB_ROSTER", "2018-09-03", book, post="C", person_ref="p3")


def test_the_hall_has_five_windows() -> None:
    """OFF-BZ-01"""
    windows = BIJIE.records["HALL_ROSTER"].words["window"]

    assert windows == ("members", "labour", "social_affairs", "agriculture_tech", "safety")
    with refused("record-field-missing", "B.3"):
        enter(BIJIE, DutyRostered, "HALL_ROSTER", "2018-09-03", post="A", person_ref="p1")


# --- Running a place. ---


def test_the_emergency_plan_covers_all_four_kinds() -> None:
    """CAS-BZ-04"""
    four = ("NATURAL_DISASTER", "ACCIDENT", "PUBLIC_HEALTH", "SOCIAL_SAFETY")
    plan: dict[str, Any] = {"plan_ref": "doc-1"}

    enter(BIJIE, EmergencyPlanAdopted, "EMERGENCY_PLAN", "2018-03-05", kinds=four, **plan)
    with refused("record-too-few", "B.3"):
        enter(BIJIE, EmergencyPlanAdopted, "EMERGENCY_PLAN", "2018-03-05", kinds=four[:3], **plan)
    with refused("word-unknown", "B.3"):
        enter(
            BIJIE,
            EmergencyPlanAdopted,
            "EMERGENCY_PLAN",
            "2018-03-05",
            kinds=(*four, "WAR"),
            **plan,
        )


def test_an_agreement_has_two_parties() -> None:
    """RES-BJ-02"""
    for parties in ((), ("street",), ("street", "street")):
        with refused("record-too-few", "B.3"):
            enter(LONGLING, AgreementSigned, "CO_BUILDING", "2021-07-02",
                  parties=parties, agreement_ref="doc-1")  # fmt: skip


def test_without_classes_no_rented_home_is_graded() -> None:
    """HSE-BJ-01, B-45"""
    with refused("words-undefined", "B-45"):
        enter(LONGLING, RentalGraded, "RENTAL", "2021-07-02", dwelling="d1", rental_class="A")


def test_residents_judge_five_utilities() -> None:
    """SAT-BZ-09"""
    for utility in ("WATER", "POWER", "GAS", "SANITATION", "GREENING"):
        enter(
            BIJIE,
            DepartmentEvaluated,
            "UTILITY_EVALUATION",
            "2018-11-05",
            utility=utility,
            grade="GOOD",
        )
    with refused("word-unknown", "B.3"):
        enter(
            BIJIE,
            DepartmentEvaluated,
            "UTILITY_EVALUATION",
            "2018-11-05",
            utility="POST",
            grade="GOOD",
        )


def test_the_status_of_a_member_changes_and_its_history_stays() -> None:
    """MEM-BZ-01"""
    book = None
    for day, status in (("2018-03-05", "LOST_CONTACT"), ("2018-06-05", "PRESENT")):
        book = enter(
            BIJIE, MemberStatusRecorded, "MEMBER_STATUS", day, book, member_ref="p1", status=status
        )
    assert book is not None

    told = [event.status for event in entered(book) if isinstance(event, MemberStatusRecorded)]
    assert told == ["LOST_CONTACT", "PRESENT"]
    with refused("word-unknown", "B.3"):
        enter(
            BIJIE,
            MemberStatusRecorded,
            "MEMBER_STATUS",
            "2018-06-05",
            book,
            member_ref="p1",
            status="SHY",
        )


def test_an_expert_stands_in_a_pool_once() -> None:
    """EXP-BJ-01, ORG-QY-06"""
    pool = enter(LONGLING, ExpertAppointed, "EXPERT_POOL", "2021-07-02", expert_ref="p1")
    with refused("entered-already", "B.3"):
        enter(LONGLING, ExpertAppointed, "EXPERT_POOL", "2022-07-02", pool, expert_ref="p1")

    enter(QINGYANG, ExpertAppointed, "EXPERT_COMMITTEE", "2018-11-05", expert_ref="p1", batch=1)
    with refused("record-field-missing", "B.3"):
        enter(QINGYANG, ExpertAppointed, "EXPERT_COMMITTEE", "2018-11-05", expert_ref="p2")


def test_a_yearly_plan_without_its_day_is_refused() -> None:
    """MEM-BZ-03"""
    plan: dict[str, Any] = {"plan": "party_building", "plan_ref": "doc-1"}
    with refused("record-field-missing", "B.3"):
        enter(BIJIE, PlanFiled, "YEARLY_PLAN", "2018-01-05", **plan)
    enter(BIJIE, PlanFiled, "YEARLY_PLAN", "2018-01-05", due_on=on("2018-12-31"), **plan)


def test_a_station_suggests_how_others_are_judged() -> None:
    """ORG-DG-09"""
    said: dict[str, Any] = {"subject": "gas", "suggestion": "often late"}
    for kind in ("PUBLIC_SERVICE_UNIT", "PROPERTY_COMPANY", "YEARLY_REVIEW"):
        enter(DAGUAN, EvaluationSuggested, "EVALUATION_SUGGESTION", "2021-04-30", kind=kind, **said)
    with refused("word-unknown", "B.3"):
        enter(
            DAGUAN,
            EvaluationSuggested,
            "EVALUATION_SUGGESTION",
            "2021-04-30",
            kind="RUMOUR",
            **said,
        )


def test_the_result_of_an_inspection_names_its_day() -> None:
    """PUB-DG-01"""
    notice: dict[str, Any] = {"kind": "RESULT", "notice_ref": "doc-1"}
    with refused("record-field-missing", "B.3"):
        enter(DAGUAN, NoticeCirculated, "INSPECTION_RESULT", "2020-10-09", **notice)
    enter(DAGUAN, NoticeCirculated, "INSPECTION_RESULT", "2020-10-09",
          inspected_on=on("2020-09-30"), **notice)  # fmt: skip


def test_activities_carry_a_code_of_the_pack() -> None:
    """CUL-SA-03, ATT-SA-01, STY-DG-01"""
    enter(STREET_A, ActivityHeld, "CIVIC_EVENT", "2021-05-08", code="dance_contest")
    enter(
        STREET_A, ActivityHeld, "TRAINING_VISIT", "2021-07-08", code="training_visit", attendance=6
    )
    enter(DAGUAN, ActivityHeld, "JOINT_STUDY", "2021-03-31", code="STUDY", meeting="joint-2021-q1")

    with refused("word-unknown", "B.3"):
        enter(STREET_A, ActivityHeld, "CIVIC_EVENT", "2021-05-08", code="chess")


@pytest.mark.parametrize("rhythm", ["WEEK", "MONTH", "QUARTER", "YEAR"])
def test_a_review_of_a_rhythm_says_what_it_found(rhythm: str) -> None:
    """SAT-KD-02: an entry of a month without its findings is refused"""
    with refused("record-field-missing", "B.3"):
        enter(KUNDULUN, RhythmEntryRecorded, "RHYTHM_REVIEW", "2026-02-27", rhythm=rhythm)

    [event] = entered(
        enter(KUNDULUN, RhythmEntryRecorded, "RHYTHM_REVIEW", "2026-02-27",
              rhythm=rhythm, findings="two lamps out; the early round finds more")
    )  # fmt: skip

    assert isinstance(event, RhythmEntryRecorded)
    assert event.findings == "two lamps out; the early round finds more"
    assert "SAT-KD-02" in event.rule_ids


def test_a_review_is_not_entered_as_a_daily_check() -> None:
    """SAT-KD-02: there is no way around the findings"""
    with refused("word-unknown", "B.3"):
        enter(KUNDULUN, RhythmEntryRecorded, "RHYTHM", "2026-02-27", rhythm="MONTH")


def test_a_law_session_counts_for_the_unit_that_held_it() -> None:
    """LAW-BJ-01"""
    law: dict[str, Any] = {"code": "LAW"}
    [event] = entered(
        enter(LONGLING, ActivityHeld, "LAW_EDUCATION", "2021-09-18", unit="market", **law)
    )

    assert isinstance(event, ActivityHeld)
    assert event.unit == "market"
    with refused("record-field-missing", "B.3"):
        enter(LONGLING, ActivityHeld, "LAW_EDUCATION", "2021-09-18", **law)


def test_a_linkage_agreement_takes_all_three_sides() -> None:
    """PRP-BZ-01: with two of three sides it is incomplete, and no agreement"""
    sides = ("RESIDENTS_SIDE", "OWNERS_SIDE", "PROPERTY_SIDE")
    with refused("record-too-few", "B.3"):
        enter(
            BIJIE, AgreementSigned, "PROPERTY_LINKAGE", "2018-05-04",
            parties=sides[:2], agreement_ref="a1",
        )  # fmt: skip

    (signed,) = entered(
        enter(
            BIJIE, AgreementSigned, "PROPERTY_LINKAGE", "2018-05-04",
            parties=sides, agreement_ref="a1",
        )
    )  # fmt: skip

    assert signed.rule_ids == ("PRP-BZ-01",)
