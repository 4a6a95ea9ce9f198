from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import psycopg
import pytest

from application.ports import Change, KeyReused, LogUnavailable, Receipt, UnknownJurisdiction
from domain.kernel import ConcurrentChange
from infrastructure.event_log.errors import VersionGap
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Sessions
from tests.database import Database
from tests.infrastructure.event_log.toys import AT, boiled, bought, change


def test_what_was_appended_is_opened_in_version_order(log: PostgresEventLog) -> None:
    """ENV-01"""
    kettle, unknown = uuid4(), uuid4()
    events = [bought(kettle), boiled(kettle, 2), boiled(kettle, 3, "百年老灶")]

    receipt = log.append(change(*events))

    assert receipt == Receipt(kettle, version=3, position=3, recorded_at=AT)
    opened = log.open("j1", [kettle, unknown])
    assert opened.histories == {kettle: events, unknown: []}
    assert opened.prior is None
    assert log.history("j1", kettle) == list(enumerate(events, start=1))


def test_events_appended_elsewhere_follow_those_remembered(
    log: PostgresEventLog, sessions: Sessions
) -> None:
    """ENV-06"""
    kettle = uuid4()
    log.append(change(bought(kettle)))
    log.open("j1", [kettle])

    PostgresEventLog(sessions).append(change(boiled(kettle, 2)))

    assert log.open("j1", [kettle]).histories[kettle] == [bought(kettle), boiled(kettle, 2)]


def test_each_jurisdiction_counts_from_one(log: PostgresEventLog) -> None:
    """ENV-01"""
    log.open_jurisdiction("j2", "toy")
    log.open_jurisdiction("j2", "another")
    log.append(change(bought(uuid4())))

    receipt = log.append(change(bought(uuid4()), jurisdiction="j2"))

    assert receipt.position == 1
    assert log.jurisdictions() == {"j1": "toy", "j2": "toy"}


def test_a_repeated_key_returns_the_first_receipt_and_appends_nothing(
    log: PostgresEventLog,
) -> None:
    """ENV-05"""
    kettle = uuid4()
    first = log.append(change(bought(kettle), key="k", fingerprint=b"a"))

    again = log.append(change(boiled(kettle, 2), key="k", fingerprint=b"a"))

    assert again == Receipt(kettle, 1, 1, AT, repeated=True)
    assert log.open("j1", [], key="k", fingerprint=b"a").prior == again
    assert log.head("j1") == first.position == 1


def test_a_key_used_for_another_request_is_refused(log: PostgresEventLog) -> None:
    """ENV-05"""
    log.append(change(bought(uuid4()), key="k", fingerprint=b"a"))

    with pytest.raises(KeyReused):
        log.append(change(bought(uuid4()), key="k", fingerprint=b"b"))
    with pytest.raises(KeyReused):
        log.open("j1", [], key="k", fingerprint=b"b")

    assert log.head("j1") == 1


@pytest.mark.parametrize("jurisdiction", ["elsewhere", ""])
def test_an_unknown_jurisdiction_has_no_log(log: PostgresEventLog, jurisdiction: str) -> None:
    """ENV-01"""
    with pytest.raises(UnknownJurisdiction):
        log.open(jurisdiction, [])
    with pytest.raises(UnknownJurisdiction):
        log.append(change(bought(uuid4()), jurisdiction=jurisdiction))


def test_of_two_changes_to_one_version_the_second_is_refused(log: PostgresEventLog) -> None:
    """ENV-05"""
    kettle = uuid4()
    log.append(change(bought(kettle)))
    log.append(change(boiled(kettle, 2, "first")))

    with pytest.raises(ConcurrentChange):
        log.append(change(boiled(kettle, 2, "second")))

    assert log.head("j1") == 2


def test_an_event_that_leaves_a_gap_is_refused_by_the_store(log: PostgresEventLog) -> None:
    """ENV-01"""
    kettle = uuid4()
    log.append(change(bought(kettle)))

    with pytest.raises(VersionGap):
        log.append(change(boiled(kettle, 3)))

    assert log.head("j1") == 1


def test_a_change_of_the_directory_moves_its_position(log: PostgresEventLog) -> None:
    """ENV-03"""
    log.append(change(bought(uuid4())))

    log.append(change(bought(uuid4()), bought(uuid4()), bought(uuid4()), directory=2))
    log.append(change(bought(uuid4())))

    assert log.open("j1", []).directory_position == 3


def test_in_a_batch_only_the_changes_at_fault_fail(log: PostgresEventLog) -> None:
    """ENV-05"""
    taken = [uuid4() for _ in range(4)]
    for kettle in taken:
        log.append(change(bought(kettle)))
    good = [change(bought(uuid4()), key=f"g{n}") for n in range(12)]
    bad = [change(bought(kettle), key=f"b{n}") for n, kettle in enumerate(taken)]
    mixed = [*good[:5], bad[0], *good[5:9], bad[1], bad[2], *good[9:], bad[3]]

    outcomes = _all_at_once(log, mixed)

    refused = [outcome for outcome in outcomes if isinstance(outcome, ConcurrentChange)]
    positions = sorted(o.position or 0 for o in outcomes if isinstance(o, Receipt))
    assert len(refused) == 4
    assert positions == list(range(5, 17))


