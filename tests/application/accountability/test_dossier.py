"""The discipline commission's view of one unit: triggers with their events, on both axes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from application.dossier.desk import Dossier
from application.errors import BodyNotFound, PermissionDenied, SpanTooLong
from application.read_models.accountability_files import FileFilter, FileState
from application.read_models.as_of import AsOf, Axis
from application.use_cases.request import Caller
from domain.cases.record import ObligationStatus
from domain.policy.shelf import PackShelf
from tests.application.accountability.files import give, ref, staffed, trigger
from tests.application.accountability.test_files import prompt
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.database import Database

YEAR = {"from_on": date(2021, 1, 1), "until_on": date(2021, 12, 31)}


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(
        module_database, "daguan", "2021-09-16 09:00", packs=PackShelf([prompt()])
    ) as town:
        staffed(town)
        yield town


def dossier(
    town: Town, by: str = "dora", subject: str = "lights", as_of: AsOf | None = None, **span: Any
) -> Dossier:
    town.service.projector.catch_up()
    return town.service.dossiers.dossier(town.name, Caller(by), subject, **YEAR | span, as_of=as_of)


def called(town: Town) -> str:
    """``lights`` missed its feedback on a case and was called to a talk; the case."""
    case = whistled(town, "lights", "police")
    town.clock.set(at("2021-09-23 00:05"))
    town.service.deadlines.sweep(town.name)
    miss = ref(town, case, "FeedbackMissed")
    trigger(
        town, "f1", evidence_event_ids=(miss,), occurred_at=at("2021-09-23 00:00"),
        obligation_ids=("lights",),
    )  # fmt: skip
    return str(case)


def test_each_trigger_is_rebuilt_from_its_events(town: Town) -> None:
    """INT-01, C-G3: all triggers with the evidence ids, closed cases and feedback times"""
    case = called(town)
    town.clock.set(at("2021-09-27 09:00"))
    give(town, "lea", "hold_interview", code="f1", minutes_ref="m-1")

    found = dossier(town)

    [chain] = found.chains
    assert (chain.line.code, chain.line.state) == ("f1", FileState.TALKED)
    assert [step.event for step in chain.steps] == ["InterviewTriggered", "InterviewHeld"]
    [miss] = chain.steps[0].because
    assert (miss.event, str(miss.aggregate_id)) == ("FeedbackMissed", case)
    assert miss.occurred_at == at("2021-09-23 00:00")
    assert miss.facts["unit_id"] == "lights"
    assert chain.steps[0].evidence_event_ids == (miss.ref,)
    [owed] = found.feedback.items
    assert (owed.unit_id, owed.status) == ("lights", ObligationStatus.MISSED)
    assert owed.due_at == at("2021-09-23 00:00")


def test_nobody_is_named(town: Town) -> None:
    """C-G3, ENV-07: neither residents nor officials, only posts"""
    called(town)
    give(town, "lea", "hold_interview", code="f1", minutes_ref="m-1")
    people = {"lea", "rita", "gu", "uma", "dora", "anna"}

    for told in dossier(town).events():
        assert not people & set(map(str, told.facts.values())), told.event
        assert not {"interviewer", "reporter_ref", "text", "place"} & told.facts.keys()
    assert dossier(town).chains[0].steps[1].actor_post == "leading_group_office"


def test_what_was_known_then_and_what_was_true_then(town: Town) -> None:
    """ENV-06: recorded at 00:05, true since 00:00; the talk of the 24th was entered on the 27th"""
    called(town)
    town.clock.set(at("2021-09-27 09:00"))
    give(
        town, "lea", "hold_interview", code="f1", minutes_ref="m-1",
        held_at=at("2021-09-24 10:00"), occurred_at=at("2021-09-24 10:00"),
    )  # fmt: skip

    def steps(instant: str, axis: Axis) -> list[str]:
        chains = dossier(town, as_of=AsOf(at(instant), axis)).chains
        return [step.event for chain in chains for step in chain.steps]

    both = ["InterviewTriggered", "InterviewHeld"]
    assert steps("2021-09-23 00:04", Axis.RECORDED) == []
    assert steps("2021-09-23 00:04", Axis.OCCURRED) == both[:1]
    assert steps("2021-09-25 09:00", Axis.RECORDED) == both[:1]
    assert steps("2021-09-25 09:00", Axis.OCCURRED) == both
    assert steps("2021-09-27 09:00", Axis.RECORDED) == both
    before = dossier(town, as_of=AsOf(at("2021-09-22 23:59"))).feedback.items
    assert [row.status for row in before] == [ObligationStatus.OPEN]


def test_the_period_and_the_subject_bound_it(town: Town) -> None:
    """3.2: per subject and period"""
    called(town)
    assert dossier(town, subject="police").chains == []
    later = dossier(town, from_on=date(2021, 9, 24))
    assert (later.chains, later.feedback.items) == ([], [])
    assert len(dossier(town, until_on=date(2021, 9, 23)).chains) == 1
    with pytest.raises(SpanTooLong):
        dossier(town, from_on=date(2010, 1, 1))


def test_orders_stand_with_their_file_or_alone(town: Town) -> None:
    """RCT-01: linked, not doubled"""
    called(town)
    order = {"defects": ("no rota",), "due_on": "2021-10-30", "body": "lights"}
    give(town, FOUNDER, "order_rectification", code="o1", file="f1", **order)
    give(town, FOUNDER, "order_rectification", code="o2", **order)

    found = dossier(town)

    assert [order.line.code for order in found.chains[0].orders] == ["o1"]
    assert [order.line.code for order in found.orders] == ["o2"]


def test_a_missed_duty_enters_the_view(town: Town) -> None:
    """OBL-01: a MUST miss enters the accountability view; INT-01: the talk that was not held"""
    called(town)
    town.clock.set(at("2021-10-13 00:05"))
    town.service.projector.catch_up()
    town.service.obligation_sweep.sweep(town.name)

    # The body that calls is the district: the talk is its duty, not the unit's.
    missed = dossier(town, subject=town.name).missed
    assert [(line.code, line.subject) for line in missed if line.code == "INTERVIEW"] == [
        ("INTERVIEW", "f1")
    ]
    assert dossier(town).missed == []


def test_only_those_who_may_replay_a_history_read_it(town: Town) -> None:
    """C: HD and DP of their own ground, ORG, DIS and AUD of all; the others are refused"""
    called(town)
    for reader in ("dora", FOUNDER, "aud"):
        assert len(dossier(town, reader).chains) == 1
    for other in ("uma", "su", "gu", "rita"):
        with pytest.raises(PermissionDenied):
            dossier(town, other)
    with pytest.raises(BodyNotFound):
        dossier(town, "anna")
    assert ("read_dossier", "permission-denied") in town.noted("uma")


def test_each_reading_is_on_record(town: Town) -> None:
    """SensitiveRecordViewed: who, in which post, about whom"""
    called(town)
    head = town.head()
    dossier(town)
    dossier(town)
    dossier(town, "aud", subject="police")
    with pytest.raises(PermissionDenied):
        dossier(town, "uma")

    read = town.rows(
        "SELECT convert_from(state, 'UTF8')::json ->> 'actor_id', "
        "convert_from(state, 'UTF8')::json ->> 'subject', "
        "convert_from(state, 'UTF8')::json ->> 'actor_post' FROM events "
        "WHERE jurisdiction = %s AND topic = 'SensitiveRecordViewed' AND position > %s "
        "ORDER BY position",
        head,
    )
    assert [tuple(row) for row in read] == [
        ("dora", "lights", "discipline_officer"),
        ("dora", "lights", "discipline_officer"),
        ("aud", "police", "auditor"),
    ]


def test_who_is_called_sees_the_file_and_not_those_of_others(town: Town) -> None:
    """C: own data; who is called must know of it to appeal"""
    called(town)
    town.service.projector.catch_up()

    def files(by: str) -> list[str]:
        page = town.service.accountability.rows(town.name, Caller(by), FileFilter())
        return [line.code for line in page.items]

    assert files("uma") == ["f1"]
    assert files("vic") == []
    assert files("dora") == ["f1"]
    with pytest.raises(PermissionDenied):
        files("rita")
    events = town.service.accountability.evidence(town.name, Caller("uma"), FileFilter())
    assert [event.event for event in events.items] == ["InterviewTriggered"]
