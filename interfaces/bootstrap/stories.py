"""Services on databases of their own, under a clock of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from application.ports import Clock
from application.scenarios.clock import StoryClock
from application.service import Service
from domain.policy.shelf import PackShelf
from infrastructure.postgres.embedded import EmbeddedServer
from infrastructure.postgres.migrations import (
    migrate,
)
from infrastructure.processor import one_core
from infrastructure.settings import Settings, read_settings
from interfaces.bootstrap.databases import (
    DEMO_DATABASE,
    drop_database,
    make_database,
    scratch_database,
)
from interfaces.bootstrap.wiring import Wiring, wired


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where the demonstration plays.

    Attributes:
        finished: an earlier run built the street; it can be shown as it stands.
    """

    wiring: Wiring
    clock: StoryClock
    finished: bool


@contextmanager
def demonstration(settings: Settings, *, fresh: bool) -> Iterator[Demonstration]:
    """A service on the demonstration's own database, under a story's clock.

    The database is made anew unless one was finished by this very version. Its commits do not wait
    for the disk: a demonstration that was broken off is begun again.
    """
    with EmbeddedServer.start(settings.data_dir) as server:
        maintenance = server.dsn("postgres")
        version = _source_digest()
        finished = not fresh and _comment(maintenance, DEMO_DATABASE) == version
        if not finished:
            drop_database(maintenance, DEMO_DATABASE)
            make_database(maintenance, DEMO_DATABASE)
            with psycopg.connect(maintenance, autocommit=True) as connection:
                connection.execute(
                    SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(
                        Identifier(DEMO_DATABASE)
                    )
                )
        dsn = server.dsn(DEMO_DATABASE)
        migrate(dsn)
        clock = StoryClock(datetime(2020, 1, 1, tzinfo=UTC))
        with wired(dsn, master_key=settings.master_key(), clock=clock) as wiring, one_core():
            yield Demonstration(wiring, clock, finished)
        if not finished:
            with psycopg.connect(maintenance, autocommit=True) as connection:
                connection.execute(
                    SQL("COMMENT ON DATABASE {} IS {}").format(
                        Identifier(DEMO_DATABASE), Literal(version)
                    )
                )


def _comment(maintenance: str, database: str) -> str | None:
    with psycopg.connect(maintenance) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [database],
        ).fetchone()
    return found[0] if found else None


def _source_digest() -> str:
    """Names this version of the program: what it built, only it may show."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[2]
    for package in ("domain", "application", "infrastructure"):
        for file in sorted(root.joinpath(package).rglob("*")):
            if file.suffix in {".py", ".sql", ".yaml"}:
                digest.update(f"{file.relative_to(root)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


@contextmanager
def scratch_service(clock: Clock, packs: PackShelf) -> Iterator[Service]:
    """A service on a database of its own that goes with the context; for stories."""
    settings = read_settings()
    with (
        scratch_database(settings) as dsn,
        wired(dsn, master_key=settings.master_key(), clock=clock, packs=packs) as wiring,
    ):
        yield wiring.service
