"""Connections that die, processes that race: nothing is lost, doubled or out of order."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread
from uuid import UUID, uuid4

import psycopg
import pytest

from application.ports import LogUnavailable, Receipt
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Session, Sessions
from tests.database import Database
from tests.infrastructure.event_log.toys import boiled, bought, change

_WRITER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Sessions
from tests.infrastructure.event_log.toys import bought, boiled, change
sessions = Sessions(sys.argv[1], role="closeout_service")
log = PostgresEventLog(sessions)
def work(_):
    for _ in range(10):
        kettle = uuid4()
        log.append(change(bought(kettle), boiled(kettle, 2)))
        log.append(change(boiled(kettle, 3)))
with ThreadPoolExecutor(16) as threads:
    list(threads.map(work, range(16)))
log.close()
sessions.close()
"""


def test_positions_have_no_gap_and_a_follower_misses_nothing(
    database: Database, log: PostgresEventLog
) -> None:
    """ENV-06: 2 processes x 16 threads x 10 x 3 events."""
    seen: list[int] = []
    done = Event()

    def follow() -> None:
        while not done.is_set() or log.head("j1") > len(seen):
            seen.extend(row.position for row in log.events_after("j1", seen[-1] if seen else 0, 50))

    follower = Thread(target=follow)
    follower.start()

    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, database.dsn]) for _ in range(2)]
    codes = [writer.wait(timeout=60) for writer in writers]
    done.set()
    follower.join(timeout=30)

    assert codes == [0, 0]
    assert seen == list(range(1, 961))


def test_commands_survive_the_death_of_their_connections(
    database: Database, log: PostgresEventLog
) -> None:
    """ENV-05"""
    acknowledged: list[tuple[UUID, Receipt]] = []
    stop = Event()

    def kill() -> None:
        with psycopg.connect(database.dsn, autocommit=True) as owner:
            while not stop.wait(0.02):
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                    "datname = current_database() AND pid <> pg_backend_pid() LIMIT 2"
                )

    def work(worker: int) -> None:
        for turn in range(40):
            kettle = uuid4()
            one = change(bought(kettle), boiled(kettle, 2), key=f"{worker}-{turn}")
            while True:
                try:
                    acknowledged.append((kettle, log.append(one)))
                    break
                except LogUnavailable:
                    continue  # nothing was sent, or the key tells: the client asks again

    killer = Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(work, range(6)))
    stop.set()
    killer.join()

    positions = [row.position for row in log.events_after("j1", 0, 999)]
    assert positions == list(range(1, 481))
    assert len({receipt.position for _, receipt in acknowledged}) == 240
    for kettle, receipt in acknowledged:
        assert log.history("j1", kettle)[-1][0] == receipt.position


def test_a_lost_answer_to_a_stored_append_is_found_by_reading_again(
    log: PostgresEventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ENV-05: the server commits, and the connection dies before it can say so."""
    kettle = uuid4()
    log.append(change(bought(kettle)))
    answer = Session._answer  # noqa: SLF001  # the instant between commit and answer has no public name
    lost: list[str] = []

    def lose_once(session: Session) -> object:
        result = answer(session)
        if not lost:
            lost.append("once")
            session.close()
            raise psycopg.OperationalError("cable cut")
        return result

    monkeypatch.setattr(Session, "_answer", lose_once)
    receipt = log.append(change(boiled(kettle, 2)))

    assert lost == ["once"]
    assert (receipt.version, receipt.position, receipt.repeated) == (2, 2, False)
    assert log.head("j1") == 2


def test_without_a_server_a_command_is_told_so() -> None:
    """ENV-05"""
    log = PostgresEventLog(Sessions("host=/nonexistent dbname=none"))

    with pytest.raises(LogUnavailable):
        log.open("j1", [])
    with pytest.raises(LogUnavailable):
        log.append(change(bought(uuid4())))


def test_a_commit_the_replicas_have_not_confirmed_is_not_acknowledged(
    database: Database, log: PostgresEventLog
) -> None:
    """ENV-05: a commit cancelled while it waits for a replica is confirmed before its receipt."""
    kettle = uuid4()
    log.append(change(bought(kettle)))
    with psycopg.connect(database.dsn, autocommit=True) as owner:
        owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'absent'")
        owner.execute("SELECT pg_reload_conf()")
        try:
            with ThreadPoolExecutor(1) as thread:
                version = 2
                receipt = thread.submit(log.append, change(boiled(kettle, version)))
                # The server takes note of a new setting when it gets to it.
                while not _waits_for_replica(owner, receipt):
                    version += 1
                    receipt = thread.submit(log.append, change(boiled(kettle, version)))
                owner.execute(
                    "SELECT pg_cancel_backend(pid) FROM pg_stat_activity "
                    "WHERE wait_event = 'SyncRep' AND datname = current_database()"
                )
                acknowledged = not _waits_for_replica(owner, receipt, statement="UPDATE")
                owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
                owner.execute("SELECT pg_reload_conf()")
                stored = receipt.result(timeout=20)
        finally:
            owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
            owner.execute("SELECT pg_reload_conf()")

    assert not acknowledged
    assert stored.position == version
    assert log.head("j1") == version


def _waits_for_replica(
    owner: psycopg.Connection, receipt: Future[Receipt], *, statement: str = ""
) -> bool:
    """Whether a statement that begins so came to wait for a replica before there was a receipt."""
    while not receipt.done():
        owner.execute("SELECT pg_stat_clear_snapshot()")
        waiting = owner.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' "
            "AND datname = current_database() AND starts_with(query, %s)",
            [statement],
        ).fetchone()
        if waiting is not None:
            return True
    return False
