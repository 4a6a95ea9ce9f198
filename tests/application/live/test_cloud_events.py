"""What leaves the service is a CloudEvent, and tells of no person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

import tests.contract.test_stored_events  # noqa: F401  # every event of the product is imported
from application.live.cloud_events import Detail, cloud_event
from application.live.published import (
    CORRECTED,
    PEOPLE,
    PERHAPS_A_PERSON,
    PUBLISHED,
    SEALED,
    SUBJECT,
)
from domain.cases.case import Case
from domain.cases.events import Reported
from domain.gates import GateRequested
from domain.grids.grid import Grid
from domain.kernel import ENVELOPE, CreatedEvent, Event, EventCorrected
from domain.obligations.obligation import Obligation
from domain.organisation.org_unit import OrgUnit
from infrastructure.event_log.mapper import PydanticMapper
from tests.samples import reported
from tests.spec import ID, LONG_AGO, stream

SAMPLES = sorted((Path(__file__).parents[2] / "contract" / "stored_events").glob("*.json"))
KNOWN = (Case, Grid, OrgUnit, GateRequested, Obligation)
"""Imported, so that every event class of theirs is known."""


def catalogue() -> list[type[Event]]:
    """Every class whose events are stored."""
    found: list[type[Event]] = []
    waiting: list[type[Event]] = [Event]
    while waiting:
        event = waiting.pop()
        waiting += event.__subclasses__()
        if "TOPIC" in vars(event) and event.__module__.startswith("domain."):
            found.append(event)
    return found


def stored(sample: Path) -> Event:
    topic, _, _ = sample.stem.rpartition(".v")
    return PydanticMapper().decode(topic, ID, 2, sample.read_bytes())


def corrected(field: str, old: Any, new: Any) -> EventCorrected:
    return EventCorrected(
        originator_id=ID,
        originator_version=3,
        timestamp=LONG_AGO,
        occurred_at=LONG_AGO,
        actor_id="anna",
        pack="given@2020.1",
        target_version=1,
        target_event="CaseReported",
        field=field,
        old=old,
        new=new,
    )


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_event_is_a_cloud_event(sample: Path, detail: Detail) -> None:
    """As the format's own library reads it."""
    event = stored(sample)
    sent = cloud_event("daguan", 4711, event, detail)

    read = JSONFormat().read(CloudEvent, json.dumps(sent))

    assert (read.get_source(), read.get_id()) == ("/jurisdictions/daguan", "4711")
    assert read.get_type() == f"closeout.{event.event_type}"
    assert read.get_subject() == str(event.originator_id)
    assert read.get_time() == event.recorded_at
    assert read.get_extension("sequence") == "0000000000000004711"
    data = read.get_data()
    assert isinstance(data, dict)
    assert data["version"] == event.originator_version


@pytest.mark.parametrize("event", catalogue(), ids=lambda event: event.__name__)
def test_of_every_field_it_is_decided_who_may_see_it(event: type[Event]) -> None:
    """ENV-07: a new field stays inside until somebody has looked at what it holds."""
    own = event.model_fields.keys() - ENVELOPE
    assert own <= PUBLISHED | PEOPLE | SEALED | CORRECTED
    assert not PUBLISHED & (PEOPLE | SEALED | CORRECTED)


def test_nobody_is_named_and_nothing_in_the_vault_is_pointed_at() -> None:
    """ENV-07"""
    for sample in SAMPLES:
        event = stored(sample)
        told = json.dumps(cloud_event("daguan", 1, event))
        said = event.model_dump(mode="json")
        people = [said["actor_id"]] + [said[name] for name in PEOPLE & said.keys()]
        facts = json.loads(told)["data"]["facts"]
        assert not facts.keys() & (PEOPLE | SEALED), sample
        assert "item_id" not in told, sample
        assert not [ref for ref in people if isinstance(ref, str) and f'"{ref}"' in told], sample


# --- What may be a code, and may be a person (ADR 30). ---

CODES_ALONE = frozenset(
    """
    AssessmentConcluded AssessmentInputAdded AwardNominated CommandRejected DimensionScored
    EvaluationSuggested GateRequested InspectionDone PlanFiled PledgePublished PostScored
    RectificationOrdered StepCompleted SupervisionDone SurveyOpened TripartiteAssessed
    """.split()  # noqa: SIM905  # reads as the list it is
)
"""Events whose ``subject`` is never a person: somebody looked at each."""


def test_of_every_subject_it_is_decided_whether_it_may_be_a_person() -> None:
    """ENV-07, ADR 30"""
    having = {
        str(event.__dict__["TOPIC"]) for event in catalogue() if SUBJECT in event.model_fields
    }

    assert having <= CODES_ALONE | PERHAPS_A_PERSON.keys()
    assert not CODES_ALONE & PERHAPS_A_PERSON.keys()
    for event in catalogue():
        assert PERHAPS_A_PERSON.get(event.__dict__["TOPIC"]) in {None, *event.model_fields}


