"""How webhooks are asked for and shown: names that stay."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from application.webhooks.desk import ChangeWebhook, RegisterWebhook, ReplayDeliveries
from application.webhooks.webhook import (
    DeliveryState,
    StateReason,
    WebhookChange,
    WebhookState,
)
from interfaces.api.bodies import CommandBody
from interfaces.api.views import View


class RegisterWebhookBody(CommandBody, RegisterWebhook):
    """Where to send events, for whom, and which."""


class ChangeWebhookBody(CommandBody, ChangeWebhook):
    """What is to change; what is left out stays. ``null`` clears a unit or description."""


class ReplayDeliveriesBody(CommandBody, ReplayDeliveries):
    """Which dead deliveries to try again; none named: all."""


class WebhookView(View):
    """A subscription of another system."""

    webhook_id: UUID
    version: int = Field(description="How often it was changed; its ETag.")
    url: str
    description: str | None
    acts_for: str = Field(description="Whose rights decide, at delivery, what is sent.")
    event_types: list[str] = Field(description="Names of the catalogue; empty: all.")
    unit: str | None = Field(description="Only cases that this unit has or had.")
    state: WebhookState = Field(
        description="PAUSED: events are collected and wait. DISABLED, by the service: they are not."
    )
    state_reason: StateReason | None
    since_position: int = Field(description="Events after this position are collected.")
    previous_until: AwareDatetime | None = Field(
        description="The secret before the last rotation signs until then."
    )
    failing_since: AwareDatetime | None = Field(
        description="Nothing got through since then; null: the last attempt did."
    )
    created_at: AwareDatetime
    changed_at: AwareDatetime


class BacklogView(View):
    """What a receiver has not got."""

    outstanding: int
    dead: int
    oldest: AwareDatetime | None = Field(
        description="When the oldest outstanding event was recorded."
    )


class WebhookDetailView(WebhookView):
    """A webhook with what it has not got."""

    backlog: BacklogView


class WebhookOutcomeView(WebhookView):
    """A webhook after a command."""

    secret: str | None = Field(
        description="`whsec_…`, shown this once, by registration and rotation. Null otherwise, "
        "also when the answer is a repetition: whoever lost it rotates.",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    replayed: int = Field(description="Deliveries that are due again.")


class WebhookList(View):
    """All webhooks of a jurisdiction; there are never more than fit a page."""

    items: list[WebhookDetailView]
    next: None = None


class DeliveryView(View):
    """One event on its way to one webhook."""

    position: int = Field(description="Of the event in the log; the CloudEvents `id`.")
    message_id: str = Field(description="The `webhook-id` of all its attempts.")
    aggregate_id: UUID = Field(description="The case, unit or grid it happened to.")
    topic: str = Field(description="Name of the event in the catalogue.")
    recorded_at: AwareDatetime
    state: DeliveryState
    due_at: AwareDatetime = Field(description="When it is tried next, while it is PENDING.")
    attempts: int
    last_status: int | None
    last_reason: str | None
    finished_at: AwareDatetime | None


class AttemptView(View):
    """One request of a delivery. One that is missing died with its process."""

    attempt: int
    started_at: AwareDatetime
    status: int | None = Field(description="HTTP status; null: no answer came.")
    reason: str
    latency_ms: int


class DeliveryDetailView(DeliveryView):
    """A delivery with its attempts."""

    tried: list[AttemptView]


class DeliveryList(View):
    """A page of deliveries, in the order of the log."""

    items: list[DeliveryView]
    next: int | None = Field(description="`after` of the next page; null: this is the last one.")


class ChangeView(View):
    """One line of the audit trail."""

    version: int
    at: AwareDatetime
    actor_id: str
    represented_by: str | None
    change: WebhookChange
    detail: dict[str, Any]


class ChangeList(View):
    """The audit trail of a webhook, the first change first."""

    items: list[ChangeView]
    next: None = None
