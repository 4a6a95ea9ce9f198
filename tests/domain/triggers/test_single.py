"""Every row of 3.2 that one event or one ranking is enough for: what fires, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from domain.accountability.chain import begins_with
from domain.kernel import Event
from domain.policy.triggers import StreakTrigger
from domain.triggers.evidence import Call
from domain.triggers.single import calls_of
from tests.domain.triggers.told import told
from tests.samples import pack


def called(pack_id: str, trigger: str, history: Sequence[Event]) -> list[Call]:
    rules = pack(pack_id)
    rule = rules.triggers[trigger]
    assert not isinstance(rule, StreakTrigger)
    scale = getattr(rule, "scale", None)
    return list(calls_of(trigger, rule, None if scale is None else rules.scales[scale], history))


def subjects(pack_id: str, trigger: str, *history: tuple[str, dict[str, Any]]) -> list[str]:
    return [call.subject for call in called(pack_id, trigger, told(*history))]


def unit_ranked(unit: str, *, last: bool, held: bool = False) -> tuple[str, dict[str, Any]]:
    fields = {"unit_id": unit, "year": 2021, "is_last": last, "needs_decision": held}
    return "UnitRanked", fields


def concluded(**fields: Any) -> tuple[str, dict[str, Any]]:
    stated = {"subject": "u1", "person_ref": None, "year": 2021, "grade": None, "scale": None}
    return "AssessmentConcluded", stated | {"overall": None, "review": None} | fields


def found(trigger: str, ground: str | None = None) -> tuple[str, dict[str, Any]]:
    fields = {"trigger_code": trigger, "subject": "u1", "body": "c1", "ground": ground}
    return "FindingRecorded", fields


def placed(estate: str, rank: int, of: int, year: int = 2021) -> tuple[str, dict[str, Any]]:
    fields = {"estate_id": estate, "rank": rank, "of": of, "year": year, "body": "street"}
    return "PropertyRanked", fields


# --- Daguan. ---


def test_the_last_in_december_is_called() -> None:
    """ACC-DG-02, PTS-DG-08: 52.5 is the lowest of five on 2021-12-31"""
    [call] = called("daguan", "LAST_RANK", told(unit_ranked("u5", last=True)))

    assert (call.subject, call.period) == ("u5", "2021")
    assert [one.name for one in call.evidence] == ["UnitRanked"]
    assert subjects("daguan", "LAST_RANK", unit_ranked("u4", last=False)) == []


def test_who_shares_the_last_place_is_called_as_well() -> None:
    """ACC-DG-02: two at 52.5, both"""
    history = (unit_ranked("u4", last=True), unit_ranked("u5", last=True))

    assert subjects("daguan", "LAST_RANK", *history) == ["u4", "u5"]


def test_who_is_rewarded_and_last_at_once_waits_for_a_person() -> None:
    """RANK-01: fewer than four ranked"""
    assert subjects("daguan", "LAST_RANK", unit_ranked("u3", last=True, held=True)) == []


def test_a_poor_appraisal_calls_within_ten_working_days() -> None:
    """ACC-DG-03: appraised poor on 2021-12-28"""
    assert subjects("daguan", "POOR_APPRAISAL", concluded(grade="POOR")) == ["u1"]
    assert subjects("daguan", "POOR_APPRAISAL", concluded(grade="NOT_POOR")) == []
    assert subjects("daguan", "POOR_APPRAISAL", concluded(grade=None)) == []
    with_a_score = concluded(grade="POOR", overall=Decimal(80), scale="DG_100")
    assert subjects("daguan", "POOR_APPRAISAL", with_a_score) == ["u1"]
    within = pack("daguan").triggers["POOR_APPRAISAL"].within
    assert within is not None
    assert (within.n, within.kind) == (10, "WORKING_DAY")


# --- Buji. ---


@pytest.mark.parametrize(("review", "calls"), [("59.9", ["u1"]), ("60.0", []), ("59.5", ["u1"])])
def test_below_sixty_is_exclusive(review: str, calls: list[str]) -> None:
    """ACC-BJ-01"""
    judged = concluded(review=Decimal(review), overall=Decimal(91), scale="BJ_100")

    assert subjects("longling", "BELOW_60", judged) == calls


def test_the_review_counts_and_not_the_overall_score() -> None:
    """B-08: the penalty clause names the review, the reward clause the overall score"""
    good_review = concluded(review=Decimal(91), overall=Decimal(58), scale="BJ_100")
    poor_review = concluded(review=Decimal(58), overall=Decimal(91), scale="BJ_100")
    no_review = concluded(review=None, overall=Decimal(58), scale="BJ_100")

    assert subjects("longling", "BELOW_60", good_review) == []
    assert subjects("longling", "BELOW_60", poor_review) == ["u1"]
    assert subjects("longling", "BELOW_60", no_review) == []


def test_a_score_of_another_scale_says_nothing() -> None:
    """B-09: scales are never compared"""
    other = concluded(review=Decimal(3), scale="KD_CASE")

    assert subjects("longling", "BELOW_60", other) == []


def test_the_other_grounds_are_found_by_a_person() -> None:
    """ACC-BJ-01: FindingRecorded {ground: WEAK_MEASURES or LAGGING}"""
    assert subjects("longling", "LAGGING", found("LAGGING", "WEAK_MEASURES")) == ["u1"]
    assert subjects("longling", "LAGGING", found("LAGGING", "RUMOUR")) == []
    assert subjects("longling", "LAGGING", found("LAGGING", None)) == []
    assert subjects("longling", "LAGGING", found("ANOTHER", "LAGGING")) == []


# --- Street A. ---


def test_a_petition_that_the_service_caused_is_a_veto_and_another_is_none() -> None:
    """ACC-SA-02, PET-SA-01: cause property on 2021-06-11; cause parking law: none"""
    name = "PETITION_BY_PROPERTY"
    [call] = called("street-a", name, told(found(name, "PROPERTY_SERVICE")))
    assert (call.subject, call.body) == ("u1", "c1")
    assert subjects("street-a", name, found(name, "PARKING_LAW")) == []


def test_criticism_of_a_party_body_is_a_persons() -> None:
    """ACC-SA-03: criticised on 2021-05-10"""
    said = ("CriticismRecorded", {"trigger_code": "PARTY_NEGLECT", "subject": "c1.party"})

    assert subjects("street-a", "PARTY_NEGLECT", said) == ["c1.party"]


def test_rooms_too_small_lead_to_an_order_and_large_ones_to_none() -> None:
    """ACC-SA-04: 95 m² where 100 are needed"""
    too_small = ("PremisesMeasured", {"estate_id": "e1", "order": "r-1"})
    enough = ("PremisesMeasured", {"estate_id": "e1", "order": None})

    assert subjects("street-a", "PROPERTY_BELOW_STANDARD", too_small) == ["e1"]
    assert subjects("street-a", "PROPERTY_BELOW_STANDARD", enough) == []


# --- Chengyang. ---


def test_the_last_of_twelve_estates_is_listed() -> None:
    """ACC-CY-01, PRP-CY-01"""
    ranking = [placed(f"e{rank}", rank, 12) for rank in range(1, 13)]
    [call] = called("chengyang", "LAST_OF_YEAR", told(*ranking))

    assert (call.subject, call.period) == ("e12", "2021")
    assert subjects("chengyang", "LAST_OF_YEAR", *ranking[:-1]) == [], "one place is not there yet"


def test_a_tie_for_the_last_place_lists_both() -> None:
    """ACC-CY-01: tie, both"""
    ranking = [*(placed(f"e{rank}", rank, 12) for rank in range(1, 11))]
    ranking += [placed("e11", 11, 12), placed("e12", 11, 12)]

    assert subjects("chengyang", "LAST_OF_YEAR", *ranking) == ["e11", "e12"]


def test_with_three_ranked_nobody_is_last_by_itself() -> None:
    """RANK-01: top three and last at once"""
    ranking = [placed(f"e{rank}", rank, 3) for rank in (1, 2, 3)]

    assert subjects("chengyang", "LAST_OF_YEAR", *ranking) == []


def test_two_rankings_of_one_history_are_two() -> None:
    """ACC-CY-01"""
    ranking = [placed(f"e{rank}", rank, 4, year) for year in (2020, 2021) for rank in range(1, 5)]

    assert [c.period for c in called("chengyang", "LAST_OF_YEAR", told(*ranking))] == [
        "2020",
        "2021",
    ]


def test_an_inspection_without_defects_orders_nothing() -> None:
    """ACC-CY-02: 2 defects, one of them open"""
    with_defects = ("InspectionDone", {"subject": "e1", "defects": ("dark stairs",)})
    without = ("InspectionDone", {"subject": "e1", "defects": ()})

    assert subjects("chengyang", "DEFECTS_FOUND", with_defects) == ["e1"]
    assert subjects("chengyang", "DEFECTS_FOUND", without) == []


# --- Bijie. ---


def test_a_party_duty_that_is_not_met_is_found_by_a_person() -> None:
    """ACC-BZ-01: the half-year inspection finds no plan"""
    assert subjects("bijie", "PARTY_DUTY", found("PARTY_DUTY")) == ["u1"]
    assert subjects("bijie", "PARTY_DUTY", found("COMMUNITY_WORK_NEGLECTED")) == []


def test_neglected_community_work_is_found_by_a_person() -> None:
    """ACC-BZ-05: 2 of 2 department reviews missed: finding needed"""
    name = "COMMUNITY_WORK_NEGLECTED"
    assert subjects("bijie", name, found(name)) == ["u1"]


def test_a_department_is_held_to_account_by_the_discipline_organ() -> None:
    """ACC-BZ-02: AccountabilityOpened by the discipline organ only"""
    opened = ("AccountabilityOpened", {"trigger_code": "DEPARTMENT_DUTY", "subject": "finance"})

    assert subjects("bijie", "DEPARTMENT_DUTY", opened) == ["finance"]
    assert pack("bijie").triggers["DEPARTMENT_DUTY"].by == "discipline_officer"


@pytest.mark.parametrize(
    ("ground", "calls"), [("PROCEDURE", ["s1"]), ("HEAVY_LOSS", ["s1"]), ("GOSSIP", [])]
)
def test_a_breach_by_staff_has_one_of_three_grounds(ground: str, calls: list[str]) -> None:
    """ACC-BZ-03: a contract of 200,000 without an assembly vote: PROCEDURE"""
    fields = {"trigger_code": "STAFF_BREACH", "subject": "s1", "ground": ground}

    assert subjects("bijie", "STAFF_BREACH", ("AccountabilityOpened", fields)) == calls


def test_a_failed_annual_assessment_is_about_a_person() -> None:
    """ACC-BZ-04: grade FAIL on 2018-12-31"""
    failed = concluded(person_ref="p-7", subject=None, grade="FAIL", year=2018)
    passed = concluded(person_ref="p-7", subject=None, grade="COMPETENT", year=2018)

    [call] = called("bijie", "FAILED_ASSESSMENT", told(failed))
    assert (call.subject, call.period) == ("p-7", "2018")
    assert subjects("bijie", "FAILED_ASSESSMENT", passed) == []


@pytest.mark.parametrize(("kind", "calls"), [("LET", ["hall"]), ("PAINTED", [])])
def test_premises_are_misused_in_eight_ways(kind: str, calls: list[str]) -> None:
    """ACC-BZ-06: the hall is let as a shop on 2018-09-01"""
    misused = ("PremisesMisuseFound", {"facility": "hall", "kind": kind})

    assert subjects("bijie", "PREMISES_MISUSED", misused) == calls


def test_an_assessment_by_a_body_not_entitled_is_a_violation() -> None:
    """ACC-BZ-07: bureau X posts a community score on 2018-11-05"""
    violation = ("ViolationRecorded", {"trigger_code": "NOT_ENTITLED", "subject": "bureau-x"})

    assert subjects("bijie", "NOT_ENTITLED", violation) == ["bureau-x"]


# --- What is common to all. ---


def test_where_the_rules_want_a_finding_nothing_happens_without_a_person() -> None:
    """3.2: only streaks, ranks and scores call by themselves"""
    by_itself = {
        f"{one}.{name}"
        for one in ("daguan", "longling", "street-a", "chengyang", "bijie")
        for name, rule in pack(one).triggers.items()
        if str(begins_with(rule)) == "interview"
    }

    assert by_itself == {
        "daguan.TWO_CONSECUTIVE_MISSES",
        "daguan.LAST_RANK",
        "daguan.POOR_APPRAISAL",
        "longling.BELOW_60",
        "street-a.TWO_FAILS",
    }
