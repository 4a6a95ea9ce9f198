"""The primary of a failover set loses its power under load, and a commit loses its replica."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import httpx
import psycopg
import pytest

from tests.benchmarks.street import ANNA, GU, JURISDICTION, NOTE
from tests.interfaces.bad_days.crowd import at_work
from tests.interfaces.bad_days.deployment import Deployment, deployed, prepare
from tests.interfaces.bad_days.failover import FailoverSet, failover_set
from tests.interfaces.bad_days.listening import Listener
from tests.interfaces.bad_days.reckoning import assert_nothing_lost_or_doubled

pytestmark = pytest.mark.skipif(
    "CI" not in os.environ, reason="three servers for two minutes; .ci/run sets CI"
)

_PATIENCE = 45.0  # seconds
_WAITING = "SELECT pid, query FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of the servers can enter, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="closeout-bad-days-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def test_nothing_acknowledged_is_lost_when_the_primary_is(folder: Path) -> None:
    """ENV-05, ENV-06, postgres-notes 4: all that runs goes on by itself with the new primary."""
    with failover_set(folder) as cluster:
        prepare(cluster.dsn)
        with deployed("up", cluster.dsn, folder) as deployment:
            _assert_a_commit_without_its_replica_is_not_acknowledged(cluster, deployment)
            processes = deployment.pids
            with Listener(deployment) as listener:
                with at_work(deployment) as crowd:
                    cluster.kill_the_leader()
                    crowd.await_refusals(10)
                    cluster.await_writing()
                    crowd.await_receipts(50)
                story = crowd.story
                listener.await_all({told[0][2] for told in story.receipts.values()})

            assert deployment.pids == processes
            assert deployment.stop() == 0
            assert len(set(listener.positions)) == len(listener.positions)
            assert "Traceback" not in deployment.log.read_text()
            assert_nothing_lost_or_doubled(cluster.dsn, story)


def _assert_a_commit_without_its_replica_is_not_acknowledged(
    cluster: FailoverSet, deployment: Deployment
) -> None:
    """The trap: a cancelled wait for the replica is reported as success, with a warning."""
    address = f"{deployment.url}/jurisdictions/{JURISDICTION}/cases"
    report = {"grid": "g12", "category": "drainage", "text": "排水沟堵塞", "channel": "grid"}
    gu = deployment.headers(GU.person_ref) | {"Idempotency-Key": "to-follow-up"}
    case = httpx.post(address, json=report, headers=gu, timeout=_PATIENCE).json()["case_id"]
    anna = deployment.headers(ANNA.person_ref) | {"Idempotency-Key": "without-replica"}
    note = f"{address}/{case}/note-follow-up"

    def insist() -> httpx.Response:
        while True:
            answer = httpx.post(note, json={"note": NOTE}, headers=anna, timeout=_PATIENCE)
            if answer.status_code != 503:
                return answer

    with (
        psycopg.connect(cluster.dsn, autocommit=True) as owner,
        ThreadPoolExecutor(1) as thread,
        _frozen(cluster.replicas()) as thaw,
    ):
        sent = thread.submit(insist)
        waiting = _await_waiting(owner, "WITH head")
        owner.execute("SELECT pg_cancel_backend(%s)", [waiting])
        _await_waiting(owner, "UPDATE log_heads SET position = position")
        assert not sent.done()
        stored = "SELECT count(*) FROM command_keys WHERE key LIKE '%without-replica'"
        assert owner.execute(stored).fetchone() == (1,)  # here, and nowhere else

        thaw()
        answer = sent.result(_PATIENCE)
        assert answer.status_code == 200, answer.text
        assert owner.execute(stored).fetchone() == (1,)


def _await_waiting(owner: psycopg.Connection, statement: str) -> int:
    """Until a statement of that kind waits for its replica; its process."""
    give_up, pause = monotonic() + _PATIENCE, Event()
    while True:
        found = owner.execute(_WAITING).fetchall()
        for pid, query in found:
            if statement in query:
                return int(pid)
        assert monotonic() < give_up, found
        pause.wait(0.02)


@contextmanager
def _frozen(processes: Sequence[int]) -> Iterator[Callable[[], None]]:
    """Processes do nothing until the function is called, or the block ends."""

    def thaw() -> None:
        for process in processes:
            os.kill(process, signal.SIGCONT)

    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield thaw
    finally:
        thaw()
