"""Puts a back-up into an empty database, and proves that it is all there."""

from __future__ import annotations

from pathlib import Path

import psycopg

from infrastructure.backup.backup import Told, watch
from infrastructure.backup.manifest import (
    CONTENT,
    KEY_TABLES,
    Manifest,
    NotWhole,
    content_of,
    fingerprint,
    read_manifest,
)
from infrastructure.backup.programs import finished, program, started
from infrastructure.postgres.migrations import create_service_role


class DatabaseNotEmpty(Exception):
    """A back-up is restored into an empty database only; nothing is ever overwritten."""


class KeyDoesNotFit(Exception):
    """The master key at hand did not wrap the keys in the back-up."""


class RestoreDiffers(Exception):
    """What was restored is not what was backed up."""


def restore(
    dsn: str, folder: Path, *, master_key: bytes | None, keys: Path | None, told: Told
) -> Manifest:
    """Restore a back-up: all of it or nothing, up to the proof.

    Args:
        dsn: an empty database, as its owner. master_key: None: the personal content stays sealed
        until the right key is there. keys: a ``vault-keys.dump``, the back-up's own or that of a
        later one, in which those who were
            erased meanwhile are missing; None: nobody's content can be opened any more.

    Raises:
        NotWhole, DatabaseNotEmpty, KeyDoesNotFit, NoProgram, ProgramFailed: nothing was restored.
        RestoreDiffers: the database must not be used.
    """
    manifest = read_manifest(folder)
    if master_key is not None and fingerprint(master_key) != manifest.master_key:
        raise KeyDoesNotFit(
            f"the back-up was taken under the master key {manifest.master_key}, "
            f"this is {fingerprint(master_key)}"
        )
    if keys is not None and not keys.is_file():
        raise NotWhole(f"{keys} is missing")
    with psycopg.connect(dsn, autocommit=True) as connection:
        _require_empty(connection)
        create_service_role(connection)
        server = connection.info.server_version
    command = program("pg_restore", max(server, manifest.server) // 10_000)
    rows = sum(table.rows for table in manifest.content.tables.values())
    for file in (folder / CONTENT, keys):
        if file is None:
            continue
        arguments = [
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            f"--dbname={_name(dsn)}",
            str(file),
        ]
        with started(command, arguments, dsn) as process:
            watch(process.wait, dsn, f"restoring {file.name}", rows, told)
            finished(process)
    own = keys is not None and keys.parent == folder
    _verify(dsn, manifest, told, keys=own)
    return manifest


def _verify(dsn: str, manifest: Manifest, told: Told, *, keys: bool) -> None:
    expected = manifest.content
    tables = {
        name: table for name, table in expected.tables.items() if keys or name not in KEY_TABLES
    }
    read = 0

    def digested(_table: str, _rows: int) -> None:
        nonlocal read
        read += 1
        told("checking tables", read, len(tables))

    with psycopg.connect(dsn) as connection:
        found = content_of(connection, digested, keys=keys)
    wrong = [f"table {name}" for name in tables if found.tables.get(name) != tables[name]]
    wrong += [f"log {name}" for name, log in expected.logs.items() if found.logs.get(name) != log]
    wrong += [f"log {name} has gaps" for name, log in found.logs.items() if not log.gap_free]
    if found.migrations != expected.migrations:
        wrong.append("migrations")
    if wrong:
        raise RestoreDiffers(f"not as it was backed up: {', '.join(wrong)}")


def _require_empty(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    ).fetchone()
    if found != (0,):
        raise DatabaseNotEmpty("the database is not empty; a back-up overwrites nothing")


def _name(dsn: str) -> str:
    with psycopg.connect(dsn) as connection:
        return connection.info.dbname
