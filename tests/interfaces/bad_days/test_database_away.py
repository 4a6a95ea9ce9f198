"""The database is gone, or frozen, while consoles work: they are told when to come back."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from infrastructure.postgres.embedded import EmbeddedServer
from tests.interfaces.bad_days.crowd import Crowd, at_work
from tests.interfaces.bad_days.deployment import deployed, prepare
from tests.interfaces.bad_days.listening import Listener
from tests.interfaces.bad_days.reckoning import assert_nothing_lost_or_doubled

pytestmark = pytest.mark.skipif(
    "CI" not in os.environ, reason="outages of half a minute each; .ci/run sets CI"
)

_AWAY = 10.0  # seconds
_FROZEN = 15.0  # seconds; longer than anybody waits for an answer to a question


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of the server can enter, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="closeout-bad-days-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


def _killed(server: EmbeddedServer, folder: Path, crowd: Crowd, stack: ExitStack) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    crowd.await_refusals(10)
    crowd.pause(_AWAY)
    stack.enter_context(EmbeddedServer.start(folder))


def _frozen(server: EmbeddedServer, _folder: Path, crowd: Crowd, _stack: ExitStack) -> None:
    assert server.pid is not None
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    processes = [server.pid, *map(int, children)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        crowd.await_refusals(10)
        crowd.pause(_FROZEN)
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize(("word", "misfortune"), [("up", _killed), ("serve", _frozen)])
def test_consoles_are_told_when_to_come_back_and_nothing_is_lost_or_doubled(
    folder: Path, word: str, misfortune: object
) -> None:
    """API conventions, ENV-05, ENV-06: 503 with Retry-After, and no process is started again."""
    assert callable(misfortune)
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedServer.start(folder))
        dsn = server.dsn("postgres")
        prepare(dsn)
        deployment = stack.enter_context(deployed(word, dsn, folder))
        listener = stack.enter_context(Listener(deployment))
        processes = deployment.pids
        with at_work(deployment) as crowd:
            misfortune(server, folder, crowd, stack)
            crowd.await_receipts(50)
        story = crowd.story
        listener.await_all({told[0][2] for told in story.receipts.values()})

        assert deployment.pids == processes
        assert deployment.stop() == 0
        assert len(set(listener.positions)) == len(listener.positions)
        assert "Traceback" not in deployment.log.read_text()
        assert_nothing_lost_or_doubled(dsn, story)
