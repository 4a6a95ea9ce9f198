"""Assessments on the real log: who may conclude what, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from application.errors import BodyNotFound, PermissionDenied
from application.ports import Receipt
from application.read_models.assessments import AssessmentFilter, AssessmentLine, AssessmentState
from application.scenarios.clock import StoryClock
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.request import Caller
from domain.assessments.errors import (
    AssessorNotEntitled,
    NoCaseWithUnit,
    NotJudgedSo,
    OpenedAlready,
)
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.application.wiring import service_on
from tests.database import Database


def give(town: Town, command: str, *, by: str = FOUNDER, **said: Any) -> Receipt:
    built = ORGANISATION_COMMANDS[command](**said)
    return town.service.organisation.execute(town.name, Caller(by), built, key=None)


def lines(town: Town, *, by: str = FOUNDER, **which: Any) -> list[AssessmentLine]:
    town.service.projector.catch_up()
    page = town.service.assessments.rows(town.name, Caller(by), AssessmentFilter(**which))
    return list(page.items)


@pytest.fixture
def daguan(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "daguan", "2021-09-10 09:00") as town:
        yield town


@pytest.fixture
def chengyang(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "chengyang", "2019-01-10 09:00") as town:
        yield town


def appraise(town: Town, unit: str, *cases: UUID, by: str = "anna") -> Receipt:
    return give(
        town, "appraise_unit", by=by,
        about=unit, kind="REVERSE_APPRAISAL", body="station", year=2021,
        station="station", score="80", case_ids=cases,
    )  # fmt: skip


def conclude_appraisal(town: Town, *, by: str) -> Receipt:
    return give(
        town, "conclude_assessment", by=by,
        about="lights", kind="REVERSE_APPRAISAL", body=town.name, year=2021, grade="POOR",
    )  # fmt: skip


def closed_with(town: Town, *units: str) -> UUID:
    """A case that the units solved together and the head of the station closed."""
    case = whistled(town, *units)
    for person in ("uma", "vic"):
        town.do(person, "accept_case", case)
        town.do(person, "give_feedback", case, content="on it")
    town.do("uma", "report_resolution", case, measures="cleared")
    town.do("bo", "report_result_to_head", case, result="dry")
    town.do("anna", "close_case", case, verification="seen")
    return case


def test_a_station_appraises_a_unit_by_cases_that_it_closed_with_it(daguan: Town) -> None:
    """SAT-DG-02, B-35"""
    open_case, case = whistled(daguan, "lights", "police"), closed_with(daguan, "lights", "police")
    give(daguan, "open_appraisal", assessment="REVERSE_APPRAISAL", body=daguan.name, year=2021)
    with pytest.raises(OpenedAlready):
        give(daguan, "open_appraisal", assessment="REVERSE_APPRAISAL", body=daguan.name, year=2021)
    for cited in ((), (open_case,), (UUID(int=1),), (case, open_case)):
        with pytest.raises(NoCaseWithUnit):
            appraise(daguan, "lights", *cited)
    with pytest.raises(NoCaseWithUnit):
        appraise(daguan, "street", case)
    for other in (FOUNDER, "uma"):
        with pytest.raises(PermissionDenied):
            appraise(daguan, "lights", case, by=other)

    scored = appraise(daguan, "lights", case)
    with pytest.raises(AssessorNotEntitled):
        conclude_appraisal(daguan, by=FOUNDER)
    daguan.appoint("lin", "leading_group_office", daguan.name)
    concluded = conclude_appraisal(daguan, by="lin")

    assert daguan.events(concluded.aggregate_id) == ["UnitAppraised", "AssessmentConcluded"]
    [line] = lines(daguan, about="lights")
    assert line.state is AssessmentState.CONCLUDED
    assert (line.parts, str(line.overall), line.grade) == (("station",), "80", "POOR")
    assert line.year == 2021
    page = daguan.service.assessments.evidence(daguan.name, Caller(FOUNDER), AssessmentFilter())
    assert [event.position for event in page.items] == [scored.position, concluded.position]
    assert lines(daguan, by="uma") == [line]
    assert lines(daguan, by="vic") == []


def test_residents_judge_what_is_resident_with_them(chengyang: Town) -> None:
    """SAT-CY-02: appraisal of a unit not resident → refused"""
    for code, community in (("school", "c1"), ("market", "c2")):
        chengyang.organise(
            FoundOrgUnit(
                code=code, level=chengyang.pack.cases.intake.pool, parent=community,
                org_type="RESIDENT_UNIT",
            )
        )  # fmt: skip

    def judge(about: str, body: str = "c1") -> Receipt:
        return give(
            chengyang, "conclude_assessment", by="cai",
            about=about, kind="RESIDENT_UNIT", body=body, year=2019, score="83.5",
        )  # fmt: skip

    for stranger in ("market", "lights", "c1", "g1"):
        with pytest.raises(NotJudgedSo):
            judge(stranger)
    with pytest.raises(BodyNotFound):
        judge("nobody")
    judge("school")

    [line] = lines(chengyang, about="school")
    assert (str(line.overall), line.scale, line.deviates) == ("83.5", "CY_SCORE", False)


def test_the_method_of_the_year_is_the_street_s_and_so_is_the_result(chengyang: Town) -> None:
    """SAT-CY-01: led by the supervision office with all street departments"""
    chengyang.appoint("jian", "street_officer", chengyang.name)
    said: dict[str, Any] = {"about": "c1", "kind": "COMMUNITY_YEAR", "body": "c1", "year": 2019}
    give(
        chengyang, "fix_assessment_method", by="jian",
        assessment="COMMUNITY_YEAR", body=chengyang.name, year=2019, method_ref="method-2019",
        weights={"civil_affairs": "0.5", "urban_management": "0.5"},
    )  # fmt: skip
    for dim, score in (("civil_affairs", "90"), ("urban_management", "81")):
        give(chengyang, "score_dimension", by="jian", dim=dim, score=score, **said)
    with pytest.raises(AssessorNotEntitled):
        give(chengyang, "conclude_assessment", by="cai", **said)

    give(chengyang, "conclude_assessment", by="jian", **said)

    [line] = lines(chengyang, assessment="COMMUNITY_YEAR")
    assert (str(line.overall), line.on_time, line.deviates) == ("85.5", True, False)


def test_no_list_names_a_member_of_staff(module_database: Database) -> None:
    """SAT-BZ-04, ENV-07"""
    with service_on(module_database, StoryClock(at("2018-12-20 09:00"))) as service:
        town = Town(service, module_database, StoryClock(at("2018-12-20 09:00")), "bj", "bijie")
        above = None
        for code, level in (("bj", None), ("k1", "COUNTY"), ("s1", "STREET"), ("c1", "COMMUNITY")):
            if level is not None:
                town.organise(FoundOrgUnit(code=code, level=level, tree="delivery", parent=above))
            above = code
        town.appoint("jian", "street_officer", "s1")
        said: dict[str, Any] = {"about": "p-7", "kind": "STAFF_YEAR", "body": "c1", "year": 2018}
        for dim in town.pack.assessments["STAFF_YEAR"].parts:
            give(town, "score_dimension", by="jian", dim=dim, grade="COMPETENT", **said)
        give(town, "conclude_assessment", by="jian", grade="COMPETENT", **said)

        [line] = lines(town)

        assert (line.about, line.grade, len(line.parts)) == (None, "COMPETENT", 5)
