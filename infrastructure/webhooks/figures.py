"""Figures of what the receivers of webhooks have not got, for metrics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from infrastructure.observation.figures import Figure, Gauge
from infrastructure.postgres.pool import Session
from infrastructure.webhooks.queue import outstanding

OLDEST = Gauge(
    "closeout_webhook_oldest_undelivered_seconds",
    "Age of the oldest event that an active webhook waits for; 0: none waits.",
)
WAITING = Gauge("closeout_webhook_undelivered", "Deliveries still to be made.")
DEAD = Gauge("closeout_webhook_dead", "Deliveries given up, for an operator to replay.")
DISABLED = Gauge("closeout_webhook_disabled", "Webhooks disabled after days without success.")
BEHIND = Gauge("closeout_webhook_lag_events", "Events not yet turned into deliveries.")


class WebhookFigures:
    """How far the deliveries are behind."""

    gauges = (OLDEST, WAITING, DEAD, DISABLED, BEHIND)

    def read(self, session: Session, now: datetime) -> Iterator[Figure]:
        for jurisdiction, found in outstanding(session).items():
            age = 0.0 if found.oldest is None else (now - found.oldest).total_seconds()
            yield Figure(OLDEST, jurisdiction, max(0.0, age))
            yield Figure(WAITING, jurisdiction, found.outstanding)
            yield Figure(DEAD, jurisdiction, found.dead)
            yield Figure(DISABLED, jurisdiction, found.disabled)
            yield Figure(BEHIND, jurisdiction, found.events_behind)
