"""What was stored once loads for ever. Samples are added, never edited.

A sample is the state of an event as the log holds it, every field filled; its name is the topic
and the class version.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from eventsourcing.utils import get_topic, resolve_topic

from domain import disputes, gates, rebinding, reminders
from domain.accountability.events import Beginning, Step
from domain.accountability.rejection import Rejection
from domain.assessments.assessment import Assessment
from domain.assessments.assessment_year import AssessmentYear
from domain.cases import events
from domain.cases.case import Case
from domain.communities.community import Community
from domain.facts.catalogue import FACTS
from domain.health.contract import DoctorContract
from domain.kernel import ENVELOPE, CreatedEvent, Event, EventCorrected, OpeningEvent
from domain.ledgers.ledger import PointsLedger
from domain.ledgers.settlement import PointsSettlement
from domain.mediation.mediation import Mediation
from domain.notifications.notice import Notice
from domain.organisation import elections, growth, party_life
from domain.oversight.inspection import Inspection
from domain.oversight.rectification import Rectification
from domain.oversight.supervision import Supervision
from domain.oversight.target import Target
from domain.party_branches.branch import PartyBranch
from domain.party_branches.membership import BranchMembership
from domain.policy.catalogue import EVENT_NAMES, EVENTS
from domain.property.estate import Estate
from domain.property.period import EstatePeriod
from domain.property.ranking import PropertyRanking
from domain.readings.reading_log import SensitiveRecordViewed
from domain.rewards import RewardGranted
from domain.surveys.answer import SurveyAnswer
from domain.surveys.survey import Survey
from domain.volunteers.account import VolunteerAccount
from infrastructure.event_log.mapper import PydanticMapper
from tests.spec import ID

SAMPLES = sorted((Path(__file__).parent / "stored_events").glob("*.json"))


_BASES = {Event, CreatedEvent, OpeningEvent}


def case_classes() -> dict[str, type[Event]]:
    """Every event that a case may store, by topic."""
    classes: list[type[Event]] = [
        member
        for module in (disputes, events, gates, rebinding, reminders)
        for name, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Event) and member not in _BASES and name[0] != "_"
    ]
    classes.append(EventCorrected)
    return {get_topic(event): event for event in classes}


def stored_classes() -> dict[str, type[Event]]:
    """Those, and every event of oversight, of a book, of a community or a branch, by topic."""
    classes = [*case_classes().values(), *FACTS.values()]
    classes += [
        *Beginning.__subclasses__(),
        *Step.__subclasses__(),
        SensitiveRecordViewed,
        RewardGranted,
    ]
    for home in (
        Assessment,
        AssessmentYear,
        BranchMembership,
        Community,
        Estate,
        EstatePeriod,
        Inspection,
        DoctorContract,
        Mediation,
        Notice,
        PartyBranch,
        PointsLedger,
        PointsSettlement,
        PropertyRanking,
        Rectification,
        Rejection,
        Supervision,
        Survey,
        SurveyAnswer,
        Target,
        VolunteerAccount,
        elections,
        growth,
        party_life,
    ):
        members = [own for name, own in vars(home).items() if name != "Event"]
        classes += [own for own in members if isinstance(own, type) and issubclass(own, Event)]
    return {get_topic(event): event for event in classes}


def parts(sample: Path) -> tuple[str, int]:
    topic, _, version = sample.stem.rpartition(".v")
    return topic, int(version)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_stored_event_loads_for_ever(sample: Path) -> None:
    """ENV-02"""
    topic, version = parts(sample)
    state = sample.read_bytes().rstrip(b"\n")

    event = PydanticMapper().decode(topic, ID, 2, state)

    assert type(event) is stored_classes()[topic]
    if version == type(event).class_version:
        assert PydanticMapper().encode(event) == state


@pytest.mark.parametrize("event", stored_classes().values(), ids=get_topic)
def test_every_version_of_every_event_has_a_sample_with_every_field(event: type[Event]) -> None:
    """ENV-02"""
    topic = get_topic(event)
    versions = {version for name, version in map(parts, SAMPLES) if name == topic}
    assert versions == set(range(1, event.class_version + 1))

    newest = next(path for path in SAMPLES if parts(path) == (topic, event.class_version))
    loaded = PydanticMapper().decode(topic, ID, 2, newest.read_bytes())
    assert loaded.model_fields_set >= set(event.model_fields) - {"originator_topic"}


def test_no_sample_is_of_an_event_that_is_gone() -> None:
    """ENV-02: a stored event is never deleted"""
    assert {topic for topic, _ in map(parts, SAMPLES)} == stored_classes().keys()


def test_every_event_is_stored_under_its_name_in_the_catalogue() -> None:
    """Annex E: names not in the list must not be emitted"""
    assert stored_classes().keys() - EVENT_NAMES == set()
    assert [
        topic for topic, event in stored_classes().items() if event.__dict__["TOPIC"] != topic
    ] == []
    assert all(resolve_topic(topic) is event for topic, event in stored_classes().items())


def test_no_event_of_a_case_in_the_catalogue_is_missing_from_the_code() -> None:
    """Annex E, row Case"""
    assert set(EVENTS["Case"]) - stored_classes().keys() == set()


def test_every_event_of_a_case_is_named_by_the_aggregate() -> None:
    """Only what the aggregate names can be recorded and loaded"""
    named = {
        member
        for _, member in inspect.getmembers(Case, inspect.isclass)
        if issubclass(member, Event) and member is not Event
    }

    assert named == set(case_classes().values())


@pytest.mark.parametrize("event", stored_classes().values(), ids=get_topic)
def test_the_ties_that_no_correction_may_cut_are_fields_of_the_event(event: type[Event]) -> None:
    """ENV-02"""
    links: frozenset[str] = getattr(event, "LINKS", frozenset())

    assert links <= set(event.model_fields) - ENVELOPE
