"""kill -9 of clients and of PostgreSQL in the middle of their work: nothing is lost or doubled."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

import psycopg
import pytest

from infrastructure.postgres.embedded import EmbeddedServer
from infrastructure.postgres.migrations import migrate
from tests.benchmarks.street import GU, Street, street
from tests.infrastructure.bad_days.client import SHARED_CASES, send, shared
from tests.infrastructure.bad_days.inspection import (
    assert_log_is_whole,
    assert_read_models_equal_a_rebuild,
    assert_vault_matches_log,
)
from tests.infrastructure.bad_days.ledger import Ledger

KILLS_OF_CLIENTS, KILLS_OF_THE_SERVER = 7, 5
CLIENTS = ("left", "right")
SEED = 20_211_011


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of the server can enter, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="closeout-bad-days-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


class Clients:
    """Two client processes; whoever is killed is followed by a successor with the same ledger."""

    def __init__(self, dsn: str, folder: Path) -> None:
        self._dsn = dsn
        self.ledgers = {name: folder / f"{name}.ledger" for name in CLIENTS}
        self._running = {name: self._start(name) for name in CLIENTS}
        self._pause = Event()

    def kill(self, name: str) -> None:
        """kill -9, and a successor."""
        self._running[name].kill()
        self._running[name].wait(timeout=10)
        self._running[name] = self._start(name)

    def await_progress(self, of: str) -> None:
        """Until a client got further receipts than it has now."""
        had = len(Ledger.read(self.ledgers[of]).acknowledged)
        give_up = monotonic() + 60
        while len(Ledger.read(self.ledgers[of]).acknowledged) == had:
            assert self._running[of].poll() is None, "the client died by itself"
            assert monotonic() < give_up, "the client makes no progress"
            self._pause.wait(0.01)

    def run_for(self, seconds: float) -> None:
        """Let them work until a random instant."""
        self._pause.wait(seconds)

    def finish(self) -> list[int]:
        """Let each end in its own time, with nothing left open; returns the exit codes."""
        for client in self._running.values():
            client.send_signal(signal.SIGTERM)
        return [client.wait(timeout=60) for client in self._running.values()]

    def close(self) -> None:
        """Leave nobody behind, also when the test failed."""
        for client in self._running.values():
            client.kill()
            client.wait(timeout=10)

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        module = "tests.infrastructure.bad_days.client"
        return subprocess.Popen(
            [sys.executable, "-m", module, self._dsn, str(self.ledgers[name]), name],
            cwd=Path(__file__).parents[3],
        )


def test_every_acknowledged_command_is_there_exactly_once_after_many_kills(folder: Path) -> None:
    """ENV-05, ENV-06, ENV-07: twelve kills at random instants."""
    chance = Random(SEED)  # noqa: S311  # instants, not secrets
    kills = ["client"] * KILLS_OF_CLIENTS + ["server"] * KILLS_OF_THE_SERVER
    chance.shuffle(kills)
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedServer.start(folder))
        dsn = server.dsn("postgres")
        migrate(dsn)
        with street(dsn) as town:
            town.open()
            for number in range(SHARED_CASES):
                town.case(shared(number))
        before = _head(dsn)
        clients = Clients(dsn, folder)
        stack.callback(clients.close)

        for kill in kills:
            name = chance.choice(CLIENTS)
            clients.await_progress(name)
            clients.run_for(chance.uniform(0, 0.25))
            if kill == "client":
                clients.kill(name)
            else:
                assert server.pid is not None
                os.kill(server.pid, signal.SIGKILL)
                stack.enter_context(EmbeddedServer.start(folder))
        for name in CLIENTS:
            clients.await_progress(name)
        codes = clients.finish()

        ledger = Ledger.read(*clients.ledgers.values())
        assert codes == [0, 0]
        assert ledger.open == []
        with psycopg.connect(dsn, autocommit=True) as owner:
            assert assert_log_is_whole(owner) == before + len(ledger.sent)
            _assert_receipts_are_kept(owner, ledger)
            with street(dsn) as town:
                _assert_asking_again_changes_nothing(town, ledger, chance)
                town.service.projector.catch_up()
            assert_read_models_equal_a_rebuild(dsn, owner)
            assert_vault_matches_log(dsn, owner)
            assert _head(dsn) == before + len(ledger.sent)


def _head(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT max(position) FROM events").fetchone()
    assert found is not None
    return int(found[0])


def _assert_receipts_are_kept(owner: psycopg.Connection, ledger: Ledger) -> None:
    """Each key stands in the log once, with the receipt that its client was given."""
    kept = {
        key.partition("/")[2]: (aggregate_id, version, position)
        for key, aggregate_id, version, position in owner.execute(
            "SELECT key, aggregate_id, version, position FROM command_keys WHERE key NOT LIKE %s",
            [f"{GU.person_ref}/shared-%"],
        )
    }
    assert set(kept) == set(ledger.acknowledged)
    for key, receipts in ledger.acknowledged.items():
        assert {(one.aggregate_id, one.version, one.position) for one in receipts} == {kept[key]}
    assert len({position for _, _, position in kept.values()}) == len(kept)
    stored = owner.execute(
        "SELECT count(*) FROM command_keys k JOIN events e USING (jurisdiction, position) "
        "WHERE e.aggregate_id = k.aggregate_id AND e.version = k.version"
    ).fetchone()
    assert stored == (len(kept) + SHARED_CASES,)


def _assert_asking_again_changes_nothing(town: Street, ledger: Ledger, chance: Random) -> None:
    """A client that sends an old key once more is told the receipt of then."""
    for key in chance.sample(sorted(ledger.acknowledged), 40):
        first = ledger.acknowledged[key][0]
        again = send(town, key)
        assert again.repeated
        assert (again.aggregate_id, again.version, again.position) == (
            first.aggregate_id,
            first.version,
            first.position,
        )
