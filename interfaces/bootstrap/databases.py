"""Databases: the configured one, the embedded one, and those made for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.postgres.embedded import EmbeddedServer
from infrastructure.postgres.environment import Environment, state_environment
from infrastructure.postgres.migrations import (
    migrate,
    migrations,
    missing,
)
from infrastructure.settings import Settings

DATABASE: Final = "closeout"
DEMO_DATABASE: Final = "closeout_demo"
_SCRATCH = "closeout_scratch_"


class DatabaseUnusable(Exception):
    """The configured database cannot be reached, or lacks tables of this version."""


@contextmanager
def owned_database(settings: Settings) -> Iterator[str]:
    """As ``database``, but as it is: an embedded one that is made here stays empty."""
    if settings.database_url is not None:
        with database(settings) as dsn:
            yield dsn
        return
    with EmbeddedServer.start(settings.data_dir) as server:
        make_database(server.dsn("postgres"), DATABASE)
        yield server.dsn(DATABASE)


@contextmanager
def database(settings: Settings, name: str = DATABASE) -> Iterator[str]:
    """The owner's connection string of a migrated database: the configured one, else embedded.

    A configured database is used as it is and must have been migrated; the embedded server makes
    the database it is asked for.

    Raises:
        EmbeddedServerUnavailable: nothing is configured and no server can run here.
        DatabaseUnusable: the configured one cannot be reached.
    """
    if settings.database_url is not None:
        dsn = settings.database_url.get_secret_value()
        try:
            psycopg.connect(dsn, connect_timeout=10).close()
        except psycopg.Error as error:
            raise DatabaseUnusable(f"the database cannot be used: {error}".strip()) from error
        yield dsn
        return
    with EmbeddedServer.start(settings.data_dir) as server:
        make_database(server.dsn("postgres"), name)
        dsn = server.dsn(name)
        migrate(dsn)
        state_environment(dsn, Environment.DEVELOPMENT, anew=False)
        yield dsn


def require_migrated(dsn: str) -> None:
    """Refuse a database without the tables of this version.

    Raises:
        DatabaseUnusable: with what it lacks.
    """
    wanted = migrations()
    with psycopg.connect(dsn, autocommit=True) as connection:
        lacking = missing(connection, wanted)
    if lacking != ():
        names = ", ".join(one.name for one in (wanted if lacking is None else lacking))
        raise DatabaseUnusable(f"the database lacks {names}; run `closeout migrate` first")


@contextmanager
def scratch_database(settings: Settings) -> Iterator[str]:
    """A migrated database that is dropped afterwards; for stories and trials."""
    with EmbeddedServer.start(settings.data_dir) as server:
        name = f"{_SCRATCH}{uuid4().hex[:12]}"
        make_database(server.dsn("postgres"), name)
        try:
            migrate(server.dsn(name))
            yield server.dsn(name)
        finally:
            drop_database(server.dsn("postgres"), name)


def make_database(maintenance: str, name: str) -> None:
    """Make a database unless there is one; two processes at once make one."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone():
            return
        try:
            connection.execute(
                SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name))
            )
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return


def drop_database(maintenance: str, name: str) -> None:
    """Drop a database with whoever is still connected to it."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
