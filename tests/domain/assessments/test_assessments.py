"""How bodies, people and services are judged: by whom, by what, and when it is complete."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.assessments import events
from domain.assessments.judging import Said
from domain.policy.pack import PolicyPack
from domain.policy.scales import LabelScale, RangeScale
from tests.domain.assessments.samples import (
    CASE,
    COMMUNITY,
    COUNTY,
    GROUP,
    HEAD,
    STREET,
    Judged,
    surveyed,
    year_of,
)
from tests.samples import DAGUAN, pack
from tests.spec import refused

LONGLING = pack("longling")
BIJIE = pack("bijie")
CHENGYANG = pack("chengyang")
DIMENSIONS = ("VIRTUE", "ABILITY", "DILIGENCE", "ACHIEVEMENT", "INTEGRITY")


# --- Reverse appraisal (Daguan) ---


def appraised(*scores: str, opened: bool = True) -> Judged:
    year = year_of(DAGUAN, "REVERSE_APPRAISAL", "2021-12-01 09:00", year=2021) if opened else None
    judged = Judged(DAGUAN, "REVERSE_APPRAISAL", opened=year)
    for number, score in enumerate(scores, start=1):
        appraise(judged, f"station-{number}", score)
    return judged


def appraise(judged: Judged, station: str, score: str, *, cases: int = 1, **said: str) -> None:
    statement = Said(score=Decimal(score), **said)
    judged.by(HEAD, "2021-12-20 09:00", lambda it: it.appraise(station, statement, (CASE,) * cases))


def test_a_unit_is_appraised_by_the_mean_of_the_stations_that_closed_a_case_with_it() -> None:
    """SAT-DG-02, B-35: 80, 90, 70, 84 are 81.0; a fifth station without a closed case is refused"""
    judged = appraised("80", "90", "70", "84")
    with refused("no-case-with-unit", "SAT-DG-02"):
        appraise(judged, "station-5", "100", cases=0)

    concluded = judged.conclude(grade="NOT_POOR", by=GROUP)

    assert (concluded.overall, concluded.scale) == (Decimal(81), "DG_APPRAISAL_SCORE")
    assert (concluded.grade, concluded.subject, concluded.year) == ("NOT_POOR", "u1", 2021)
    assert (concluded.on_time, concluded.deviates) == (True, False)
    assert concluded.rule_ids == ("SAT-DG-02",)


def test_what_a_station_says_of_a_unit_can_be_watched() -> None:
    """SAT-DG-02, ACC-DG-03: UnitAppraised {station, score, case_ids[]}, and a word of its own"""
    judged = appraised()
    appraise(judged, "station-1", "40", grade="POOR")

    assert judged.known is not None
    [said] = judged.known.collect_events()
    assert isinstance(said, events.UnitAppraised)
    told = (said.unit, said.station, said.year, said.score, said.grade, said.case_ids)
    assert told == ("u1", "station-1", 2021, Decimal(40), "POOR", (CASE,))
    scale = DAGUAN.scales["DG_APPRAISAL"]
    assert isinstance(scale, LabelScale)
    assert scale.is_bad("POOR")


def test_stations_score_once_after_the_appraisal_was_opened_and_on_the_scale() -> None:
    """SAT-DG-02, B-09"""
    with refused("assessment-not-opened", "SAT-CY-01"):
        appraised("80", opened=False)
    judged = appraised("80")
    with refused("scored-already", "6.2"):
        appraise(judged, "station-1", "90")
    with refused("score-off-scale", "B-09"):
        appraise(judged, "station-2", "101")
    with refused("score-off-scale", "B-09"):
        appraise(judged, "station-2", "90", grade="FAIL")
    with refused("assessment-incomplete", "6.2"):
        appraised().conclude(grade="POOR", by=GROUP)
    with refused("result-missing", "6.2"):
        judged.conclude(by=GROUP)


def test_the_review_of_the_year_waits_for_each_of_its_inputs() -> None:
    """SAT-DG-03: points, residency, timely feedback; a missing input → it cannot conclude"""
    judged = Judged(DAGUAN, "YEAR_REVIEW")
    for kind, value in (("POINTS", "74.0"), ("RESIDENCY", "3")):
        add(judged, kind, value)

    with refused("assessment-incomplete", "6.2"):
        judged.conclude(by=GROUP)
    with refused("part-unknown", "6.2"):
        add(judged, "LOYALTY", "1")
    add(judged, "TIMELY_FEEDBACK", "87.5")

    concluded = judged.conclude(by=GROUP)
    assert (concluded.overall, concluded.grade) == (None, None)


def add(judged: Judged, kind: str, value: str) -> None:
    said = Said(score=Decimal(value))
    judged.by(
        GROUP,
        "2021-12-31 23:59",
        lambda it: it.score(events.AssessmentInputAdded, kind, said, kind=kind),
    )


# --- Overall and review score (Buji) ---


def scored(daily: str, themed: str, review: str, satisfied: int, others: int) -> Judged:
    judged = Judged(LONGLING, "OVERALL_SCORE")
    judged.dim("daily_supervision", daily, by=GROUP)
    judged.dim("themed_report", themed, by=GROUP)
    judged.dim("year_end_review", review, by=GROUP)
    survey = surveyed(LONGLING, "MASS_SATISFACTION", satisfied=satisfied, others=others)
    judged.dim("mass_satisfaction", by=GROUP, survey=survey)
    return judged


@pytest.mark.parametrize(
    ("elements", "overall", "grade"),
    [
        (("92", "88", "90", 94), "91", "EXCELLENT"),
        (("90", "90", "90", 90), "90", "EXCELLENT"),
        (("89.84", "88", "90", 92), "89.96", "MIDDLE"),
        (("60", "60", "60", 60), "60", "MIDDLE"),
        (("59.6", "60", "60", 60), "59.9", "FAIL"),
    ],
)
def test_the_overall_score_is_compared_as_it_is_and_not_as_it_is_shown(
    elements: tuple[str, str, str, int], overall: str, grade: str
) -> None:
    """SAT-BJ-02, PRJ-BJ-04: 91.0, 89.96, 60.0, 59.9; 89.96 shows 90.0 and is not excellent"""
    daily, themed, review, satisfied = elements

    concluded = scored(daily, themed, review, satisfied, 100 - satisfied).conclude(by=GROUP)

    assert (concluded.overall, concluded.grade) == (Decimal(overall), grade)
    assert concluded.scale == "BJ_100"


def test_the_score_for_rewards_and_the_score_for_penalties_are_two() -> None:
    """B-08, SAT-BJ-02: overall 91 but review 58 on the one declared scale"""
    concluded = scored("99", "99", "58", 108, 0).conclude(by=GROUP)

    assert (concluded.overall, concluded.review) == (Decimal(89), Decimal(58))
    high = scored("100", "100", "64", 100, 0).conclude(by=GROUP)
    assert (high.overall, high.grade, high.review) == (Decimal(91), "EXCELLENT", Decimal(64))
    scale = LONGLING.scales["BJ_100"]
    assert isinstance(scale, RangeScale)
    assert scale.is_bad(Decimal(58))


def test_a_missing_element_and_missing_weights_conclude_nothing() -> None:
    """SAT-BJ-02, B-38: no hidden default"""
    judged = Judged(LONGLING, "OVERALL_SCORE")
    judged.dim("daily_supervision", "92", by=GROUP)
    with refused("assessment-incomplete", "6.2"):
        judged.conclude(by=GROUP)

    whole = scored("92", "88", "90", 94, 6)
    whole.pack = without_weights(LONGLING)
    with refused("weights-missing", "B-38"):
        whole.conclude(by=GROUP)


def without_weights(of: PolicyPack) -> PolicyPack:
    return of.model_copy(update={"composites": {}})


def test_satisfaction_is_taken_from_a_survey_and_never_typed_in() -> None:
    """SAT-BJ-02, 6.1"""
    judged = Judged(LONGLING, "OVERALL_SCORE")
    with refused("result-missing", "6.2"):
        judged.dim("mass_satisfaction", "94", by=GROUP)
    few = surveyed(LONGLING, "MASS_SATISFACTION", satisfied=29, others=0)
    with refused("answers-insufficient", "6.1"):
        judged.dim("mass_satisfaction", by=GROUP, survey=few)


def test_what_no_pack_gives_a_scale_is_off() -> None:
    """SAT-BJ-03, B-45: enterprises are not assessed"""
    with refused("assessment-undefined", "B-45"):
        Judged(LONGLING, "ENTERPRISE").conclude(by=GROUP)


# --- Communities and staff (Bijie) ---


def staff(*dimensions: str, grade: str = "COMPETENT") -> Judged:
    judged = Judged(BIJIE, "STAFF_YEAR", about="p-7", year=2018)
    for dimension in dimensions:
        judged.dim(dimension, grade=grade)
    return judged


def test_staff_are_judged_in_all_five_dimensions() -> None:
    """SAT-BZ-04: four of five → refused; the grade is tied to pay, FAIL to ACC-BZ-04"""
    with refused("assessment-incomplete", "6.2"):
        staff(*DIMENSIONS[:4]).conclude(grade="FAIL")

    concluded = staff(*DIMENSIONS).conclude(grade="FAIL")

    assert (concluded.grade, concluded.overall) == ("FAIL", None)
    assert (concluded.subject, concluded.person_ref) == (None, "p-7")


def pledged(local: str = "2018-01-31 23:59") -> Judged:
    judged = Judged(BIJIE, "SECRETARY_YEAR", about="p-1", year=2018)
    judged.by(STREET, local, lambda it: it.pledge("Two more grids with a branch of their own."))
    return judged


def test_a_secretary_is_judged_from_two_sides_by_what_was_pledged() -> None:
    """SAT-BZ-04: judged by the superior only → incomplete"""
    judged = pledged()
    judged.dim("SUPERIOR", grade="COMPETENT")
    with refused("assessment-incomplete", "6.2"):
        judged.conclude(grade="COMPETENT")
    judged.dim("MEMBERS_AND_RESIDENTS", grade="COMPETENT", by=COMMUNITY)

    concluded = judged.conclude(grade="COMPETENT")

    assert (concluded.grade, concluded.deviates) == ("COMPETENT", False)


def test_a_pledge_comes_first_and_once_and_a_late_one_shows() -> None:
    """SAT-BZ-04: January, 01-31 [X]"""
    with refused("assessment-not-opened", "SAT-CY-01"):
        Judged(BIJIE, "SECRETARY_YEAR", about="p-1", year=2018).dim("SUPERIOR", grade="FAIL")
    late = pledged("2018-02-01 00:00")
    with refused("pledge-published-already", "SAT-BZ-04"):
        late.by(STREET, "2018-02-02 09:00", lambda it: it.pledge("More."))
    late.dim("SUPERIOR", grade="COMPETENT")
    with refused("assessor-not-entitled", "SAT-BZ-07"):
        pledged().dim("SUPERIOR", grade="COMPETENT", by=COMMUNITY)
    late.dim("MEMBERS_AND_RESIDENTS", grade="FAIL")
    assert late.conclude(grade="FAIL").deviates
    with refused("not-opened-so", "6.2"):
        staff().by(STREET, "2018-01-02 09:00", lambda it: it.pledge("Anything."))


def test_two_posts_are_scored_each_and_merged_by_the_weights_of_the_pack() -> None:
    """SAT-BZ-06: 90 and 80, weights 0.5 and 0.5 → 85.0; without weights refused"""
    judged = Judged(BIJIE, "TWO_POSTS_YEAR", about="p-3", year=2018)
    for seat, post, score in (
        ("FIRST_POST", "community_secretary", "90"),
        ("SECOND_POST", "residents_committee_director", "80"),
    ):
        post_scored(judged, seat, post, score)
    held, judged.pack = judged.pack, without_weights(BIJIE)
    with refused("weights-missing", "B-38"):
        judged.conclude()
    judged.pack = held

    assert judged.conclude().overall == Decimal(85)


def post_scored(judged: Judged, seat: str, post: str, score: str) -> None:
    said = Said(score=Decimal(score))
    judged.by(
        STREET,
        "2018-12-20 09:00",
        lambda it: it.score(events.PostScored, seat, said, seat=seat, post=post),
    )


def test_only_the_body_that_the_pack_names_assesses_and_once_a_year() -> None:
    """SAT-BZ-07, ACC-BZ-07: communities by the county, staff by the street; no other assessor"""
    judged = Judged(BIJIE, "COMMUNITY_YEAR", about="c1", year=2018)
    with refused("assessor-not-entitled", "SAT-BZ-07"):
        judged.conclude("80", by=STREET)
    with refused("assessor-not-entitled", "SAT-BZ-07"):
        staff(*DIMENSIONS).conclude(grade="COMPETENT", by=COUNTY)

    judged.conclude("88", by=COUNTY)

    with refused("concluded-already", "SAT-BZ-07"):
        judged.conclude("90", by=COUNTY)


@pytest.mark.parametrize(
    ("local", "on_time"), [("2018-12-31 23:59", True), ("2019-01-03 09:00", False)]
)
def test_what_is_stored_in_the_next_year_is_late(local: str, *, on_time: bool) -> None:
    """SAT-BZ-02: score stored 2019-01-03 for 2018 → late"""
    judged = Judged(BIJIE, "COMMUNITY_TASKS", about="c1", year=2018)

    assert judged.conclude("77", at=local).on_time is on_time


def test_a_purchased_service_is_judged_from_three_sides() -> None:
    """SAT-BZ-03: two of three → no conclusion"""
    judged = Judged(BIJIE, "PURCHASED_SERVICE", about="contract-4", year=None)
    for party, score in (("BUYER", "80"), ("USERS", "70")):
        assessed(judged, party, score)
    with refused("assessment-incomplete", "6.2"):
        judged.conclude("75")
    assessed(judged, "THIRD_PARTY", "75")

    assert judged.conclude("75").overall == Decimal(75)
    with refused("year-unclear", "SAT-BZ-07"):
        Judged(BIJIE, "PURCHASED_SERVICE", about="contract-4", year=2018).conclude("75")


def assessed(judged: Judged, party: str, score: str) -> None:
    said = Said(score=Decimal(score))
    judged.by(
        STREET,
        "2018-12-20 09:00",
        lambda it: it.score(events.TripartiteAssessed, party, said, party=party),
    )


# --- Communities and resident units (Chengyang) ---

WEIGHTS = {"civil_affairs": "0.4", "urban_management": "0.35", "party_building": "0.25"}


def community(fixed: str | None = "2019-01-20 09:00") -> Judged:
    opened = (
        None
        if fixed is None
        else year_of(CHENGYANG, "COMMUNITY_YEAR", fixed, year=2019, weights=WEIGHTS)
    )
    return Judged(CHENGYANG, "COMMUNITY_YEAR", about="c1", year=2019, opened=opened)


def test_a_community_is_judged_by_all_departments_with_the_method_of_the_year() -> None:
    """SAT-CY-01: no method → refused, a department missing → incomplete"""
    with refused("assessment-not-opened", "SAT-CY-01"):
        community(fixed=None).conclude()
    judged = community()
    judged.dim("civil_affairs", "90")
    judged.dim("urban_management", "80")
    with refused("assessment-incomplete", "6.2"):
        judged.conclude()
    with refused("part-unknown", "6.2"):
        judged.dim("tax_office", "80")
    judged.dim("party_building", "70")

    concluded = judged.conclude()

    # 90 x 0.4 + 80 x 0.35 + 70 x 0.25 = 36 + 28 + 17.5
    assert (concluded.overall, concluded.deviates) == (Decimal("81.5"), False)


@pytest.mark.parametrize(
    ("fixed", "deviates"), [("2019-01-31 23:59", False), ("2019-03-04 09:00", True)]
)
def test_a_method_fixed_in_march_is_a_deviation(fixed: str, *, deviates: bool) -> None:
    """SAT-CY-01: fixed in March → deviation flag [X]"""
    judged = community(fixed)
    for part in WEIGHTS:
        judged.dim(part, "80")

    assert judged.conclude().deviates is deviates


def test_the_weights_of_a_method_sum_to_one() -> None:
    """B-38"""
    with refused("weights-unsound", "B-38"):
        year_of(
            CHENGYANG, "COMMUNITY_YEAR", "2019-01-20 09:00", year=2019,
            weights={"civil_affairs": "0.4", "party_building": "0.5"},
        )  # fmt: skip
    with refused("not-opened-so", "6.2"):
        year_of(DAGUAN, "YEAR_REVIEW", "2021-01-20 09:00", year=2021)


def test_each_assessor_has_an_assessment_of_its_own() -> None:
    """B-44: departments by residents, by stations or on hearings; the assessor is pack data"""
    assert DAGUAN.assessments["REVERSE_APPRAISAL"].stations == ("station_head", "station_deputy")
    assert BIJIE.records["DEPARTMENT_REVIEW"].event == "DepartmentEvaluated"
    assert CHENGYANG.assessments["RESIDENT_UNIT"].concluded_by[0] == "community_officer"
