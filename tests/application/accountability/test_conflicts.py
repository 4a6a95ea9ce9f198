"""A reward in the face of accountability: named, as it is now, by somebody apart (3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from application.ports import Receipt
from domain.accountability.accountability import Accountability
from domain.accountability.errors import FinderDecides, SamePersonTwice
from domain.accountability.evidence import event_ref
from domain.honours.errors import ConflictsChanged, OpinionIsOlder, RewardInConflict
from domain.oversight.errors import GateIsBlocked
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from domain.required import ReasonMissing
from domain.rewards import RewardGranted
from tests.application.accountability.files import give, ref, staffed, trigger
from tests.application.accountability.test_files import missed, prompt
from tests.application.test_assessments import closed_with
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.database import Database


def heard_first() -> PolicyPack:
    """Daguan, if the station were to be heard on a reward in the face of a file."""
    pack = prompt()
    rule = pack.rewards["GOOD_WORK"].model_copy(update={"in_conflict": "honour"})
    return pack.model_copy(update={"rewards": {"GOOD_WORK": rule}})


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    packs = PackShelf([prompt()])
    with town_on(module_database, "daguan", "2021-09-16 09:00", packs=packs) as town:
        staffed(town)
        yield town


@pytest.fixture
def hearing(module_database: Database) -> Iterator[Town]:
    packs = PackShelf([heard_first()])
    with town_on(module_database, "daguan", "2021-09-16 09:00", packs=packs) as town:
        staffed(town)
        yield town


def appraised(town: Town) -> str:
    """``lights`` was appraised as good; the reference to it."""
    case = closed_with(town, "lights", "police")
    opening = {"assessment": "REVERSE_APPRAISAL", "body": town.name, "year": 2021}
    give(town, FOUNDER, "open_appraisal", **opening)
    scored = give(
        town, "anna", "appraise_unit",
        about="lights", kind="REVERSE_APPRAISAL", body="station", year=2021,
        station="station", score="95", case_ids=(case,),
    )  # fmt: skip
    return event_ref(scored.aggregate_id, 1)


def grant(
    town: Town, by: str, basis: str, reason: str | None = "it was mended", **said: object
) -> Receipt:
    return give(
        town, by, "grant_reward",
        reward="GOOD_WORK", body="lights", year=2021, target="honours",
        basis_event_ids=(basis,), reason=reason, **said,
    )  # fmt: skip


def test_a_reward_names_what_it_is_granted_despite(town: Town) -> None:
    """ACC-BJ-01, RWD-DG-01: named with its version and a reason, by somebody apart"""
    basis = appraised(town)
    trigger(town, "f1", evidence_event_ids=(missed(town),))
    with pytest.raises(RewardInConflict) as shown:
        grant(town, "leo", basis)
    assert "f1 (version 1)" in str(shown.value)
    with pytest.raises(ReasonMissing):
        grant(town, "leo", basis, reason=None, despite={"f1": 1})

    give(town, "lea", "hold_interview", code="f1", minutes_ref="m-1")
    with pytest.raises(ConflictsChanged):
        grant(town, "leo", basis, despite={"f1": 1})
    with pytest.raises(FinderDecides):
        grant(town, "lea", basis, despite={"f1": 2})
    granted = grant(town, "leo", basis, despite={"f1": 2})

    [(_, event)] = town.service.log.history(town.name, granted.aggregate_id)
    assert isinstance(event, RewardGranted)
    assert event.despite == (event_ref(Accountability.create_id(town.name, "f1"), 2),)
    assert (event.reason, event.evidence) == ("it was mended", (basis,))


def test_what_was_taken_back_stands_against_nothing(town: Town) -> None:
    """INT-01: an appeal that is granted takes all of the file back"""
    basis = appraised(town)
    trigger(town, "f1", evidence_event_ids=(missed(town),))
    give(town, "uma", "appeal", code="f1", reason="given by telephone")
    give(town, "leo", "answer_appeal", code="f1", approved=True, opinion="so it was")

    with pytest.raises(ConflictsChanged):
        grant(town, "leo", basis, despite={"f1": 1})
    grant(town, "leo", basis)


def test_what_was_recorded_calls_before_a_reward_is_granted(town: Town) -> None:
    """ACC-DG-01: two misses stand in the log, and nobody has reacted to them yet"""
    basis = appraised(town)
    town.service.follow(town.name)
    town.clock.set(at("2021-09-22 09:00"))
    for _ in range(2):
        whistled(town, "lights", "police")
    town.clock.set(at("2021-09-28 00:05"))
    town.service.deadlines.sweep(town.name)

    with pytest.raises(RewardInConflict) as shown:
        grant(town, "leo", basis)

    assert "TWO_CONSECUTIVE_MISSES.lights.1 (version 1)" in str(shown.value)


def test_another_subjects_file_stands_against_nothing(town: Town) -> None:
    """ACC-BJ-01"""
    basis = appraised(town)
    case = whistled(town, "police", "lights")
    town.clock.set(at("2021-09-23 00:05"))
    town.service.deadlines.sweep(town.name)
    trigger(town, "f1", body="police", evidence_event_ids=(ref(town, case, "FeedbackMissed"),))

    grant(town, "leo", basis)


def heard(town: Town, code: str, *, by: str = "anna") -> None:
    give(
        town, "su", "request_gate", code=code, gate="PRIOR_OPINION", matter="honour",
        about="lights", unit="street", requested_from=("station",),
    )  # fmt: skip
    give(town, by, "give_opinion", code=code, approved=True, opinion="the work was good")


def test_where_the_pack_wants_it_a_second_person_is_heard_on_what_stands_now(hearing: Town) -> None:
    """GAT-01, ORG-DG-09, ACC-BJ-01"""
    basis = appraised(hearing)
    trigger(hearing, "f1", evidence_event_ids=(missed(hearing),))
    with pytest.raises(GateIsBlocked):
        grant(hearing, "leo", basis, despite={"f1": 1})
    heard(hearing, "g1")
    hearing.clock.set(at("2021-09-24 09:00"))
    give(hearing, "lea", "hold_interview", code="f1", minutes_ref="m-1")
    with pytest.raises(OpinionIsOlder):
        grant(hearing, "leo", basis, despite={"f1": 2}, gate="g1")
    hearing.clock.set(at("2021-09-24 09:10"))
    heard(hearing, "g2")
    hearing.appoint("anna", "leading_group_office", hearing.name)
    with pytest.raises(SamePersonTwice):
        grant(hearing, "anna", basis, despite={"f1": 2}, gate="g2")
    granted = grant(hearing, "leo", basis, despite={"f1": 2}, gate="g2")
    assert isinstance(granted.aggregate_id, UUID)
    assert hearing.events(granted.aggregate_id) == ["RewardGranted"]
