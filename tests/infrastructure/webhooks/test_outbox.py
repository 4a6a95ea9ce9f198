"""The log as outbox: each event once, whoever dies and however many follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from threading import Thread

import psycopg
import pytest

from application.ports import Clock
from application.webhooks.desk import DeleteWebhook, PauseWebhook
from infrastructure.webhooks.outbox import Outbox
from infrastructure.webhooks.queue import Outstanding, outstanding
from tests.application.town import with_lights
from tests.application.webhooks.stage import ADMIN, Post, post_in
from tests.database import Database

NOWHERE = "http://127.0.0.1:1/"


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    with post_in(database) as opened:
        yield opened


def collected(post: Post) -> list[int]:
    rows = post.town.rows(
        "SELECT position FROM webhook_deliveries WHERE jurisdiction = %s ORDER BY position"
    )
    return [position for (position,) in rows]


def tracked(post: Post) -> int:
    rows = post.town.rows(
        "SELECT position FROM tracking WHERE jurisdiction = %s AND name = 'webhooks'"
    )
    return int(rows[0][0])


def outbox_on(
    post: Post, connection: psycopg.Connection, batch: int, clock: Clock | None = None
) -> Outbox:
    return Outbox(
        connection,
        post.wiring.log,
        post.wiring.outgoing.audiences,
        lambda: [post.town.name],
        clock or post.clock,
        batch=batch,
    )


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_deliveries_do_not_depend_on_the_size_of_the_batches(post: Post, batch: int) -> None:
    """Architecture 6"""
    post.register(NOWHERE, acts_for="aud")
    begin = post.town.head()
    for n in range(3):
        with_lights(post.town, text=f"lamp {n}")

    with psycopg.connect(post.wiring.sessions.dsn, autocommit=True) as connection:
        consumed = outbox_on(post, connection, batch).catch_up()

    head = post.town.head()
    assert collected(post) == list(range(begin + 1, head + 1))
    assert (consumed >= head - begin, tracked(post)) == (True, head)


def test_an_outbox_that_dies_in_a_batch_has_done_nothing(post: Post) -> None:
    """Webhooks: position and deliveries commit together."""
    post.register(NOWHERE, acts_for="aud")
    post.outbox.catch_up()
    begin = post.town.head()
    with_lights(post.town)
    with psycopg.connect(post.wiring.sessions.dsn, autocommit=True) as connection:
        pid = connection.info.backend_pid

        def cut() -> datetime:
            """Asked for between the lock and the rows."""
            with psycopg.connect(post.town.database.dsn, autocommit=True) as owner:
                owner.execute("SELECT pg_terminate_backend(%s)", [pid])
            return post.clock()

        dying = outbox_on(post, connection, 500, clock=cut)
        with pytest.raises(psycopg.OperationalError):
            dying.advance()

    assert (collected(post), tracked(post)) == ([], begin)
    post.outbox.catch_up()
    assert collected(post) == list(range(begin + 1, post.town.head() + 1))


def test_two_outboxes_at_once_collect_each_event_once(post: Post) -> None:
    """Webhooks: a second leader for a moment doubles nothing."""
    post.register(NOWHERE, acts_for="aud")
    begin = post.town.head()
    for n in range(5):
        with_lights(post.town, text=f"lamp {n}")

    def follow() -> None:
        with psycopg.connect(post.wiring.sessions.dsn, autocommit=True) as connection:
            outbox_on(post, connection, 2).catch_up()

    threads = [Thread(target=follow) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert collected(post) == list(range(begin + 1, post.town.head() + 1))


def test_a_log_without_webhooks_is_passed_over_and_not_read(post: Post) -> None:
    """Webhooks: the first webhook of a long log begins at its end."""
    with_lights(post.town)
    post.outbox.catch_up()
    reached = tracked(post)
    made = post.register(NOWHERE, acts_for="aud")

    assert reached == post.town.head() == made.webhook.since_position
    assert collected(post) == []


def test_what_is_outstanding_is_counted_for_metrics(post: Post) -> None:
    """Webhooks: oldest undelivered and dead, by jurisdiction; paused ones do not alarm."""
    name = post.town.name
    before = _outstanding(post)[name]
    made = post.register(NOWHERE, event_types=("CaseAccepted",)).webhook.webhook_id
    with_lights(post.town)
    behind = _outstanding(post)[name]
    post.outbox.catch_up()
    waiting = _outstanding(post)[name]
    post.clock.ahead = timedelta(hours=31)
    post.deliverer.deliver_due()
    dead = _outstanding(post)[name]
    post.desk.execute(name, ADMIN, made, PauseWebhook(), key=None)
    with_lights(post.town)
    post.outbox.catch_up()
    paused = _outstanding(post)[name]
    post.desk.execute(name, ADMIN, made, DeleteWebhook(), key=None)
    after = _outstanding(post)[name]

    assert (before.oldest, before.outstanding, before.dead, before.events_behind) == (
        None, 0, 0, 0,
    )  # fmt: skip
    assert behind.events_behind >= 4
    assert (waiting.oldest, waiting.outstanding) == (post.town.clock(), 1)
    assert (dead.oldest, dead.outstanding, dead.dead) == (None, 0, 1)
    assert (paused.oldest, paused.outstanding) == (None, 1)
    assert (after.oldest, after.outstanding, after.dead) == (None, 0, 0)


def _outstanding(post: Post) -> Mapping[str, Outstanding]:
    with post.wiring.sessions.session() as session:
        return outstanding(session)
