"""What the administration of webhooks can refuse."""

from __future__ import annotations

from uuid import UUID

from domain.kernel import Conflict, Invalid, NotFound


class WebhookNotFound(NotFound):
    """No such subscription in this jurisdiction."""

    code = "webhook-not-found"
    title = "Webhook not found"

    def __init__(self, webhook_id: UUID) -> None:
        super().__init__(f"There is no webhook {webhook_id}.")


class DeliveryNotFound(NotFound):
    """Nothing of that position was to be delivered to the webhook, or it was tidied away."""

    code = "webhook-delivery-not-found"
    title = "Delivery not found"

    def __init__(self, position: int) -> None:
        super().__init__(f"There is no delivery of the event at position {position}.")


class WebhookUrlMalformed(Invalid):
    """An address is https, names a host, and holds neither credentials nor a fragment."""

    code = "webhook-url-malformed"
    title = "The webhook's address cannot be used"


class WebhookAddressRefused(Invalid):
    """The address leads into a network, or to a port, that events are not sent to."""

    code = "webhook-address-refused"
    title = "The webhook's address is not allowed"


class WebhookHostUnresolved(Invalid):
    """The name of the host leads nowhere at this moment."""

    code = "webhook-host-unresolved"
    title = "The webhook's host cannot be resolved"


class UnknownEventType(Invalid):
    """Only events of the catalogue can be asked for (Annex E)."""

    code = "unknown-event-type"
    title = "Unknown event type"
    rule = "E"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no event {name!r}.")


class ActsForNobody(Invalid):
    """A webhook acts for somebody with a post, whose rights decide what it is sent."""

    code = "webhook-acts-for-nobody"
    title = "The webhook must act for somebody with a post"
    rule = "C"

    def __init__(self) -> None:
        super().__init__("Name a person or machine that holds a post or serves a grid.")


class TooManyWebhooks(Conflict):
    """A jurisdiction has a bounded number of webhooks: each event is weighed for each of them."""

    code = "too-many-webhooks"
    title = "The jurisdiction has as many webhooks as it may have"

    def __init__(self, most: int) -> None:
        super().__init__(f"There are {most} already; delete one that is not needed.")


class WebhookStateUnfit(Conflict):
    """Only what runs is paused, and only what rests is resumed."""

    code = "webhook-state-unfit"
    title = "The webhook is not in a state that allows this"
