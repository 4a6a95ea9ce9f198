"""Rows of the webhook tables as the application sees them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, LiteralString

from application.webhooks.webhook import (
    Attempt,
    ChangeRecord,
    Delivery,
    DeliveryState,
    StateReason,
    Webhook,
    WebhookChange,
    WebhookState,
)

WEBHOOKS: Final[LiteralString] = (
    "SELECT w.jurisdiction, w.webhook_id, w.version, w.url, w.description, w.acts_for, "
    "w.event_types, w.unit, w.state, w.state_reason, w.since_position, w.previous_until, "
    "w.created_at, w.changed_at, w.failing_since FROM webhooks w "
)
DELIVERIES: Final[LiteralString] = (
    "SELECT webhook_id, position, aggregate_id, topic, recorded_at, state, due_at, attempts, "
    "last_status, last_reason, finished_at FROM webhook_deliveries "
)

Row = Mapping[str, Any]


def webhook(row: Row) -> Webhook:
    """From the columns of ``WEBHOOKS``; others are passed over."""
    return Webhook(
        jurisdiction=row["jurisdiction"],
        webhook_id=row["webhook_id"],
        version=row["version"],
        url=row["url"],
        description=row["description"],
        acts_for=row["acts_for"],
        event_types=tuple(row["event_types"]),
        unit=row["unit"],
        state=WebhookState(row["state"]),
        state_reason=None if row["state_reason"] is None else StateReason(row["state_reason"]),
        since_position=row["since_position"],
        previous_until=row["previous_until"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        failing_since=row["failing_since"],
    )


def delivery(row: Row) -> Delivery:
    """From the columns of ``DELIVERIES``."""
    return Delivery(**{**row, "state": DeliveryState(row["state"])})


def change(row: Row) -> ChangeRecord:
    """From a row of ``webhook_changes``."""
    return ChangeRecord(
        version=row["version"],
        at=row["at"],
        actor_id=row["actor_id"],
        represented_by=row["represented_by"],
        change=WebhookChange(row["change"]),
        detail=row["detail"],
    )


def attempt(row: Row) -> Attempt:
    """From a row of ``webhook_attempts``."""
    return Attempt(**row)
