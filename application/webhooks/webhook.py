"""A webhook, its deliveries and their attempts, as everybody here sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5


class WebhookState(StrEnum):
    """Whether events are collected for a webhook and sent to it."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"  # collected, and sent once it is resumed
    DISABLED = "DISABLED"  # by the service: neither; see ``StateReason``
    DELETED = "DELETED"  # kept for the audit trail alone


class StateReason(StrEnum):
    """Why the service disabled a webhook."""

    GONE = "GONE"  # the receiver answered 410
    UNDELIVERABLE = "UNDELIVERABLE"  # nothing got through for days


class DeliveryState(StrEnum):
    """How a delivery stands."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"  # given up; an operator can replay it
    WITHHELD = "WITHHELD"  # whom the webhook acts for may not see the event any more


class WebhookChange(StrEnum):
    """What was done to a webhook."""

    REGISTERED = "REGISTERED"
    CHANGED = "CHANGED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    SECRET_ROTATED = "SECRET_ROTATED"  # noqa: S105 - the name of a change
    DELIVERIES_REPLAYED = "DELIVERIES_REPLAYED"
    DISABLED = "DISABLED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A subscription. Its secrets are not part of it.

    Attributes:
        version: how often it was changed, from 1; its ETag.
        url: where events are sent, in the form it is connected to.
        acts_for: the person or machine whose rights decide, at delivery, what is sent.
        event_types: names of the catalogue; empty: all.
        unit: only cases that this unit has or had; None: all.
        since_position: events after this one are collected.
        previous_until: the secret before the last rotation still signs until then; None: it does
            not.
        failing_since: nothing got through since then; None: the last attempt did.
    """

    jurisdiction: str
    webhook_id: UUID
    version: int
    url: str
    description: str | None
    acts_for: str
    event_types: tuple[str, ...]
    unit: str | None
    state: WebhookState
    state_reason: StateReason | None
    since_position: int
    previous_until: datetime | None
    created_at: datetime
    changed_at: datetime
    failing_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """One line of the audit trail: who did what to a webhook, with what changed.

    ``detail`` names the origin of an address, never its path or query: they may hold a token.
    """

    version: int
    at: datetime
    actor_id: str
    represented_by: str | None
    change: WebhookChange
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one webhook.

    Attributes:
        position: of the event in the log of the jurisdiction; the CloudEvents ``id``.
        aggregate_id: the case, unit or grid it happened to.
        due_at: when it is tried next, while it is PENDING.
        attempts: requests begun, those of a process that died meanwhile included.
        last_reason: how the last attempt ended, see ``Reason``.
        finished_at: when it was DELIVERED, DEAD or WITHHELD.
    """

    webhook_id: UUID
    position: int
    aggregate_id: UUID
    topic: str
    recorded_at: datetime
    state: DeliveryState
    due_at: datetime
    attempts: int
    last_status: int | None
    last_reason: str | None
    finished_at: datetime | None

    @property
    def message_id(self) -> str:
        """The ``webhook-id`` of all its attempts."""
        return message_id(self.webhook_id, self.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request of a delivery; ``status`` is None where no answer came."""

    attempt: int
    started_at: datetime
    status: int | None
    reason: str
    latency_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is not delivered, of a webhook or of a whole jurisdiction.

    Attributes:
        oldest: when the oldest outstanding event was recorded; None: nothing is outstanding.
    """

    outstanding: int
    dead: int
    oldest: datetime | None


def message_id(webhook_id: UUID, position: int) -> str:
    """The ``webhook-id`` of an event: the same for every attempt, replays included.

    Derived, so that no crash can lose it; without a dot, which would let a signature be moved.
    """
    return f"msg_{uuid5(webhook_id, str(position)).hex}"
