"""What is refused to a body without a right to it stays on record (ACC-BZ-07)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.accountability import events
from domain.accountability.accountability import Accountability, Cause
from domain.accountability.evidence import event_ref
from domain.accountability.rejection import Attempt, Rejection
from tests.samples import SYS, act, pack
from tests.spec import fact, news, refused, then

BIJIE = pack("bijie")
TRIED = "2018-11-05 09:00"
SCORE = Attempt(
    trigger="NOT_ENTITLED",
    command="conclude_assessment",
    by_body="bureau-x",
    person_ref="p-7",
    kind="COMMUNITY_YEAR",
    body="c1",
    about="c1",
    of_person=False,
    year=2018,
    refusal="permission-denied",
)


def rejected(**changes: Any) -> Rejection:
    return Rejection.reject(act(SYS, TRIED, BIJIE), replace(SCORE, **changes), jurisdiction="j")


def test_a_refused_score_of_a_community_says_who_tried_what_when() -> None:
    """ACC-BZ-07: bureau X posts a community score on 2018-11-05"""
    [event] = then(
        rejected(),
        fact(
            Rejection.CommandRejected,
            command="conclude_assessment",
            refusal="permission-denied",
            by_body="bureau-x",
            person_ref="p-7",
            kind="COMMUNITY_YEAR",
            body="c1",
            subject="c1",
            year=2018,
        ),
    )

    assert (event.actor_id, event.rule_ids) == ("system", ("ACC-BZ-07",))
    assert event.recorded_at == act(SYS, TRIED).at


def test_a_person_that_was_to_be_judged_stands_under_their_pseudonym() -> None:
    """ACC-BZ-07, ENV-07"""
    [event] = news(rejected(kind="STAFF_YEAR", about="p-9", of_person=True))

    assert isinstance(event, Rejection.CommandRejected)
    assert (event.subject, event.subject_ref) == (None, "p-9")


def test_one_body_subject_and_year_is_one_rejection() -> None:
    """ACC-BZ-07: whoever sends it, however often, and whatever refuses it"""
    assert rejected(refusal="assessor-not-entitled", person_ref="p-8").id == rejected().id


@pytest.mark.parametrize(
    "changes", [{"by_body": "bureau-y"}, {"about": "c2"}, {"year": 2017}, {"kind": "STAFF_YEAR"}]
)
def test_another_body_subject_year_or_kind_is_another_rejection(changes: dict[str, Any]) -> None:
    """ACC-BZ-07"""
    assert rejected(**changes).id != rejected().id


def test_a_violation_rests_on_the_rejection() -> None:
    """ACC-BZ-07: stored, without effect; the system found it, so a person may decide on it"""
    refusal = event_ref(rejected().id, 1)
    cause = Cause(
        code="v1", trigger="NOT_ENTITLED", subject="bureau-x", body="c1",
        evidence=(refusal,), evidence_events=frozenset({"CommandRejected"}),
    )  # fmt: skip

    file = Accountability.violate(
        act(SYS, TRIED, BIJIE), cause, jurisdiction="j", violation="conclude_assessment"
    )

    assert (file.found_by, file.involved) == (set(), set())
    [event] = then(
        file,
        fact(
            events.ViolationRecorded,
            code="v1",
            trigger_code="NOT_ENTITLED",
            subject="bureau-x",
            body="c1",
            evidence_event_ids=(refusal,),
            violation="conclude_assessment",
        ),
    )
    assert event.rule_ids == ("INT-01", "ACC-BZ-07")


def test_nothing_but_a_rejection_makes_a_violation_of_the_system() -> None:
    """ACC-BZ-07, INT-01"""
    by = act(SYS, TRIED, BIJIE)
    other = Cause(
        code="v1", trigger="NOT_ENTITLED", subject="bureau-x", body="c1",
        evidence=(event_ref(rejected().id, 1),), evidence_events=frozenset({"FindingRecorded"}),
    )  # fmt: skip
    with refused("evidence-missing", "INT-01"):
        Accountability.violate(by, other, jurisdiction="j", violation="x")
    with refused("step-not-in-chain", "INT-01"):
        Accountability.violate(
            by, replace(other, trigger="DEPARTMENT_DUTY"), jurisdiction="j", violation="x"
        )
