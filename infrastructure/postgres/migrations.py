"""Brings a database to the shape this version of the service needs.

Numbered plain SQL files, applied in order by a role that owns everything and may create roles. The
service itself never runs as that role: it acts in the group role ``closeout_service``, which a
deployment either grants to the login of its service or enters by ``SET ROLE``.

Older and newer programs run side by side during an upgrade: each file declares which of them
survive it (``declarations``), and one that a running program would not survive is refused (ADR 18).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Final, LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

from infrastructure.postgres.declarations import Declaration, Phase, declared
from infrastructure.postgres.pool import SERVICE_ROLE

DIRECTORY = Path(__file__).with_name("migrations")
STALE_SECONDS: Final = 60
"""A program that has not been heard of for so long is no longer running."""

_LOCK = 0x636C6F73656F7574  # "closeout": one migrator at a time per database
# Commands queue behind whoever waits for a table. And whoever waits for a second table while
# holding a first may stop them for good: give up before the server looks for a deadlock and picks a
# command.
_LOCK_WAIT: Final = "400ms"
_ATTEMPTS, _PAUSE = 30, 0.7
# Bookkeeping of the database itself, not of a jurisdiction: no key, the lock keeps it unique.
_TABLE: LiteralString = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    phase text,
    needs text
)"""

APPLIED: Final[LiteralString] = (  # the last two columns are younger than the table
    "SELECT name, sha256, coalesce(to_jsonb(m) ->> 'phase', ''),"
    " coalesce(to_jsonb(m) ->> 'needs', '') FROM schema_migrations AS m"
)
"""What was applied: name, digest, phase and what a contraction needs; empty for nothing."""


class MigrationChanged(Exception):
    """A migration that was applied reads differently now; write a new one instead."""


class DatabaseIsNewer(Exception):
    """A later version migrated the database, and this version does not survive what it did."""


class OlderVersionRuns(Exception):
    """A program that would not survive the migration still runs."""


class TableBusy(Exception):
    """A table could not be locked for the migration; nothing of it was applied."""


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

    @property
    def declaration(self) -> Declaration:
        """Which programs survive it."""
        return declared(self.name, self.sql)


@dataclass(frozen=True, slots=True)
class Applied:
    """A migration as the database remembers it."""

    name: str
    sha256: str
    declaration: Declaration


@dataclass(frozen=True, slots=True)
class Planned:
    """A migration that is still to be applied.

    Attributes:
        blocked_by: running programs that would not survive it, ``kind on host`` each.
    """

    migration: Migration
    blocked_by: Sequence[str]


