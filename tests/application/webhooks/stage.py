"""A town whose events are brought to receivers of a test's own.

The town lives in 2021; the deliverer goes by the clock of this machine, because receivers refuse
signatures that are not of this minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from application.scenarios.clock import StoryClock
from application.use_cases.request import Caller
from application.webhooks.deliverer import Bounds, Deliverer
from application.webhooks.desk import Outcome, RegisterWebhook, WebhookDesk
from application.webhooks.webhook import Delivery, DeliveryState
from infrastructure.webhooks.addresses import Allowed
from infrastructure.webhooks.outbox import Outbox
from infrastructure.webhooks.queue import PostgresDeliveryQueue, delivery_pool
from infrastructure.webhooks.sending import HttpSender
from interfaces.bootstrap import Wiring, wired
from tests.application.town import Town, at, founded
from tests.application.wiring import MASTER_KEY
from tests.database import Database
from tests.shelves import product_packs

ADMIN = Caller("ada")


class SetClock:
    """The time of this machine, moved by as much as a test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Post:
    """A town with an outbox and a deliverer.

    Attributes:
        clock: of the deliverer, the outbox and the desk.
    """

    def __init__(
        self,
        wiring: Wiring,
        town: Town,
        outbox: Outbox,
        queue: PostgresDeliveryQueue,
        sender: HttpSender,
        clock: SetClock,
    ) -> None:
        self.wiring = wiring
        self.town = town
        self.outbox = outbox
        self.clock = clock
        self.desk: WebhookDesk = replace(wiring.service.webhooks, clock=clock)
        self.deliverer = Deliverer(
            queue=queue,
            audiences=wiring.outgoing.audiences,
            sender=sender,
            jurisdictions=lambda: [town.name],
            clock=clock,
            bounds=Bounds(within=timedelta(seconds=2)),
        )

    def register(self, url: str, **fields: Any) -> Outcome:
        """A webhook that acts for the street-light department's principal."""
        command = RegisterWebhook(url=url, **{"acts_for": "uma", **fields})
        return self.desk.register(self.town.name, ADMIN, command, key=None)

    def deliver(self) -> int:
        """Collect and send what is due now; how many deliveries ended or were tried."""
        self.outbox.catch_up()
        return self.deliverer.deliver_due()

    def deliveries(self, webhook: UUID, state: DeliveryState | None = None) -> list[Delivery]:
        """Deliveries of a webhook."""
        found, _ = self.desk.deliveries(self.town.name, ADMIN, webhook, state=state, limit=200)
        return list(found)


@contextmanager
def post_in(database: Database, *, loopback: bool = True) -> Iterator[Post]:
    """A town of Kundulun's pack on 2021-09-10 with an administrator."""
    story = StoryClock(at("2021-09-10 09:00"))
    allowed = Allowed(loopback=loopback)
    with (
        wired(
            database.dsn,
            master_key=MASTER_KEY,
            packs=product_packs(),
            clock=story,
            receivers=allowed,
        ) as wiring,
        psycopg.connect(wiring.sessions.dsn, autocommit=True) as connection,
        delivery_pool(wiring.sessions.dsn) as pool,
    ):
        town = Town(wiring.service, database, story, "town", "kundulun")
        founded(town)
        town.appoint(ADMIN.person_ref, "administrator", town.name)
        clock = SetClock()
        outbox = Outbox(
            connection, wiring.log, wiring.outgoing.audiences, lambda: [town.name], clock
        )
        sender = HttpSender(wiring.outgoing.guard, within=timedelta(seconds=2), connections=8)
        queue = PostgresDeliveryQueue(pool, wiring.outgoing.sealer)
        with closing(sender):
            yield Post(wiring, town, outbox, queue, sender, clock)
