"""Brings a database to the shape this version of the service needs.

Numbered plain SQL files, applied in order by a role that owns everything and may create roles. The
service itself never runs as that role: it acts in the group role ``closeout_service``, which a
deployment either grants to the login of its service or enters by ``SET ROLE``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.postgres.pool import SERVICE_ROLE

DIRECTORY = Path(__file__).with_name("migrations")

_LOCK = 0x636C6F73656F7574  # "closeout": one migrator at a time per database
# Bookkeeping of the database itself, not of a jurisdiction: no key, the lock keeps it unique.
_TABLE: LiteralString = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)"""


class MigrationChanged(Exception):
    """A migration that was applied reads differently now; write a new one instead."""


class DatabaseIsNewer(Exception):
    """The database was migrated by a later version of the service."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file.

    Attributes:
        name: file name; its number gives the order.
        sha256: hex digest of its content.
    """

    name: str
    sql: str
    sha256: str


def migrations(directory: Path = DIRECTORY) -> Sequence[Migration]:
    """All migrations, in order."""
    found = []
    for path in sorted(directory.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        content = path.read_bytes()
        found.append(Migration(path.name, content.decode(), hashlib.sha256(content).hexdigest()))
    return found


def migrate(dsn: str, directory: Path = DIRECTORY) -> Sequence[str]:
    """Apply what is missing, each file in a transaction of its own; returns the names applied.

    Safe to call from several processes at once, and cheap when there is nothing to do.

    Args:
        dsn: a database of the migrator, who owns the tables.

    Raises:
        MigrationChanged: an applied file was edited.
        DatabaseIsNewer: a migration was applied that this version does not have.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        wanted = migrations(directory)
        if _missing(connection, wanted) == ():
            return []
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        try:
            _create_service_role(connection)
            connection.execute(_TABLE)
            missing = _missing(connection, wanted) or ()
            for migration in missing:
                with connection.transaction():
                    # The file is part of this program, not input.
                    connection.execute(SQL(migration.sql))
                    connection.execute(
                        "INSERT INTO schema_migrations (name, sha256) VALUES (%s, %s)",
                        (migration.name, migration.sha256),
                    )
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))
    return [migration.name for migration in missing]


def _missing(
    connection: psycopg.Connection, wanted: Sequence[Migration]
) -> tuple[Migration, ...] | None:
    """What is still to be applied; None for a database that was never migrated."""
    found = connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL").fetchone()
    if found != (True,):
        return None
    applied: dict[str, str] = dict(
        connection.execute("SELECT name, sha256 FROM schema_migrations").fetchall()
    )
    known = {migration.name for migration in wanted}
    if later := sorted(applied.keys() - known):
        raise DatabaseIsNewer(f"This version does not know {', '.join(later)}.")
    for migration in wanted:
        if applied.get(migration.name, migration.sha256) != migration.sha256:
            raise MigrationChanged(f"{migration.name} was edited after it had been applied.")
    return tuple(migration for migration in wanted if migration.name not in applied)


def _create_service_role(connection: psycopg.Connection) -> None:
    # Roles belong to the whole server: another database may be migrated at this very moment.
    with (
        suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation),
        connection.transaction(),
    ):
        connection.execute(SQL("CREATE ROLE {} NOLOGIN").format(Identifier(SERVICE_ROLE)))
