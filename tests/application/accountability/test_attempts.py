"""What a body tries without a right to it: refused, and on record once (ACC-BZ-07)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest

from application.read_models.accountability_files import FileFilter
from application.scenarios.clock import StoryClock
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import territory
from application.use_cases.request import Caller
from domain.kernel import DomainError
from tests.application.town import FOUNDER, Town, at
from tests.application.wiring import service_on
from tests.database import Database

SCORE: dict[str, Any] = {
    "about": "c1", "kind": "COMMUNITY_YEAR", "body": "c1", "year": 2018, "score": 71,
}  # fmt: skip
_numbers = count(1)


@pytest.fixture
def bijie(module_database: Database) -> Iterator[Town]:
    """A county with a street, two communities and a bureau, on 2018-11-05."""
    clock = StoryClock(at("2018-11-05 08:00"))
    with service_on(module_database, clock) as service:
        town = Town(service, module_database, clock, f"county-{next(_numbers)}", "bijie")
        place = territory(town.pack)
        above = town.name
        for code, level in (("county", "COUNTY"), ("street", "STREET"), ("c1", "COMMUNITY")):
            town.organise(FoundOrgUnit(code=code, level=level, tree=place.tree, parent=above))
            above = code
        town.organise(
            FoundOrgUnit(code="c2", level="COMMUNITY", tree=place.tree, parent="street"),
            FoundOrgUnit(code="bureau", level=place.top, parent=town.name),
        )
        for person in ("uma", "vic"):
            town.appoint(person, "unit_staff", "bureau")
        town.appoint("jian", "street_officer", "street")
        town.appoint("ke", "county_officer", "county")
        clock.set(at("2018-11-05 09:00"))
        yield town


def tried(town: Town, by: str, *, key: str | None = None, **changes: Any) -> str:
    """Code of the refusal of an assessment."""
    command = ORGANISATION_COMMANDS["conclude_assessment"](**SCORE | changes)
    with pytest.raises(DomainError) as refusal:
        town.service.organisation.execute(town.name, Caller(by), command, key=key)
    return refusal.value.code


def stored(town: Town) -> list[str]:
    """Topics of what the log says since the setting, in order."""
    return [
        topic
        for (topic,) in town.rows(
            "SELECT topic FROM events WHERE jurisdiction = %s AND topic = ANY (%s) "
            "ORDER BY position",
            ["CommandRejected", "ViolationRecorded", "AssessmentConcluded"],
        )
    ]


def files(town: Town, subject: str) -> list[tuple[str, str]]:
    """Trigger and beginning of the files of a subject."""
    town.service.projector.catch_up()
    page = town.service.accountability.rows(town.name, Caller(FOUNDER), FileFilter(subject=subject))
    return [(row.trigger_code, row.begun_with) for row in page.items]


def test_a_refused_score_has_no_effect_and_leaves_a_refusal_and_a_violation(bijie: Town) -> None:
    """ACC-BZ-07: bureau X posts a community score on 2018-11-05"""
    assert tried(bijie, "uma") == "permission-denied"

    assert stored(bijie) == ["CommandRejected", "ViolationRecorded"]
    assert files(bijie, "bureau") == [("NOT_ENTITLED", "ViolationRecorded")]
    assert ("conclude_assessment", "permission-denied") in bijie.noted("uma")


def test_the_refusal_is_the_evidence_of_the_violation(bijie: Town) -> None:
    """ACC-BZ-07, 3.2: both are stored in one append, and say who, what and when"""
    tried(bijie, "uma")

    rows = bijie.rows(
        "SELECT aggregate_id, version, topic, convert_from(state, 'UTF8')::jsonb, position "
        "FROM events WHERE jurisdiction = %s AND topic = ANY (%s) ORDER BY position",
        ["CommandRejected", "ViolationRecorded"],
    )
    (rejected_id, version, _, refusal, first), (_, _, _, violation, second) = rows

    assert second == first + 1
    assert violation["evidence_event_ids"] == [f"event:{rejected_id}/{version}"]
    assert (refusal["by_body"], refusal["person_ref"]) == ("bureau", "uma")
    assert (refusal["command"], refusal["subject"], refusal["year"]) == (
        "conclude_assessment", "c1", 2018,
    )  # fmt: skip
    assert refusal["rule_ids"] == ["ACC-BZ-07"]
    assert (refusal["actor_id"], violation["actor_id"]) == ("system", "system")


def test_a_thousand_tries_are_one_violation_and_a_second_subject_is_another(bijie: Town) -> None:
    """ACC-BZ-07: whoever of the bureau sends them, and with whatever key or score"""
    for score in range(1, 21):
        tried(bijie, "uma" if score % 2 else "vic", key=f"k-{score}", score=score)
    assert len(stored(bijie)) == 2

    tried(bijie, "uma", about="c2", body="c2")
    tried(bijie, "jian")

    assert len(stored(bijie)) == 6
    assert len(files(bijie, "bureau")) == 2
    assert len(files(bijie, "street")) == 1


def test_the_same_key_gives_the_same_answer_and_nothing_more(bijie: Town) -> None:
    """ENV-05, ACC-BZ-07"""
    answers = {tried(bijie, "jian", key="once") for _ in range(3)}

    assert answers == {"assessor-not-entitled"}
    assert stored(bijie) == ["CommandRejected", "ViolationRecorded"]


def test_tries_at_one_moment_are_one_violation(bijie: Town) -> None:
    """ACC-BZ-07, ENV-05"""
    with ThreadPoolExecutor(4) as together:
        answers = set(together.map(lambda _: tried(bijie, "uma"), range(8)))

    assert answers == {"permission-denied"}
    assert stored(bijie) == ["CommandRejected", "ViolationRecorded"]


@pytest.mark.parametrize(
    "changes",
    [
        {"about": "c9"},
        {"about": "street"},
        {"body": "c9"},
        {"year": 2019},
        {"year": 2016},
        {"kind": "COMMUNITY_TASKS"},
        {"kind": "STAFF_YEAR", "about": "nobody"},
    ],
)
def test_what_could_be_no_assessment_of_that_kind_is_no_violation(
    bijie: Town, changes: dict[str, Any]
) -> None:
    """ACC-BZ-07: nothing that a body makes up grows the log"""
    tried(bijie, "uma", **changes)

    assert stored(bijie) == []
    assert bijie.noted("uma")


def test_who_acts_for_no_body_leaves_a_line_in_the_security_log_alone(bijie: Town) -> None:
    """ACC-BZ-07: it is about bodies"""
    assert tried(bijie, "lin") == "permission-denied"

    assert stored(bijie) == []
    assert bijie.noted("lin") == [("conclude_assessment", "permission-denied")]


def test_a_judgement_of_staff_by_another_body_is_a_violation_under_a_pseudonym(
    bijie: Town,
) -> None:
    """ACC-BZ-07, SAT-BZ-07: staff by the street and by nobody else"""
    bijie.appoint("wen", "community_officer", "c1")

    tried(bijie, "uma", kind="STAFF_YEAR", about="wen", score=None, grade="COMPETENT")

    assert stored(bijie) == ["CommandRejected", "ViolationRecorded"]


def test_a_second_assessment_of_the_county_is_refused_and_is_no_violation(bijie: Town) -> None:
    """SAT-BZ-07: the second one of the same year; the county is entitled"""
    command = ORGANISATION_COMMANDS["conclude_assessment"](**SCORE)
    bijie.service.organisation.execute(bijie.name, Caller("ke"), command, key=None)

    assert tried(bijie, "ke", score=90) == "concluded-already"

    assert stored(bijie) == ["AssessmentConcluded"]
