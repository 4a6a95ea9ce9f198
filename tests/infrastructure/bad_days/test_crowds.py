"""Many at once on the same things: typed refusals, nothing lost, nothing twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID

import psycopg
import pytest

from application.errors import VersionIsStale
from application.ports import KeyReused
from application.use_cases.cases.note_follow_up import NoteFollowUp
from domain.kernel import ConcurrentChange
from tests.benchmarks.street import ANNA, EVENTS_PER_CASE, JURISDICTION, Street, street
from tests.database import Database
from tests.infrastructure.bad_days.inspection import (
    assert_log_is_whole,
    assert_read_models_equal_a_rebuild,
)

AFTER_THE_BOUNDS = datetime(2021, 11, 1, 1, 0, tzinfo=UTC)
"""When every prepared case has missed its feedback and is overdue."""


@pytest.fixture
def town(database: Database) -> Iterator[Street]:
    """A jurisdiction without cases."""
    with street(database.dsn) as opened:
        opened.open()
        yield opened


def topics_of(town: Street, case_id: UUID) -> Counter[str]:
    """How often each fact stands in a case's history."""
    history = town.service.log.history(JURISDICTION, case_id)
    return Counter(event.event_type for _, event in history)


def test_of_a_crowd_on_one_case_each_command_is_recorded_once_or_refused(
    database: Database, town: Street
) -> None:
    """ENV-05: 2 processes x 8 threads x 6 commands."""
    case_id = town.case("k1")
    module = "tests.infrastructure.bad_days.rival"

    rivals = [
        subprocess.Popen(
            [sys.executable, "-m", module, database.dsn, str(case_id), name, "8", "6"],
            cwd=Path(__file__).parents[3],
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("left", "right")
    ]
    answers = [rival.communicate(timeout=60)[0] for rival in rivals]
    told = [line.split() for answer in answers for line in answer.splitlines()]

    assert [rival.returncode for rival in rivals] == [0, 0]
    done = [int(version) for what, _, version in told if what == "done"]
    refused = {code for what, _, code in told if what == "refused"}
    assert len(told) == 96
    assert refused <= {ConcurrentChange.code}
    assert sorted(done) == list(range(EVENTS_PER_CASE + 1, EVENTS_PER_CASE + 1 + len(done)))
    assert topics_of(town, case_id)["FollowUpNoted"] == len(done)


def test_who_decided_on_an_old_version_is_told_so_and_changes_nothing(town: Street) -> None:
    """ENV-05"""
    case_id = town.case("k1")
    town.note_follow_up(case_id, "n1")
    command = NoteFollowUp(case_id=case_id, note="nothing new")

    with pytest.raises(VersionIsStale):
        town.service.cases.execute(
            JURISDICTION, ANNA, command, key="n2", expected_version=EVENTS_PER_CASE
        )

    assert topics_of(town, case_id)["FollowUpNoted"] == 1


def test_of_many_who_decided_on_one_version_one_is_recorded(town: Street) -> None:
    """ENV-05"""
    case_id = town.case("k1")
    command = NoteFollowUp(case_id=case_id, note="nothing new")
    gate = Barrier(8)

    def decide(number: int) -> str:
        gate.wait()
        try:
            town.service.cases.execute(
                JURISDICTION, ANNA, command, key=f"n{number}", expected_version=EVENTS_PER_CASE
            )
        except (ConcurrentChange, VersionIsStale) as refusal:
            return refusal.code
        return "recorded"

    with ThreadPoolExecutor(8) as threads:
        outcomes = Counter(threads.map(decide, range(8)))

    assert outcomes["recorded"] == 1
    assert set(outcomes) <= {"recorded", ConcurrentChange.code, VersionIsStale.code}
    assert topics_of(town, case_id)["FollowUpNoted"] == 1


def test_a_key_sent_by_many_at_once_is_recorded_once_and_all_get_its_receipt(
    town: Street,
) -> None:
    """ENV-05"""
    case_id = town.case("k1")
    gate = Barrier(8)

    def send(_: int) -> tuple[UUID, int, int | None]:
        gate.wait()
        receipt = town.note_follow_up(case_id, "the same")
        return receipt.aggregate_id, receipt.version, receipt.position

    with ThreadPoolExecutor(8) as threads:
        receipts = set(threads.map(send, range(8)))

    assert len(receipts) == 1
    assert topics_of(town, case_id)["FollowUpNoted"] == 1


def test_a_key_used_for_another_request_is_refused(town: Street) -> None:
    """ENV-05"""
    case_id = town.case("k1")
    town.note_follow_up(case_id, "n1")
    other = NoteFollowUp(case_id=case_id, note="something else")

    with pytest.raises(KeyReused):
        town.service.cases.execute(JURISDICTION, ANNA, other, key="n1")

    assert topics_of(town, case_id)["FollowUpNoted"] == 1


def test_two_schedulers_at_once_record_each_miss_once(database: Database, town: Street) -> None:
    """ENV-06: the feedback of each case is missed, and each case is overdue, once."""
    cases = town.cases(20)
    gate = Barrier(2)

    with ExitStack() as stack:
        late = [
            stack.enter_context(street(database.dsn, lambda: AFTER_THE_BOUNDS)) for _ in range(2)
        ]

        def sweep(scheduler: Street) -> int:
            gate.wait()
            return scheduler.service.deadlines.sweep(JURISDICTION)

        with ThreadPoolExecutor(2) as threads:
            changed = list(threads.map(sweep, late))
        assert [one.service.deadlines.sweep(JURISDICTION) for one in late] == [0, 0]

    assert sum(changed) == 20
    for case_id in cases:
        topics = topics_of(town, case_id)
        assert (topics["FeedbackMissed"], topics["CaseOverdue"]) == (1, 1)


def test_two_projectors_at_once_make_the_rows_that_a_rebuild_makes(
    database: Database, town: Street
) -> None:
    """ENV-06"""
    town.cases(60)
    with ExitStack() as stack:
        late = [
            stack.enter_context(street(database.dsn, lambda: AFTER_THE_BOUNDS)) for _ in range(2)
        ]
        gate = Barrier(3)

        def project(projector: Street) -> int:
            gate.wait()
            return projector.service.projector.catch_up()

        def sweep() -> int:
            gate.wait()
            return town_later.service.deadlines.sweep(JURISDICTION)

        town_later = stack.enter_context(street(database.dsn, lambda: AFTER_THE_BOUNDS))
        with ThreadPoolExecutor(3) as threads:
            swept = threads.submit(sweep)
            consumed = sum(threads.map(project, late))
            assert swept.result() == 60
        consumed += late[0].service.projector.catch_up()

    with psycopg.connect(database.dsn, autocommit=True) as owner:
        assert consumed == assert_log_is_whole(owner)
        assert_read_models_equal_a_rebuild(database.dsn, owner)
