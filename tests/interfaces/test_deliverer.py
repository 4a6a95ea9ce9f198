"""The deliverer as a process: killed, asked to stop, without its database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Semaphore

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from application.webhooks.webhook import DeliveryState, message_id
from infrastructure.postgres.environment import Environment, state_environment
from tests.application.town import with_lights
from tests.application.webhooks.stage import ADMIN, Post, post_in
from tests.application.wiring import MASTER_KEY
from tests.database import Database
from tests.receiver import Received, Receiver, Reply, receiving

ROOT = Path(__file__).parents[2]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    with post_in(database) as opened:
        yield opened


@contextmanager
def deliverer(database: Database, folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """``closeout deliverer`` in a process of its own, with the key of the town."""
    state_environment(database.dsn, Environment.DEVELOPMENT)
    (folder / "key").write_bytes(b64encode(MASTER_KEY))
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLOSEOUT_")}
    given = {
        "CLOSEOUT_DATABASE_URL": make_conninfo(database.dsn, application_name="deliverer"),
        "CLOSEOUT_DATA_DIR": str(folder),
        "CLOSEOUT_MASTER_KEY_FILE": str(folder / "key"),
        "CLOSEOUT_WEBHOOK_TIMEOUT_SECONDS": "1",
    } | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "interfaces.cli", "deliverer"],
        cwd=ROOT,
        env=own | given,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=60)


def expected(post: Post, receiver: Receiver) -> set[str]:
    """Registers a webhook and makes its events; the ids that must arrive."""
    made = post.register(receiver.url)
    for n in range(6):
        with_lights(post.town, text=f"lamp {n}")
    webhook = made.webhook.webhook_id
    positions = post.town.rows(
        "SELECT position FROM events WHERE jurisdiction = %s AND topic IN"
        " ('CaseRouted', 'CaseAccepted')"
    )
    return {message_id(webhook, position) for (position,) in positions}


def test_a_deliverer_that_is_killed_loses_nothing_and_keeps_the_ids(
    post: Post, receiver: Receiver, database: Database, tmp_path: Path
) -> None:
    """Webhooks: kill -9 between request and record: at least once, the same id."""
    wanted = expected(post, receiver)
    hanging, reached = Event(), Semaphore(0)

    def hang(_: Received) -> Reply:
        reached.release()
        hanging.wait(30)
        return Reply()

    receiver.answer = hang
    with deliverer(database, tmp_path) as first:
        assert reached.acquire(timeout=60)
        first.kill()
        first.wait(timeout=60)
    cut = set(receiver.ids)
    hanging.set()
    receiver.answer = lambda _: Reply()
    with deliverer(database, tmp_path):
        receiver.wait_for(
            lambda got: (
                wanted <= {one.message_id for one in got}
                and all(sum(one.message_id == i for one in got) > 1 for i in cut)
            )
        )

    assert cut
    positions = [one.body for one in receiver.received if one.message_id in cut]
    assert len(set(positions)) == len(cut)  # the same body each time


def test_a_deliverer_asked_to_stop_finishes_what_is_under_way(
    post: Post, receiver: Receiver, database: Database, tmp_path: Path
) -> None:
    """Webhooks: graceful shutdown."""
    expected(post, receiver)
    going, reached = Event(), Event()

    def slow(_: Received) -> Reply:
        reached.set()
        going.wait(30)
        return Reply()

    receiver.answer = slow
    settings = {"CLOSEOUT_WEBHOOK_TIMEOUT_SECONDS": "30"}
    with deliverer(database, tmp_path, **settings) as process:
        assert reached.wait(60)
        process.send_signal(signal.SIGTERM)
        going.set()
        _, said = process.communicate(timeout=60)

    states = post.town.rows(
        "SELECT position, state, lease FROM webhook_deliveries WHERE jurisdiction = %s"
    )
    delivered = {position for position, state, _ in states if state == "DELIVERED"}
    assert process.returncode == 0, said
    assert len(delivered) == len(receiver.received)
    assert all(lease is None for *_, lease in states)


def test_a_deliverer_outlives_an_absence_of_its_database(
    post: Post, receiver: Receiver, database: Database, tmp_path: Path
) -> None:
    """Bad days: every connection is cut while requests are under way; nothing is lost."""
    wanted = expected(post, receiver)
    going, reached = Event(), Event()

    def slow(_: Received) -> Reply:
        reached.set()
        going.wait(30)
        return Reply()

    receiver.answer = slow
    settings = {"CLOSEOUT_WEBHOOK_TIMEOUT_SECONDS": "30"}
    with deliverer(database, tmp_path, **settings) as process:
        assert reached.wait(60)
        with psycopg.connect(database.dsn, autocommit=True) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'deliverer'"
            )
        going.set()
        receiver.wait_for(lambda got: wanted <= {one.message_id for one in got})
        late = with_lights(post.town, text="after the absence")
        receiver.wait_for(lambda got: any(str(late).encode() in one.body for one in got))
        assert process.poll() is None

    assert len(receiver.ids) == len(set(receiver.ids))


def test_one_receiver_that_hangs_holds_nobody_else(
    post: Post, receiver: Receiver, database: Database, tmp_path: Path
) -> None:
    """Webhooks: with as many slow requests as may be under way to one receiver."""
    with receiving() as slow:
        over = Event()

        def hang(_: BaseHTTPRequestHandler) -> None:
            over.wait(30)

        slow.raw = hang
        post.register(slow.url)
        wanted = expected(post, receiver)
        with deliverer(database, tmp_path, CLOSEOUT_WEBHOOK_TIMEOUT_SECONDS="30"):
            slow.wait_for(lambda got: len(got) > 0)
            receiver.wait_for(lambda got: wanted <= {one.message_id for one in got})
            assert not over.is_set()
            over.set()


def test_two_deliverers_send_nothing_twice(
    post: Post, receiver: Receiver, database: Database, tmp_path: Path
) -> None:
    """Webhooks: SKIP LOCKED leases; order per case over processes."""
    wanted = expected(post, receiver)
    other = tmp_path / "other"
    other.mkdir()
    with deliverer(database, tmp_path), deliverer(database, other):
        receiver.wait_for(lambda got: wanted <= {one.message_id for one in got})

    assert len(receiver.ids) == len(set(receiver.ids))
    webhook = post.desk.webhooks(post.town.name, ADMIN)[0][0].webhook_id
    assert len(post.deliveries(webhook, DeliveryState.DELIVERED)) >= len(wanted) - 1
