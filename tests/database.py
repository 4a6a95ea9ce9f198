"""Real databases for tests: one server a session, one migrated template, cheap copies of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from infrastructure.postgres.embedded import EmbeddedServer
from infrastructure.postgres.environment import Environment, state_environment
from infrastructure.postgres.migrations import migrate
from infrastructure.postgres.pool import SERVICE_ROLE, Sessions

__all__ = [
    "Database",
    "database",
    "empty_database",
    "module_database",
    "server",
    "sessions",
    "template",
]

Server = Callable[[str], str]
"""Gives the owner's connection string of a database by its name."""

_numbers = count(1)


class Database:
    """A migrated database of a test's own.

    Attributes:
        dsn: as its owner, for what the service itself may not do.
        service: role of the running service; for ``Sessions(dsn, role=...)``.
    """

    service = SERVICE_ROLE

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    def sessions(self) -> Sessions:
        """Sessions in the service's role, to be closed by the test."""
        return Sessions(self.dsn, role=self.service)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server named by CLOSEOUT_TEST_DATABASE_URL, or one started for this session."""
    given = os.environ.get("CLOSEOUT_TEST_DATABASE_URL")
    if given:
        yield lambda name: make_conninfo(given, dbname=name)
        return
    # Nothing here outlives the server, and no test cuts its power. Commits still wait for a standby
    # where a test asks for one.
    kept = {"synchronous_commit": "on"}
    with EmbeddedServer.start(ephemeral=True, fsync=False, settings=kept) as started:
        yield started.dsn


@contextmanager
def _new_database(server: Server, template: str | None) -> Iterator[str]:
    name = f"closeout_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server("postgres"), autocommit=True) as connection:
        create = SQL("CREATE DATABASE {} TEMPLATE {}").format(
            Identifier(name), Identifier(template or "template0")
        )
        connection.execute(create)
    try:
        yield name
    finally:
        with psycopg.connect(server("postgres"), autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """Name of a database that has all tables and no rows."""
    with _new_database(server, None) as name:
        migrate(server(name))
        state_environment(server(name), Environment.DEVELOPMENT)
        yield name


@pytest.fixture
def empty_database(server: Server) -> Iterator[str]:
    """Connection string of a database without any table."""
    with _new_database(server, None) as name:
        yield server(name)


@pytest.fixture
def database(server: Server, template: str) -> Iterator[Database]:
    """A migrated database for one test."""
    with _new_database(server, template) as name:
        yield Database(server(name))


@pytest.fixture(scope="module")
def module_database(server: Server, template: str) -> Iterator[Database]:
    """A migrated database shared by the tests of a module, each in jurisdictions of its own."""
    with _new_database(server, template) as name:
        yield Database(server(name))


@pytest.fixture
def sessions(database: Database) -> Iterator[Sessions]:
    """Sessions on ``database`` in the service's role."""
    opened = database.sessions()
    yield opened
    opened.close()