def test_of_many_commands_with_one_key_one_is_stored(log: PostgresEventLog) -> None:
    """ENV-05"""
    changes = [change(bought(uuid4()), key="k", fingerprint=b"a") for _ in range(8)]

    outcomes = _all_at_once(log, changes)

    receipts = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    assert sorted(receipt.repeated for receipt in receipts) == [False] + 7 * [True]
    assert len({receipt.aggregate_id for receipt in receipts}) == 1
    assert log.head("j1") == 1


def test_a_closed_log_admits_nothing(log: PostgresEventLog) -> None:
    """ENV-05"""
    log.append(change(bought(uuid4())))
    log.close()

    with pytest.raises(LogUnavailable):
        log.append(change(bought(uuid4())))

    assert log.head("j1") == 1


class Shelf:
    """A toy read model: how often each kettle boiled."""

    table = "shelf"
    upsert_sql = """
        INSERT INTO shelf AS s
            SELECT r.* FROM head, jsonb_populate_recordset(NULL::shelf, {rows}) AS r
            ON CONFLICT (jurisdiction, case_id)
            DO UPDATE SET version = excluded.version, boils = excluded.boils
            WHERE excluded.version > s.version"""

    def rows(self, change: Change) -> bytes | None:
        jurisdiction, history = change.jurisdiction, change.events
        if history[-1].actor_id != "p-1":
            return None
        return (
            b'[{"jurisdiction":"%s","case_id":"%s","version":%d,"boils":%d}]'
            % (
                jurisdiction.encode(),
                str(history[0].originator_id).encode(),
                history[-1].originator_version,
                sum(event.event_type == "ToyKettleBoiled" for event in history),
            )
        )  # fmt: skip


def test_a_hot_read_model_commits_with_the_events_it_is_folded_from(
    database: Database, sessions: Sessions
) -> None:
    """ENV-06"""
    with psycopg.connect(database.dsn, autocommit=True) as owner:
        owner.execute(
            "CREATE TABLE shelf (jurisdiction text, case_id uuid, version int, boils int, "
            "PRIMARY KEY (jurisdiction, case_id))"
        )
        owner.execute("GRANT SELECT, INSERT, UPDATE ON shelf TO closeout_service")
        log = PostgresEventLog(sessions, hot=[Shelf()])
        log.open_jurisdiction("j1", "toy")
        kettle = uuid4()
        history = [bought(kettle), boiled(kettle, 2)]

        log.append(change(history[0]))
        log.append(change(history[1]))
        with pytest.raises(ConcurrentChange):
            log.append(change(boiled(kettle, 2)))

        rows = owner.execute("SELECT case_id, version, boils FROM shelf").fetchall()
    assert rows == [(kettle, 2, 1)]


def test_the_log_streams_by_position_and_by_aggregate(log: PostgresEventLog) -> None:
    """ENV-06"""
    kettles = sorted(uuid4() for _ in range(5))
    for kettle in reversed(kettles):
        log.append(change(bought(kettle)))
    for kettle in kettles:
        log.append(change(boiled(kettle, 2), boiled(kettle, 3)))

    page = log.events_after("j1", 4, 3)
    everything = list(log.stream_all("j1", up_to=13, page=4))
    part = list(log.stream_all("j1", up_to=15, first=kettles[1], last=kettles[2], page=2))
    boils = list(log.stream_all("j1", up_to=15, topics=["ToyKettleBoiled"], page=3))
    streams = log.streams_of("j1", [kettles[4], uuid4()], up_to_position=14)

    assert [row.position for row in page] == [5, 6, 7]
    assert [row[1:3] for row in everything] == [
        (kettle, version) for kettle in kettles for version in (1, 2, 3)
    ][:13]
    assert [row[1:3] for row in part] == [
        (kettle, version) for kettle in kettles[1:3] for version in (1, 2, 3)
    ]
    assert len(boils) == 10
    assert [row.version for row in streams[kettles[4]]] == [1, 2]
    assert log.decode(page[0]) == bought(kettles[0])


def _all_at_once(
    log: PostgresEventLog, changes: Sequence[Change]
) -> list[Receipt | ConcurrentChange]:
    """Outcomes of changes that threads append together."""
    ready = Barrier(len(changes))

    def append(one: Change) -> Receipt | ConcurrentChange:
        ready.wait()
        try:
            return log.append(one)
        except ConcurrentChange as refused:
            return refused

    with ThreadPoolExecutor(len(changes)) as threads:
        return list(threads.map(append, changes))