def about(topic: str, subject: str, **further: Any) -> Event:
    """The stored sample of an event, about somebody or something else."""
    sample = max(path for path in SAMPLES if path.stem.startswith(f"{topic}.v"))
    return stored(sample).model_copy(update={SUBJECT: subject} | further)


_STORED = {path.stem.partition(".v")[0] for path in SAMPLES}


@pytest.mark.parametrize("topic", sorted(t for t in _STORED if PERHAPS_A_PERSON.get(t) is not None))
def test_who_is_answerable_is_told_if_it_is_a_body_and_not_if_it_may_be_a_person(
    topic: str,
) -> None:
    """ENV-07, ADR 30: a unit is; a member of staff under that unit is not, by any field"""
    unit = cloud_event("daguan", 1, about(topic, "u2", body="u2", code="file-1"))
    person = cloud_event("daguan", 1, about(topic, "p-4711", body="u2", code="file-1"))

    assert _told(unit)["subject"] == _told(unit)["body"] == "u2"
    assert "subject" not in _told(person)
    assert _told(person)["body"] == "u2"
    assert "p-4711" not in json.dumps(person)


def test_what_a_duty_is_about_is_told_if_it_is_the_body_itself() -> None:
    """ENV-07, OBL-01: a duty towards a household or a person is told with the body in charge"""

    def opened(subject: str) -> dict[str, object]:
        said: dict[str, Any] = {"subject": subject, "body": "u2", "code": "VISIT", "holder": "p-1"}
        envelope = corrected("text", "", "").model_dump(include=set(ENVELOPE))
        return cloud_event(
            "daguan", 1, Obligation.ObligationOpened.model_construct(**envelope, **said)
        )

    assert _told(opened("u2"))["subject"] == "u2"
    assert "subject" not in _told(opened("household-9"))
    assert "household-9" not in json.dumps(opened("household-9"))


@pytest.mark.parametrize("topic", ["RewardGranted", "SensitiveRecordViewed"])
def test_who_is_rewarded_or_was_read_about_is_never_told(topic: str) -> None:
    """ENV-07, ADR 30"""
    assert "p-4711" not in json.dumps(cloud_event("daguan", 1, about(topic, "p-4711")))


def test_a_correction_of_who_is_answerable_hides_both_values() -> None:
    """ENV-02, ENV-07"""
    of_a_file = corrected("subject", "p-4711", "p-4712").model_copy(
        update={"target_event": "InterviewTriggered"}
    )
    assert not _facts(of_a_file).keys() & CORRECTED


def _told(sent: Mapping[str, Any]) -> Mapping[str, Any]:
    facts: Mapping[str, Any] = sent["data"]["facts"]
    return facts


def test_a_correction_shows_the_values_of_a_field_that_is_shown() -> None:
    """ENV-02"""
    facts = _facts(corrected("category", "drainage", "lighting"))
    assert (facts["old"], facts["new"]) == ("drainage", "lighting")


@pytest.mark.parametrize(
    ("field", "old"),
    [
        ("reporter_ref", "rita"),
        ("place", {"item_id": str(ID), "sha256": "0" * 64}),
        ("place", None),
        ("not_known_here", "?"),
    ],
)
def test_a_correction_hides_the_values_of_a_field_that_is_not(field: str, old: object) -> None:
    """ENV-07"""
    new = {"item_id": str(ID), "sha256": "1" * 64} if field == "place" else "ruth"
    facts = _facts(corrected(field, old, new))
    assert facts["field"] == field
    assert not facts.keys() & CORRECTED


def test_a_notice_says_that_something_happened_and_not_what() -> None:
    """Annex C: histories are for few."""
    [event] = stream(reported(), of=Case)
    notice = cloud_event("daguan", 1, event, Detail.NOTICE)
    assert notice["data"] == {"version": 1}
    assert notice["dataschema"] == "urn:closeout:notice:1"
    assert "correlationid" not in notice


def test_a_record_says_when_it_was_true_and_when_it_was_recorded() -> None:
    """ENV-04"""
    [event] = stream(reported(), of=Case)
    late = event.model_copy(
        update={"timestamp": LONG_AGO + timedelta(days=2), "correlation_id": "4bf9", "rule_ids": ()}
    )
    record = cloud_event("daguan", 1, late)
    assert record["time"] == "2020-05-08T01:00:00Z"
    assert record["correlationid"] == "4bf9"
    assert "causationid" not in record
    data = record["data"]
    assert isinstance(data, dict)
    assert datetime.fromisoformat(data["occurred_at"]) == datetime(2020, 5, 6, 1, tzinfo=UTC)


def test_the_first_event_of_a_case_tells_where_it_lies() -> None:
    """The fields that row scope goes by are published, but for the reporter."""
    assert issubclass(Reported, CreatedEvent)
    assert {"grid_id", "community_id", "units"} <= PUBLISHED


def _facts(event: Event) -> dict[str, Any]:
    data = cloud_event("daguan", 1, event)["data"]
    assert isinstance(data, dict)
    facts: dict[str, Any] = data["facts"]
    return facts
