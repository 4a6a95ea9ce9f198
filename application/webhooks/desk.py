"""Administration of webhooks: who gets events, what became of each, and another try.

The nearest line of matrix C is *open a new pack version*: the administrator configures the
jurisdiction. The audit trail is read under *replay full history, audit trail*.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pydantic import Field

from application.errors import BodyNotFound
from application.permissions import authorise
from application.queries.asking import Asked, QuestionDesk
from application.use_cases.request import Caller, scoped
from application.webhooks.audience import holds_office
from application.webhooks.errors import (
    ActsForNobody,
    DeliveryNotFound,
    WebhookNotFound,
    WebhookStateUnfit,
)
from application.webhooks.event_types import require_known
from application.webhooks.ports import Changed, Decision, Guard, Request, WebhookStore
from application.webhooks.signing import shown
from application.webhooks.webhook import (
    Attempt,
    Backlog,
    ChangeRecord,
    Delivery,
    DeliveryState,
    Webhook,
    WebhookChange,
    WebhookState,
)
from domain.kernel import Value
from domain.vocabulary import Code

MOST: Final = 100
"""Webhooks of one jurisdiction."""

LAST_POSITION: Final = 2**53 - 1
"""Whole numbers beyond this one are not the same in every program that reads JSON."""

Position = Annotated[int, Field(ge=1, le=LAST_POSITION)]
"""Place of an event in the log of a jurisdiction."""

OVERLAP: Final = timedelta(hours=24)
"""How long the secret before a rotation signs beside the new one."""

_MANAGE: Final = "manage_webhooks"
_AUDIT: Final = "read_webhook_changes"

EventTypes = Annotated[tuple[str, ...], Field(max_length=200)]


class WebhookCommand(Value):
    """Base of what can be asked of a webhook."""

    NAME: ClassVar[str]


class RegisterWebhook(WebhookCommand):
    """Command: send events to an address from now on.

    Attributes:
        url: https; where events are posted.
        acts_for: pseudonymous id of the person or machine whose rights decide what is sent; None:
            the caller.
        event_types: names of the catalogue; empty: all.
        unit: only cases that this unit has or had.
        description: what it is for, without names of people.
    """

    NAME: ClassVar[str] = "register_webhook"

    url: Annotated[str, Field(min_length=1, max_length=2048)]
    acts_for: Code | None = None
    event_types: EventTypes = ()
    unit: Code | None = None
    description: Annotated[str, Field(max_length=200)] | None = None


class ChangeWebhook(WebhookCommand):
    """Command: change what is given, leave the rest; ``null`` clears a unit or description.

    Attributes:
        url, acts_for, event_types, unit, description: as for ``RegisterWebhook``.
    """

    NAME: ClassVar[str] = "change_webhook"

    url: Annotated[str, Field(min_length=1, max_length=2048)] | None = None
    acts_for: Code | None = None
    event_types: EventTypes | None = None
    unit: Code | None = None
    description: Annotated[str, Field(max_length=200)] | None = None


class PauseWebhook(WebhookCommand):
    """Command: send nothing, but go on collecting."""

    NAME: ClassVar[str] = "pause_webhook"


class ResumeWebhook(WebhookCommand):
    """Command: send again. One that the service disabled collects from this moment on."""

    NAME: ClassVar[str] = "resume_webhook"


class RotateSecret(WebhookCommand):
    """Command: a new secret; the one before signs beside it for a day."""

    NAME: ClassVar[str] = "rotate_webhook_secret"


class DeleteWebhook(WebhookCommand):
    """Command: end it. What it has not got is forgotten; its audit trail stays."""

    NAME: ClassVar[str] = "delete_webhook"


class ReplayDeliveries(WebhookCommand):
    """Command: try dead deliveries again, under their old ids.

    Attributes:
        positions: of the events; empty: all that are dead.
    """

    NAME: ClassVar[str] = "replay_deliveries"

    positions: Annotated[tuple[Position, ...], Field(max_length=1000)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command left behind.

    Attributes:
        secret: shown this once; None: the command made none, or it is a repetition.
        repeated: the key had been used: nothing was done, this is the webhook as it is now.
        replayed: deliveries that are due again.
    """

    webhook: Webhook
    secret: str | None = None
    repeated: bool = False
    replayed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDesk(QuestionDesk):
    """Takes every request about webhooks. Built once; safe for many threads.

    Each method refuses what matrix C does not grant (``PermissionDenied``) and notes it.

    Args:
        new_id, new_secret: give what cannot be guessed.
    """

    store: WebhookStore
    guard: Guard
    new_id: Callable[[], UUID]
    new_secret: Callable[[], bytes]

    # --- Commands. ``key``: idempotency key; ``expected_version``: of the webhook, None: any. ---

    def register(
        self, jurisdiction: str, caller: Caller, command: RegisterWebhook, *, key: str | None
    ) -> Outcome:
        """Add a webhook.

        Raises:
            WebhookUrlMalformed, WebhookAddressRefused, WebhookHostUnresolved, UnknownEventType,
            BodyNotFound, ActsForNobody, TooManyWebhooks, KeyReused.
        """
        asked = self._manage(jurisdiction, caller, command.NAME)
        place = self.guard.accept(command.url)
        acts_for = command.acts_for or caller.person_ref
        self._require_sound(asked, acts_for, command.event_types, command.unit)
        webhook = Webhook(
            jurisdiction=jurisdiction,
            webhook_id=self.new_id(),
            version=1,
            url=place.url,
            description=command.description,
            acts_for=acts_for,
            event_types=tuple(sorted(set(command.event_types))),
            unit=command.unit,
            state=WebhookState.ACTIVE,
            state_reason=None,
            since_position=0,
            previous_until=None,
            created_at=asked.now,
            changed_at=asked.now,
            failing_since=None,
        )
        detail = {
            "origin": place.origin,
            "acts_for": acts_for,
            "event_types": list(webhook.event_types),
            "unit": webhook.unit,
        }
        secret = self.new_secret()
        decision = Decision(
            webhook=webhook, change=WebhookChange.REGISTERED, detail=detail, secret=secret
        )
        request = _request(caller, asked.now, command, None, key, None)
        return _outcome(self.store.register(decision, request, most=MOST), secret)

    def change(
        self,
        jurisdiction: str,
        caller: Caller,
        webhook_id: UUID,
        command: ChangeWebhook,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Outcome:
        """Change what is given.

        Raises:
            WebhookNotFound, VersionIsStale, and as ``register``.
        """
        asked = self._manage(jurisdiction, caller, command.NAME)
        given = {name: getattr(command, name) for name in command.model_fields_set}
        for name in ("url", "acts_for", "event_types"):
            if name in given and given[name] is None:
                del given[name]
        detail: dict[str, object] = {k: v for k, v in given.items() if k != "description"}
        if "url" in given:
            place = self.guard.accept(given["url"])
            given["url"] = place.url
            del detail["url"]
            detail["origin"] = place.origin
        if "event_types" in given:
            given["event_types"] = tuple(sorted(set(given["event_types"])))

        def decide(webhook: Webhook) -> Decision:
            changed = replace(webhook, **given)
            self._require_sound(asked, changed.acts_for, changed.event_types, changed.unit)
            return Decision(webhook=changed, change=WebhookChange.CHANGED, detail=detail)

        request = _request(caller, asked.now, command, webhook_id, key, expected_version)
        return _outcome(self.store.change(jurisdiction, webhook_id, request, decide))

    def execute(
        self,
        jurisdiction: str,
        caller: Caller,
        webhook_id: UUID,
        command: WebhookCommand,
        *,
        key: str | None,
        expected_version: int | None = None,
    ) -> Outcome:
        """Pause, resume, rotate the secret, replay or delete.

        Raises:
            WebhookNotFound, VersionIsStale, WebhookStateUnfit, KeyReused.
        """
        asked = self._manage(jurisdiction, caller, command.NAME)
        secret = self.new_secret() if isinstance(command, RotateSecret) else None

        def decide(webhook: Webhook) -> Decision:
            return _decided(webhook, command, secret, asked.now)

        request = _request(caller, asked.now, command, webhook_id, key, expected_version)
        return _outcome(self.store.change(jurisdiction, webhook_id, request, decide), secret)

    # --- Queries. ---

    def webhooks(self, jurisdiction: str, caller: Caller) -> Sequence[tuple[Webhook, Backlog]]:
        """All webhooks with what each has not got, by age; there are never many."""
        self._manage(jurisdiction, caller, "list_webhooks")
        found = self.store.webhooks(jurisdiction)
        return [(one, self.store.backlog(jurisdiction, one.webhook_id)) for one in found]

    def get(self, jurisdiction: str, caller: Caller, webhook_id: UUID) -> tuple[Webhook, Backlog]:
        """One webhook with what it has not got.

        Raises:
            WebhookNotFound.
        """
        self._manage(jurisdiction, caller, "read_webhook")
        found = self._found(jurisdiction, webhook_id)
        return found, self.store.backlog(jurisdiction, webhook_id)

    def deliveries(
        self,
        jurisdiction: str,
        caller: Caller,
        webhook_id: UUID,
        *,
        state: DeliveryState | None = None,
        after: int = 0,
        limit: int = 50,
    ) -> tuple[Sequence[Delivery], int | None]:
        """A page of deliveries in the order of the log, and where the next one begins.

        Raises:
            WebhookNotFound.
        """
        self._manage(jurisdiction, caller, "list_deliveries")
        self._found(jurisdiction, webhook_id)
        found = self.store.deliveries(
            jurisdiction, webhook_id, state=state, after=after, limit=limit + 1
        )
        page = found[:limit]
        return page, page[-1].position if len(found) > limit else None

    def delivery(
        self, jurisdiction: str, caller: Caller, webhook_id: UUID, position: int
    ) -> tuple[Delivery, Sequence[Attempt]]:
        """One delivery with its attempts.

        Raises:
            WebhookNotFound, DeliveryNotFound.
        """
        self._manage(jurisdiction, caller, "read_delivery")
        self._found(jurisdiction, webhook_id)
        found = self.store.delivery(jurisdiction, webhook_id, position)
        if found is None:
            raise DeliveryNotFound(position)
        return found, self.store.attempts(jurisdiction, webhook_id, position)

    def changes(
        self, jurisdiction: str, caller: Caller, webhook_id: UUID
    ) -> Sequence[ChangeRecord]:
        """Who changed what, of deleted webhooks, too.

        Raises:
            WebhookNotFound: there never was one.
        """
        self._ask(jurisdiction, caller, _AUDIT)
        found = self.store.changes(jurisdiction, webhook_id)
        if not found:
            raise WebhookNotFound(webhook_id)
        return found

    # --- Shared. ---

    def _manage(self, jurisdiction: str, caller: Caller, asked_for: str) -> Asked:
        with self._asking(jurisdiction, caller, asked_for) as asked:
            authorise(asked.actor, _MANAGE, asked.pack)
        return asked

    def _require_sound(
        self, asked: Asked, acts_for: str, event_types: Sequence[str], unit: str | None
    ) -> None:
        require_known(event_types)
        if unit is not None and asked.directory.unit(unit) is None:
            raise BodyNotFound(unit)
        if not holds_office(asked.directory.actor(acts_for, asked.now, asked.pack)):
            raise ActsForNobody

    def _found(self, jurisdiction: str, webhook_id: UUID) -> Webhook:
        found = self.store.get(jurisdiction, webhook_id)
        if found is None:
            raise WebhookNotFound(webhook_id)
        return found


def _decided(
    webhook: Webhook, command: WebhookCommand, secret: bytes | None, now: datetime
) -> Decision:
    match command:
        case PauseWebhook():
            if webhook.state is not WebhookState.ACTIVE:
                raise WebhookStateUnfit(f"Only an active webhook is paused; it is {webhook.state}.")
            paused = replace(webhook, state=WebhookState.PAUSED)
            return Decision(webhook=paused, change=WebhookChange.PAUSED, detail={})
        case ResumeWebhook():
            if webhook.state is WebhookState.ACTIVE:
                raise WebhookStateUnfit("The webhook is active.")
            resumed = replace(webhook, state=WebhookState.ACTIVE, state_reason=None)
            return Decision(
                webhook=resumed,
                change=WebhookChange.RESUMED,
                detail={"was": webhook.state},
                collects_anew=webhook.state is WebhookState.DISABLED,
            )
        case RotateSecret():
            rotated = replace(webhook, previous_until=now + OVERLAP)
            until = rotated.previous_until.isoformat() if rotated.previous_until else None
            return Decision(
                webhook=rotated,
                change=WebhookChange.SECRET_ROTATED,
                detail={"previous_until": until},
                secret=secret,
            )
        case ReplayDeliveries():
            if webhook.state is WebhookState.DISABLED:
                raise WebhookStateUnfit("Resume the webhook first; it is DISABLED.")
            return Decision(
                webhook=webhook,
                change=WebhookChange.DELIVERIES_REPLAYED,
                detail={"positions": list(command.positions)},
                replays=command.positions,
            )
        case DeleteWebhook():
            deleted = replace(webhook, state=WebhookState.DELETED, previous_until=None)
            return Decision(
                webhook=deleted,
                change=WebhookChange.DELETED,
                detail={"was": webhook.state},
                forgets=True,
            )
        case _:
            raise AssertionError(f"{command.NAME} has a method of its own")


def _request(
    caller: Caller,
    now: datetime,
    command: WebhookCommand,
    webhook_id: UUID | None,
    key: str | None,
    expected_version: int | None,
) -> Request:
    digest = None
    if key is not None:
        content = (command.NAME, str(webhook_id), command.model_dump_json(exclude_unset=True))
        digest = hashlib.sha256("\x1f".join(content).encode()).digest()
    return Request(
        at=now,
        actor_id=caller.person_ref,
        represented_by=caller.represented_by,
        correlation_id=caller.correlation_id,
        key=None if key is None else scoped(caller, key),
        fingerprint=digest,
        expected_version=expected_version,
    )


def _outcome(changed: Changed, secret: bytes | None = None) -> Outcome:
    return Outcome(
        webhook=changed.webhook,
        secret=None if secret is None or changed.repeated else shown(secret),
        repeated=changed.repeated,
        replayed=changed.replayed,
    )