def migrations(directory: Path = DIRECTORY) -> Sequence[Migration]:
    """All migrations, in order."""
    found = []
    for path in sorted(directory.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        content = path.read_bytes()
        found.append(Migration(path.name, content.decode(), hashlib.sha256(content).hexdigest()))
    return found


def migrate(dsn: str, directory: Path = DIRECTORY, *, despite_older: bool = False) -> Sequence[str]:
    """Apply what is missing, each file in a transaction of its own; returns the names applied.

    Safe to call from several processes at once, and cheap when there is nothing to do. Nothing is
    applied when a running program stands against any of it.

    Args:
        dsn: a database of the migrator, who owns the tables.
        despite_older: apply also what a running program will not survive.

    Raises:
        MigrationChanged: an applied file was edited.
        DatabaseIsNewer: a migration was applied that this version does not survive.
        OlderVersionRuns: see ``despite_older``.
        TableBusy: a table stayed in use.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        wanted = migrations(directory)
        if missing(connection, wanted) == ():
            return []
        with _alone(connection):
            create_service_role(connection)
            _bookkeeping(connection)
            planned = _plan(connection, wanted)
            if not despite_older:
                _refuse_blocked(planned)
            for one in planned:
                _apply_patiently(connection, one.migration, despite_older=despite_older)
    return [one.migration.name for one in planned]


def plan(dsn: str, directory: Path = DIRECTORY) -> Sequence[Planned]:
    """What ``migrate`` would do, and what stands against it; changes nothing.

    Raises:
        MigrationChanged, DatabaseIsNewer: as ``migrate``.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        return _plan(connection, migrations(directory))


def rehearse(dsn: str, directory: Path = DIRECTORY) -> Sequence[str]:
    """Apply what is missing in one transaction and roll it back; the names that went through.

    Tables are locked meanwhile: for a copy of the database, or a quiet hour.

    Raises:
        psycopg.Error: a file fails, as it would in earnest.
        TableBusy: a table is in use.
    """
    with (
        psycopg.connect(dsn, autocommit=True) as connection,
        _alone(connection),
        connection.transaction(force_rollback=True),
    ):
        create_service_role(connection)
        _bookkeeping(connection)
        planned = _plan(connection, migrations(directory))
        for one in planned:
            _run(connection, one.migration)
    return [one.migration.name for one in planned]


def missing(
    connection: psycopg.Connection, wanted: Sequence[Migration]
) -> tuple[Migration, ...] | None:
    """What is still to be applied; None for a database that was never migrated.

    Raises:
        MigrationChanged, DatabaseIsNewer: see ``still_to_apply``.
    """
    found = connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL").fetchone()
    if found != (True,):
        return None
    return still_to_apply(
        [
            Applied(name, sha256, Declaration(Phase(phase) if phase else None, needs or None))
            for name, sha256, phase, needs in connection.execute(APPLIED)
        ],
        wanted,
    )


def still_to_apply(
    applied: Sequence[Applied], wanted: Sequence[Migration]
) -> tuple[Migration, ...]:
    """Those of a version's migrations that a database lacks.

    Raises:
        MigrationChanged: an applied file was edited.
        DatabaseIsNewer: a migration was applied that the version does not survive.
    """
    known = {migration.name: migration.sha256 for migration in wanted}
    fatal = [
        one.name
        for one in applied
        if one.name not in known and not one.declaration.tolerates(known)
    ]
    if fatal:
        raise DatabaseIsNewer(f"This version does not survive {', '.join(sorted(fatal))}.")
    for one in applied:
        if known.get(one.name, one.sha256) != one.sha256:
            raise MigrationChanged(f"{one.name} was edited after it had been applied.")
    there = {one.name for one in applied}
    return tuple(migration for migration in wanted if migration.name not in there)


def _plan(connection: psycopg.Connection, wanted: Sequence[Migration]) -> Sequence[Planned]:
    todo = missing(connection, wanted)
    if todo is None:
        return [Planned(migration, ()) for migration in wanted]
    return [Planned(migration, _blocking(connection, migration)) for migration in todo]


def _blocking(connection: psycopg.Connection, migration: Migration) -> Sequence[str]:
    """Running programs that do not know the migration and would not survive it."""
    if migration.declaration.tolerates(()):
        return ()
    found = connection.execute("SELECT to_regclass('running_versions') IS NOT NULL").fetchone()
    if found != (True,):
        return ()
    running = connection.execute(
        "SELECT kind || ' on ' || host, knows FROM running_versions"
        " WHERE seen_at > now() - make_interval(secs => %s) ORDER BY 1",
        [STALE_SECONDS],
    )
    return [
        program
        for program, knows in running
        if migration.name not in knows and not migration.declaration.tolerates(knows)
    ]


def _refuse_blocked(planned: Sequence[Planned]) -> None:
    blocked = {one.migration.name: one.blocked_by for one in planned if one.blocked_by}
    if blocked:
        lines = (f"{name}: {', '.join(programs)}" for name, programs in blocked.items())
        raise OlderVersionRuns(
            "an older version still runs and would not survive " + "; ".join(lines)
        )


def _apply_patiently(
    connection: psycopg.Connection, migration: Migration, *, despite_older: bool
) -> None:
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with connection.transaction():
                _apply(connection, migration, despite_older=despite_older)
        except TableBusy:
            if attempt == _ATTEMPTS:
                raise
            sleep(_PAUSE)  # the commands that queued behind the attempt go first
        else:
            return


def _apply(connection: psycopg.Connection, migration: Migration, *, despite_older: bool) -> None:
    strict = not migration.declaration.tolerates(())
    found = connection.execute("SELECT to_regclass('running_versions') IS NOT NULL").fetchone()
    if strict and not despite_older and found == (True,):
        # Whoever starts now registers first, waits here, and then sees what was applied.
        connection.execute("LOCK TABLE running_versions IN EXCLUSIVE MODE")
        _refuse_blocked([Planned(migration, _blocking(connection, migration))])
    _run(connection, migration)


def _run(connection: psycopg.Connection, migration: Migration) -> None:
    connection.execute(SQL("SET LOCAL lock_timeout = {}").format(_LOCK_WAIT))
    try:
        # The file is part of this program, not input.
        connection.execute(SQL(migration.sql))
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as error:
        raise TableBusy(f"{migration.name}: a table stayed in use; try again.") from error
    declaration = migration.declaration
    connection.execute(
        "INSERT INTO schema_migrations (name, sha256, phase, needs) VALUES (%s, %s, %s, %s)",
        (migration.name, migration.sha256, declaration.phase, declaration.needs),
    )


@contextmanager
def _alone(connection: psycopg.Connection) -> Iterator[None]:
    connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))


def _bookkeeping(connection: psycopg.Connection) -> None:
    connection.execute(_TABLE)
    columns = connection.execute(
        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'schema_migrations'::regclass"
        " AND attname IN ('phase', 'needs')"
    ).fetchone()
    if columns != (2,):
        connection.execute("ALTER TABLE schema_migrations ADD phase text, ADD needs text")


def create_service_role(connection: psycopg.Connection) -> None:
    """Make the role the service acts in, unless the server has it already."""
    # Roles belong to the whole server: another database may be migrated at this very moment.
    with (
        suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation),
        connection.transaction(),
    ):
        connection.execute(SQL("CREATE ROLE {} NOLOGIN").format(Identifier(SERVICE_ROLE)))
