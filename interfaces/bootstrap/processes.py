"""What the processes beside the API drive, each with its seat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import timedelta
from threading import Event

from application.reactions.reactor import Reactor
from application.webhooks.deliverer import Bounds, Deliverer
from infrastructure.postgres.bounded import Bounded
from infrastructure.projections.projector import Leadership, Projector
from infrastructure.settings import Settings
from infrastructure.webhooks.outbox import Outbox
from infrastructure.webhooks.queue import (
    PostgresDeliveryQueue,
    delivery_pool,
)
from infrastructure.webhooks.sending import HttpSender
from interfaces.bootstrap.wiring import Wiring


def leadership(wiring: Wiring, lock: int) -> Leadership:
    """A seat for one process of a kind; it is lost with its connection."""
    return Leadership(wiring.sessions.dsn, lock=lock)


@contextmanager
def follower(wiring: Wiring, lock: int) -> Iterator[tuple[Leadership, Projector]]:
    """The seat of a projector process and what it drives, on connections of their own."""
    with (
        leadership(wiring, lock) as seat,
        Bounded.connect(wiring.sessions.dsn, autocommit=True) as connection,
    ):
        yield (
            seat,
            Projector(connection, wiring.log, lambda: list(wiring.service.jurisdictions.all())),
        )


@contextmanager
def reacting(wiring: Wiring, lock: int) -> Iterator[tuple[Leadership, Reactor]]:
    """The seat of the one that runs reactions, and what it drives."""
    with leadership(wiring, lock) as seat:
        yield seat, wiring.new_reactor()


def following(
    wiring: Wiring, lock: int, wake: Event
) -> Callable[[], AbstractContextManager[tuple[Leadership, Outbox]]]:
    """Opens the seat of the one that turns the log into deliveries, and what it drives.

    Args:
        wake: set when there is something to deliver.
    """

    @contextmanager
    def opened() -> Iterator[tuple[Leadership, Outbox]]:
        with (
            leadership(wiring, lock) as seat,
            Bounded.connect(wiring.sessions.dsn, autocommit=True) as connection,
        ):
            yield (
                seat,
                Outbox(
                    connection,
                    wiring.log,
                    wiring.outgoing.audiences,
                    lambda: list(wiring.service.jurisdictions.all()),
                    wiring.service.clock,
                    filled=wake.set,
                ),
            )

    return opened


@contextmanager
def deliverer(wiring: Wiring, settings: Settings) -> Iterator[Deliverer]:
    """What brings deliveries to their receivers."""
    bounds = Bounds(
        workers=settings.webhook_workers,
        each=settings.webhook_each,
        within=timedelta(seconds=settings.webhook_timeout_seconds),
        disable_after=timedelta(days=settings.webhook_disable_days),
        keep=timedelta(days=settings.webhook_keep_days),
    )
    sender = HttpSender(
        wiring.outgoing.guard,
        within=bounds.within,
        connections=bounds.each,
        certificates=settings.webhook_ca_file,
    )
    with delivery_pool(wiring.sessions.dsn) as pool, closing(sender):
        yield Deliverer(
            queue=PostgresDeliveryQueue(pool, wiring.outgoing.sealer),
            audiences=wiring.outgoing.audiences,
            sender=sender,
            jurisdictions=lambda: list(wiring.service.jurisdictions.all()),
            clock=wiring.service.clock,
            bounds=bounds,
        )
