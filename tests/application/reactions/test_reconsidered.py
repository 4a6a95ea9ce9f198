"""Calls whose events do not say so any more, on the real log (ENV-02, 3.2, ADR 29)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import pytest

from application.read_models.accountability_files import FileFilter, FileLine, FileState
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import Caller
from domain.accountability import errors
from domain.accountability.accountability import Accountability
from domain.accountability.evidence import event_ref
from domain.kernel import Event
from domain.policy.shelf import PackShelf
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.database import Database
from tests.samples import PAUSING

FIRST, SECOND = "TWO_CONSECUTIVE_MISSES.lights.1", "TWO_CONSECUTIVE_MISSES.lights.2"


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    """Cases of ``lights`` are whistled for on Thursday 2021-09-16 and due on the 22nd."""
    with town_on(module_database, "daguan", "2021-09-16 09:00") as opened:
        for name in ("lea", "leo"):
            opened.appoint(name, "leading_group_office", opened.name)
        yield opened


def give(town: Town, by: str, command: str, **said: Any) -> None:
    built = ORGANISATION_COMMANDS[command](**said)
    town.service.organisation.execute(town.name, Caller(by), built, key=None)


def sweep(town: Town, local: str) -> None:
    """What is due by then is missed, and everything follows."""
    town.clock.set(at(local))
    town.service.follow(town.name)
    town.service.deadlines.sweep(town.name)
    town.service.follow(town.name)


def called(town: Town) -> tuple[UUID, UUID]:
    """``lights`` missed twice on the 22nd and is called; the two cases, in the order of ids."""
    cases = [whistled(town, "lights", "police") for _ in range(2)]
    sweep(town, "2021-09-23 00:05")
    first, second = sorted(cases, key=str)
    return first, second


def misses(town: Town, case: UUID) -> dict[str, str]:
    """References to the misses of a case, by the unit as it was stored."""
    return {
        said.unit_id: event_ref(case, event.originator_version)
        for event in history(town, case)
        if (said := _any(event)).event_type == "FeedbackMissed"
    }


def _any(event: Event) -> Any:
    return event


def history(town: Town, aggregate_id: UUID) -> list[Event]:
    return [event for _, event in town.service.log.history(town.name, aggregate_id)]


def of_file(town: Town, code: str) -> list[Event]:
    return history(town, Accountability.create_id(town.name, code))


def correct(town: Town, case: UUID, ref: str, field: str, new: str) -> str:
    """The station puts a miss right; the reference to the correction."""
    version = int(ref.rpartition("/")[2])
    town.do("anna", "correct_event", case, version=version, field=field, new=new, reason="mistaken")
    town.service.follow(town.name)
    return event_ref(case, history(town, case)[-1].originator_version)


def files(town: Town, subject: str = "lights") -> Sequence[FileLine]:
    desk = town.service.accountability
    return desk.rows(town.name, Caller(FOUNDER), FileFilter(subject=subject)).items


def states(town: Town, subject: str = "lights") -> dict[str, FileState]:
    return {line.code: line.state for line in files(town, subject)}


def count(town: Town, unit: str = "lights") -> int:
    [found] = town.service.triggers.consecutive_miss(town.name, Caller(FOUNDER), unit)
    return found.count


def replayed(town: Town) -> int:
    return town.service.reactor.replay(town.name, lambda _done, _total: None)


def talked(town: Town, code: str = FIRST) -> None:
    give(town, "leo", "hold_interview", code=code, minutes_ref="m-1")
    town.service.follow(town.name)


def test_a_call_whose_miss_was_anothers_is_taken_back_visibly(town: Town) -> None:
    """ENV-02, INT-01: by an event that names the correction, its reason and who corrected"""
    first, second = called(town)
    before = misses(town, first)["lights"], misses(town, second)["lights"]
    assert states(town) == {FIRST: FileState.CALLED}
    assert set(files(town)[0].evidence) == set(before)

    correction = correct(town, second, before[1], "unit_id", "police")

    assert states(town) == {FIRST: FileState.WITHDRAWN}
    decided = _any(of_file(town, FIRST)[-1])
    assert decided.event_type == "AccountabilityDecided"
    assert (decided.actor_id, decided.measure, decided.on_appeal) == ("system", None, False)
    assert (decided.proposed_by, decided.reason) == ("anna", "mistaken")
    assert decided.evidence == (correction,)
    assert (count(town), count(town, "police")) == (1, 1), "one is left; a third of the other's"
    with pytest.raises(errors.FileIsClosed):
        talked(town)
    assert replayed(town) == 0


def test_what_is_left_of_it_counts_anew(town: Town) -> None:
    """ACC-DG-01: the miss that stands and the next one call; so do those of the other unit"""
    first, second = called(town)
    kept = misses(town, first)["lights"]
    moved = misses(town, second)["lights"]
    correct(town, second, moved, "unit_id", "police")

    town.clock.set(at("2021-09-24 09:00"))
    third = whistled(town, "lights", "police")
    sweep(town, "2021-09-28 00:05")

    assert states(town) == {FIRST: FileState.WITHDRAWN, SECOND: FileState.CALLED}
    assert files(town)[1].evidence == (kept, misses(town, third)["lights"])
    [_, of_police] = files(town, "police")
    assert of_police.evidence == (moved, misses(town, third)["police"])
    assert replayed(town) == 0


def test_a_correction_that_is_taken_back_calls_again(town: Town) -> None:
    """3.2: the events say so again, and no call that counts rests on them"""
    _, second = called(town)
    miss = misses(town, second)["lights"]
    correct(town, second, miss, "unit_id", "police")
    correct(town, second, miss, "unit_id", "lights")

    assert states(town) == {FIRST: FileState.WITHDRAWN, SECOND: FileState.CALLED}
    one, two = files(town)
    assert one.evidence == two.evidence
    assert replayed(town) == 0


def test_a_correction_of_something_else_leaves_the_call(town: Town) -> None:
    """ENV-02: the clock of a miss says nothing of whose it is"""
    first, _ = called(town)

    correct(town, first, misses(town, first)["lights"], "clock", "CLK-DG-A")

    assert states(town) == {FIRST: FileState.CALLED}
    assert [event.event_type for event in of_file(town, FIRST)] == ["InterviewTriggered"]


def test_a_bound_put_right_may_let_an_answer_in_time_between(town: Town) -> None:
    """ACC-DG-01 G2: missed, on time, missed calls nobody"""
    _, second = called(town)
    town.clock.set(at("2021-09-24 09:00"))
    third = whistled(town, "lights", "police")
    town.do("uma", "give_feedback", third, content="on it")
    sweep(town, "2021-09-28 00:05")
    assert states(town) == {FIRST: FileState.CALLED}

    correct(town, second, misses(town, second)["lights"], "due_at", "2021-10-21T00:00:00+08:00")

    assert states(town) == {FIRST: FileState.WITHDRAWN}
    assert count(town) == 0, "what is due later does not count yet"
    assert replayed(town) == 0


def test_an_answer_that_was_anothers_parts_nothing(town: Town) -> None:
    """ACC-DG-01: missed, (of the other unit,) missed"""
    town.clock.set(at("2021-09-16 09:00"))
    whistled(town, "lights", "police")
    sweep(town, "2021-09-23 00:05")
    town.clock.set(at("2021-09-24 09:00"))
    given = whistled(town, "lights", "police")
    town.do("uma", "give_feedback", given, content="on it")
    sweep(town, "2021-09-28 00:05")
    town.clock.set(at("2021-10-12 09:00"))
    whistled(town, "lights", "police")
    sweep(town, "2021-10-19 00:05")
    assert states(town) == {}
    [answer] = [event for event in history(town, given) if event.event_type == "FeedbackGiven"]

    correct(town, given, event_ref(given, answer.originator_version), "unit_id", "police")

    assert states(town) == {FIRST: FileState.CALLED}


def test_a_miss_that_becomes_known_late_counts_with_the_next_one(town: Town) -> None:
    """ACC-DG-01, 3.2: those that called are not called upon again; four misses call twice"""
    early = whistled(town, "lights", "police")
    town.do("uma", "give_feedback", early, content="on it")
    sweep(town, "2021-09-23 00:05")
    town.clock.set(at("2021-09-24 09:00"))
    for _ in range(2):
        whistled(town, "lights", "police")
    sweep(town, "2021-09-28 00:05")
    before = files(town)[0].evidence

    late = misses(town, early)["police"]
    correct(town, early, late, "unit_id", "lights")
    assert states(town) == {FIRST: FileState.CALLED}
    assert count(town) == 1, "it waits for its partner"

    town.clock.set(at("2021-10-12 09:00"))
    last = whistled(town, "lights", "police")
    sweep(town, "2021-10-19 00:05")

    assert files(town)[0].evidence == before
    assert files(town)[1].evidence == (late, misses(town, last)["lights"])
    assert count(town) == 0
    assert replayed(town) == 0


def test_after_the_talk_a_person_decides_who_had_no_part_in_it(town: Town) -> None:
    """INT-01: flagged, with the correction; let stand, the miss stays settled"""
    _, second = called(town)
    talked(town)

    correction = correct(town, second, misses(town, second)["lights"], "unit_id", "police")

    assert states(town) == {FIRST: FileState.UNDER_REVIEW}
    asked = _any(of_file(town, FIRST)[-1])
    assert (asked.event_type, asked.gate_code) == ("GateRequested", "REVIEW")
    assert asked.requested_from == ("leading_group_office",)
    assert asked.evidence == (correction,)
    answer: dict[str, Any] = {"code": FIRST, "opinion": "the other miss is bad enough"}
    with pytest.raises(errors.FinderDecides):
        give(town, "leo", "answer_review", approved=False, **answer)
    give(town, "lea", "answer_review", approved=False, **answer)
    town.service.follow(town.name)

    assert states(town) == {FIRST: FileState.TALKED}
    assert count(town) == 0
    assert replayed(town) == 0
    with pytest.raises(errors.NothingToReview):
        give(town, "lea", "answer_review", approved=True, **answer)


def test_a_call_that_a_person_takes_back_frees_what_is_left(town: Town) -> None:
    """INT-01, ACC-DG-01"""
    first, second = called(town)
    talked(town)
    correct(town, second, misses(town, second)["lights"], "unit_id", "police")

    give(town, "lea", "answer_review", code=FIRST, approved=True, opinion="not theirs")
    town.service.follow(town.name)

    assert states(town) == {FIRST: FileState.WITHDRAWN}
    assert count(town) == 1
    town.clock.set(at("2021-09-24 09:00"))
    third = whistled(town, "lights", "police")
    sweep(town, "2021-09-28 00:05")
    assert files(town)[1].evidence == (
        misses(town, first)["lights"], misses(town, third)["lights"],
    )  # fmt: skip


@pytest.fixture
def pausing(module_database: Database) -> Iterator[Town]:
    """The same, where the pack knows exclusions."""
    packs = PackShelf([PAUSING])
    with town_on(module_database, "daguan", "2021-09-16 09:00", packs=packs) as opened:
        for name in ("lea", "leo"):
            opened.appoint(name, "leading_group_office", opened.name)
        yield opened


def leave_out(town: Town, case: UUID) -> None:
    """``lights`` asks, and the organisation department approves."""
    town.do("uma", "request_exclusion", case, ground="UNREASONABLE", reason="another county")
    town.service.follow(town.name)
    assert set(states(town).values()) == {FileState.CALLED}
    town.do(FOUNDER, "decide_exclusion", case, approved=True, opinion="not theirs")
    town.service.follow(town.name)


def test_a_case_left_out_of_all_appraisal_takes_its_calls_with_it(pausing: Town) -> None:
    """GAT-01, ADR 39: each unit's, before the talk; what is left counts anew"""
    first, _ = called(pausing)

    leave_out(pausing, first)

    assert states(pausing) == {FIRST: FileState.WITHDRAWN}
    assert list(states(pausing, "police").values()) == [FileState.WITHDRAWN]
    assert _any(of_file(pausing, FIRST)[-1]).proposed_by == FOUNDER
    assert replayed(pausing) == 0


def test_after_the_talk_a_person_says_whether_it_falls_with_the_case(pausing: Town) -> None:
    """GAT-01, INT-01"""
    first, _ = called(pausing)
    give(pausing, "leo", "hold_interview", code=FIRST, minutes_ref="m-1")
    pausing.do("uma", "request_exclusion", first, ground="UNREASONABLE", reason="another county")
    pausing.do(FOUNDER, "decide_exclusion", first, approved=True, opinion="not theirs")
    pausing.service.follow(pausing.name)

    assert states(pausing) == {FIRST: FileState.UNDER_REVIEW}
    give(pausing, "lea", "answer_review", code=FIRST, approved=False, opinion="it was missed")
    pausing.service.follow(pausing.name)
    assert states(pausing) == {FIRST: FileState.TALKED}
    assert replayed(pausing) == 0
