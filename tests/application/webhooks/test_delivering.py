"""Events on their way to a real receiver, verified with libraries that others wrote."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks import Webhook, WebhookVerificationError

from application.use_cases.organisation.vacate_post import VacatePost
from application.webhooks.desk import (
    PauseWebhook,
    ReplayDeliveries,
    ResumeWebhook,
    RotateSecret,
)
from application.webhooks.retries import SCHEDULE
from application.webhooks.webhook import DeliveryState, StateReason, WebhookState
from tests.application.town import uploaded, with_lights
from tests.application.webhooks.stage import ADMIN, Post, post_in
from tests.database import Database
from tests.node import NodeTools
from tests.receiver import Received, Receiver, Reply, receiving

IN_NODE = """
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const { Webhook } = createRequire(process.argv[1] + "/")("standardwebhooks");
const { secret, requests } = JSON.parse(readFileSync(0, "utf8"));
const verdicts = requests.map(({ headers, body }) => {
  try { new Webhook(secret).verify(body, headers); return true; } catch { return false; }
});
console.log(JSON.stringify(verdicts));
"""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        yield opened


@pytest.fixture
def post(database: Database) -> Iterator[Post]:
    with post_in(database) as opened:
        yield opened


def test_a_department_gets_the_events_of_its_cases_in_order(post: Post, receiver: Receiver) -> None:
    """Architecture 7: CloudEvents 1.0 in a Standard Webhooks envelope; row scope of `acts_for`."""
    made = post.register(receiver.url)
    case = with_lights(post.town)
    other = uploaded(post.town)

    post.deliver()

    events = [JSONFormat().read(CloudEvent, one.body) for one in receiver.received]
    verifier = Webhook(made.secret or "")
    for one in receiver.received:
        verifier.verify(one.body, dict(one.headers))
        assert one.headers["content-type"].startswith("application/cloudevents+json")
    assert {event.get_subject() for event in events} == {str(case)}
    assert str(other) not in str(receiver.received)
    positions = [int(event.get_id()) for event in events]
    assert positions == sorted(positions)
    assert len(positions) >= 4
    assert len(set(receiver.ids)) == len(receiver.ids)


def test_a_tampered_request_is_refused_by_both_libraries(
    post: Post, receiver: Receiver, node_tools: NodeTools
) -> None:
    """Standard Webhooks: body, id and time are signed."""
    made = post.register(receiver.url)
    with_lights(post.town)
    post.deliver()
    true = receiver.received[0]
    moved = {**true.headers, "webhook-id": receiver.received[1].message_id}
    shapes = [
        (true.headers, true.body),
        (true.headers, true.body.replace(b"Case", b"Cage")),
        (moved, true.body),
        ({**true.headers, "webhook-timestamp": "1600000000"}, true.body),
    ]

    verdicts = [_verified(made.secret or "", headers, body) for headers, body in shapes]

    assert verdicts == [True, False, False, False]
    assert _verified_in_node(node_tools, made.secret or "", shapes) == verdicts


def test_a_rotated_secret_signs_beside_the_old_one_for_a_day(
    post: Post, receiver: Receiver
) -> None:
    """Standard Webhooks: rotation without a moment in which nothing verifies."""
    made = post.register(receiver.url)
    rotated = post.desk.execute(
        post.town.name, ADMIN, made.webhook.webhook_id, RotateSecret(), key=None
    )
    with_lights(post.town)
    post.deliver()
    both = receiver.received[-1]
    post.clock.ahead = timedelta(hours=25)
    post.deliver()  # tidies the old secret away
    with_lights(post.town, text="another lamp")
    post.deliver()
    late = receiver.received[-1]

    assert rotated.secret != made.secret
    assert [_verified(s or "", both.headers, both.body) for s in (made.secret, rotated.secret)] == [
        True,
        True,
    ]
    assert len(both.headers["webhook-signature"].split()) == 2
    assert len(late.headers["webhook-signature"].split()) == 1


def test_a_failed_event_holds_back_its_own_case_only(post: Post, receiver: Receiver) -> None:
    """Webhooks: order per webhook and case; one bad message holds nobody else."""
    made = post.register(receiver.url)
    webhook = made.webhook.webhook_id
    first, second = with_lights(post.town), with_lights(post.town, text="another lamp")
    receiver.answer = lambda one: Reply(422 if str(first).encode() in one.body else 204)

    post.deliver()
    refused = [one for one in receiver.received if str(first).encode() in one.body]
    accepted = [one for one in receiver.received if str(second).encode() in one.body]
    receiver.answer = lambda _: Reply()
    post.clock.ahead = timedelta(minutes=1)
    post.deliver()
    again = [one for one in receiver.received if str(first).encode() in one.body]

    assert len(refused) == 1
    assert len(accepted) >= 4
    assert again[1].message_id == refused[0].message_id
    assert [_position(one) for one in again[1:]] == sorted(_position(one) for one in again[1:])
    assert post.deliveries(webhook, DeliveryState.PENDING) == []


def test_a_dead_delivery_is_seen_with_its_attempts_and_replayed_under_its_id(
    post: Post, receiver: Receiver
) -> None:
    """Webhooks: dead letters are seen and replayed by an operator."""
    made = post.register(receiver.url, event_types=("CaseAccepted",))
    receiver.answer = lambda _: Reply(500, body=b"secret of the receiver")
    webhook = made.webhook.webhook_id
    with_lights(post.town)
    post.deliver()
    for _ in SCHEDULE:
        if post.deliveries(webhook, DeliveryState.DEAD):
            break
        (waiting,) = post.deliveries(webhook)
        post.clock.ahead += waiting.due_at - post.clock() + timedelta(seconds=1)
        post.deliver()
    (dead,) = post.deliveries(webhook, DeliveryState.DEAD)
    _, tried = post.desk.delivery(post.town.name, ADMIN, webhook, dead.position)
    _, backlog = post.desk.get(post.town.name, ADMIN, webhook)
    receiver.answer = lambda _: Reply()
    replayed = post.desk.execute(post.town.name, ADMIN, webhook, ReplayDeliveries(), key="again")
    twice = post.desk.execute(post.town.name, ADMIN, webhook, ReplayDeliveries(), key="again")
    post.deliver()

    assert (dead.last_status, dead.last_reason) == (500, "REFUSED_BY_RECEIVER")
    assert (backlog.dead, backlog.outstanding) == (1, 0)
    assert [(one.attempt, one.status) for one in tried] == [(n, 500) for n in range(1, 9)]
    assert (replayed.replayed, twice.repeated) == (1, True)
    assert set(receiver.ids) == {dead.message_id}
    assert post.deliveries(webhook)[0].state is DeliveryState.DELIVERED


def test_a_receiver_that_is_gone_is_left_alone(post: Post, receiver: Receiver) -> None:
    """Standard Webhooks: 410 disables the endpoint; the change says that the service did it."""
    made = post.register(receiver.url)
    webhook = made.webhook.webhook_id
    receiver.answer = lambda _: Reply(410)
    with_lights(post.town)
    post.deliver()
    asked = len(receiver.received)
    with_lights(post.town, text="another lamp")
    post.deliver()
    found, backlog = post.desk.get(post.town.name, ADMIN, webhook)
    (*_, change) = post.desk.store.changes(post.town.name, webhook)

    assert (found.state, found.state_reason) == (WebhookState.DISABLED, StateReason.GONE)
    assert len(receiver.received) == asked
    assert backlog.outstanding == 0
    assert backlog.dead >= 1
    assert (change.actor_id, change.change) == ("system", "DISABLED")


def test_a_webhook_to_which_nothing_gets_through_for_days_is_disabled(
    post: Post, receiver: Receiver
) -> None:
    """Webhooks: automatic disable after days dead, with a visible state."""
    made = post.register(receiver.url)
    receiver.answer = lambda _: Reply(503)
    with_lights(post.town)
    post.deliver()
    post.clock.ahead = timedelta(days=4)
    post.deliver()
    before, _ = post.desk.get(post.town.name, ADMIN, made.webhook.webhook_id)
    post.clock.ahead = timedelta(days=6)
    post.deliver()
    found, _ = post.desk.get(post.town.name, ADMIN, made.webhook.webhook_id)

    assert (before.state, before.failing_since is not None) == (WebhookState.ACTIVE, True)
    assert (found.state, found.state_reason) == (
        WebhookState.DISABLED,
        StateReason.UNDELIVERABLE,
    )


def test_retry_after_is_honoured_for_the_whole_receiver(post: Post, receiver: Receiver) -> None:
    """Standard Webhooks: 429 and Retry-After throttle."""
    post.register(receiver.url)
    receiver.answer = lambda _: Reply(429, {"Retry-After": "600"})
    with_lights(post.town)
    with_lights(post.town, text="another lamp")
    post.deliver()
    asked = len(receiver.received)
    receiver.answer = lambda _: Reply()
    post.clock.ahead = timedelta(seconds=590)
    post.deliver()
    waited = len(receiver.received)
    post.clock.ahead = timedelta(seconds=602)
    post.deliver()

    assert waited == asked
    assert len(receiver.received) > asked


def test_paused_events_wait_and_go_out_when_it_is_resumed(post: Post, receiver: Receiver) -> None:
    """Webhooks: pause and resume lose nothing."""
    made = post.register(receiver.url)
    webhook = made.webhook.webhook_id
    post.desk.execute(post.town.name, ADMIN, webhook, PauseWebhook(), key=None)
    with_lights(post.town)
    post.deliver()
    silent = list(receiver.received)
    post.desk.execute(post.town.name, ADMIN, webhook, ResumeWebhook(), key=None)
    post.deliver()

    assert silent == []
    assert len(receiver.received) == len(post.deliveries(webhook)) >= 4


def test_revoked_rights_stop_deliveries_that_were_collected(post: Post, receiver: Receiver) -> None:
    """ASVS 8.3.2: as of the moment of delivery."""
    made = post.register(receiver.url)
    with_lights(post.town)
    post.outbox.catch_up()
    post.town.organise(VacatePost(body="lights", post="unit_principal", person_ref="uma"))
    post.deliver()

    assert receiver.received == []
    assert {one.state for one in post.deliveries(made.webhook.webhook_id)} == {
        DeliveryState.WITHHELD
    }


def test_a_resident_may_not_be_told_of_more_than_a_notice(post: Post, receiver: Receiver) -> None:
    """C, ENV-07: who may not replay histories learns that something happened, not what."""
    post.register(receiver.url)
    with_lights(post.town)
    post.deliver()

    assert {tuple(json.loads(one.body)["data"]) for one in receiver.received} == {("version",)}


def test_only_what_was_asked_for_is_sent(post: Post, receiver: Receiver) -> None:
    """Webhooks: filters by event type and unit."""
    by_type = post.register(receiver.url, event_types=("CaseAccepted",))
    of_police = post.register(receiver.url, acts_for="aud", unit="police")
    with_lights(post.town)
    post.deliver()

    assert [one.topic for one in post.deliveries(by_type.webhook.webhook_id)] == ["CaseAccepted"]
    assert post.deliveries(of_police.webhook.webhook_id) == []


def test_nothing_before_the_registration_and_nothing_twice(post: Post, receiver: Receiver) -> None:
    """Architecture 6: position and rows commit together."""
    before = with_lights(post.town)
    made = post.register(receiver.url)
    after = with_lights(post.town, text="another lamp")
    for _ in range(3):
        post.deliver()

    assert len(receiver.ids) == len(set(receiver.ids))
    assert not any(str(before).encode() in one.body for one in receiver.received)
    assert {one.aggregate_id for one in post.deliveries(made.webhook.webhook_id)} == {after}


def _position(one: Received) -> int:
    return int(json.loads(one.body)["id"])


def _verified(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers))
    except WebhookVerificationError:
        return False
    return True


def _verified_in_node(
    tools: NodeTools, secret: str, requests: Sequence[tuple[Mapping[str, str], bytes]]
) -> list[bool]:
    asked = {
        "secret": secret,
        "requests": [{"headers": dict(h), "body": b.decode()} for h, b in requests],
    }
    ran = subprocess.run(
        [tools.node, "--input-type=module", "-e", IN_NODE, str(tools.modules)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: list[bool] = json.loads(ran.stdout)
    return found
