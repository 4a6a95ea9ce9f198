"""What webhooks need from the outside world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from application.webhooks.audience import CaseMarks
from application.webhooks.retries import Answer, Reason, Verdict
from application.webhooks.webhook import (
    Attempt,
    Backlog,
    ChangeRecord,
    Delivery,
    DeliveryState,
    Webhook,
    WebhookChange,
)
from domain.kernel import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who wants a change, for the audit trail and for its receipt.

    Attributes:
        key, fingerprint: idempotency key and digest of the request (ENV-05).
        expected_version: version the caller decided on; None: any.
    """

    at: datetime
    actor_id: str
    represented_by: str | None = None
    correlation_id: str | None = None
    key: str | None = None
    fingerprint: bytes | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a change comes to: the webhook as it will be, and what is done beside it.

    Attributes:
        detail: for the audit trail.
        secret: a new one; of a rotation, the one before signs until ``webhook.previous_until``.
        collects_anew: events from now on are collected, not those of the time it rested.
        forgets: its deliveries and secrets go.
        replays: dead deliveries to try again: these positions, or all of them if empty.
    """

    webhook: Webhook
    change: WebhookChange
    detail: Mapping[str, object]
    secret: bytes | None = None
    collects_anew: bool = False
    forgets: bool = False
    replays: Sequence[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a change left behind.

    Attributes:
        repeated: the key had been used before: nothing was done, this is the webhook as it is now.
        replayed: deliveries that are due again.
    """

    webhook: Webhook
    repeated: bool = False
    replayed: int = 0


class WebhookStore(Protocol):
    """Webhooks and their deliveries.

    Every method raises ``LogUnavailable`` when the database cannot be reached.
    """

    def register(self, decision: Decision, request: Request, *, most: int) -> Changed:
        """Add a webhook that collects events from this moment on.

        Raises:
            TooManyWebhooks: there are ``most`` of them.
            KeyReused: the key was used for another request.
            OutcomeUnknown: ask again with the same key.
        """
        ...

    def change(
        self,
        jurisdiction: str,
        webhook_id: UUID,
        request: Request,
        decide: Callable[[Webhook], Decision],
    ) -> Changed:
        """Decide on a webhook that nobody else changes meanwhile, and store the decision.

        Raises:
            WebhookNotFound, VersionIsStale, KeyReused, OutcomeUnknown, and what ``decide`` refuses.
        """
        ...

    def webhooks(self, jurisdiction: str) -> Sequence[Webhook]:
        """All that were not deleted, by age."""
        ...

    def get(self, jurisdiction: str, webhook_id: UUID) -> Webhook | None:
        """One that was not deleted."""
        ...

    def changes(self, jurisdiction: str, webhook_id: UUID) -> Sequence[ChangeRecord]:
        """The audit trail of a webhook, deleted ones included; empty: there never was one."""
        ...

    def backlog(self, jurisdiction: str, webhook_id: UUID) -> Backlog:
        """What one webhook has not got."""
        ...

    def deliveries(
        self,
        jurisdiction: str,
        webhook_id: UUID,
        *,
        state: DeliveryState | None,
        after: int,
        limit: int,
    ) -> Sequence[Delivery]:
        """Deliveries after a position, in the order of the log."""
        ...

    def delivery(self, jurisdiction: str, webhook_id: UUID, position: int) -> Delivery | None:
        """One delivery."""
        ...

    def attempts(self, jurisdiction: str, webhook_id: UUID, position: int) -> Sequence[Attempt]:
        """The attempts of a delivery, the first one first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A delivery that this process has leased.

    Attributes:
        lease: only its holder may record what came of it.
        attempt: number of this attempt; ``tries``: in this round.
        marks: who may see the case now; None: the event is of a unit or grid.
        secrets: the current one first.
    """

    webhook: Webhook
    position: int
    lease: UUID
    attempt: int
    tries: int
    failures: int
    event: Event
    marks: CaseMarks | None
    secrets: Sequence[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a job.

    Attributes:
        answer: None: nothing was sent, because the rights do not reach so far any more.
        pause_until: no other delivery of the webhook before.
    """

    job: Job
    verdict: Verdict
    reason: Reason
    ended_at: datetime
    started_at: datetime
    answer: Answer | None = None
    pause_until: datetime | None = None


class DeliveryQueue(Protocol):
    """Deliveries that are due. Raises ``LogUnavailable`` when the database cannot be reached."""

    def claim(
        self, jurisdiction: str, *, at: datetime, lease_for: timedelta, each: int, limit: int
    ) -> Sequence[Job]:
        """Lease what is due: of one case one, of one webhook at most ``each``."""
        ...

    def record(self, results: Sequence[Result]) -> None:
        """Record what came of jobs. One whose lease somebody else holds by now keeps its state."""
        ...

    def tidy(
        self,
        jurisdiction: str,
        *,
        at: datetime,
        longest: timedelta,
        disable_after: timedelta,
        keep: timedelta,
    ) -> None:
        """Give up what is too old, disable what never answers, forget what ended long ago."""
        ...


class Sender(Protocol):
    """Sends one request."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it once; failures are answers, too."""
        ...


class Guard(Protocol):
    """Judges addresses."""

    def accept(self, url: str) -> Place:
        """The address in its one form, if its host may be connected to now.

        Raises:
            WebhookUrlMalformed, WebhookHostUnresolved, WebhookAddressRefused.
        """
        ...

    def parse(self, url: str) -> Place:
        """The address in its one form, without a look at where it leads."""
        ...


class Place(Protocol):
    """An address in its one form."""

    @property
    def url(self) -> str:
        """All of it."""
        ...

    @property
    def origin(self) -> str:
        """As much as the audit trail may show."""
        ...
