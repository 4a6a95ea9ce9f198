"""The real service on a test's database, under a clock of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from application.ports import Clock
from application.service import Service
from domain.policy.shelf import PackShelf
from interfaces.bootstrap import wired
from tests.database import Database
from tests.shelves import product_packs

MASTER_KEY = bytes(range(32))


@contextmanager
def service_on(
    database: Database, clock: Clock, *, packs: PackShelf | None = None
) -> Iterator[Service]:
    """The service as it runs, in the service's role; ``packs`` None: those of the product."""
    with wired(
        database.dsn,
        master_key=MASTER_KEY,
        clock=clock,
        role=database.service,
        packs=product_packs() if packs is None else packs,
    ) as wiring:
        yield wiring.service
