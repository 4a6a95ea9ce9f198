"""Takes a back-up: PostgreSQL's own dump of one instant, with a manifest that proves it.

A back-up is a folder. It lies under another name until all of it is on disk, so an interrupted one
never looks whole. It holds neither the master key nor a way to it: whoever finds it can read no
resident's words. The vault's wrapped keys are in a file apart, because they must not outlive an
erasure: the content can be kept for years, the keys for as long as an erased person may come back
by a restore.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Final

import psycopg

from infrastructure.backup.manifest import (
    CONTENT,
    FILE,
    KEY_TABLES,
    KEYS,
    Manifest,
    content_of,
    tables_of,
    written,
)
from infrastructure.backup.programs import finished, program, started
from infrastructure.postgres.running_versions import TABLE

_LOOK: Final = 0.5  # seconds between looks at how far a program has come
_COPYING: Final = (
    "SELECT coalesce(sum(tuples_processed), 0)::bigint FROM pg_stat_progress_copy"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class BackupExists(Exception):
    """There is something under the name already; a back-up never replaces another."""


Told = Callable[[str, int, int | None], None]
"""Is told how far the work has come: the step, what is done of it, and how much there is."""


def back_up(dsn: str, folder: Path, *, master_key: bytes, at: datetime, told: Told) -> Manifest:
    """Take a back-up of a database that goes on working meanwhile.

    Args:
        dsn: the database, as its owner.
        folder: where to; must not exist.
        master_key: named in the manifest by its fingerprint alone.

    Raises:
        BackupExists, NoProgram, ProgramFailed; OSError: it cannot be written.
    """
    if folder.exists():
        raise BackupExists(f"{folder} exists already")
    with _unfinished(folder) as aside, psycopg.connect(dsn) as connection:
        # Digests and dump see the same instant.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert found is not None
        server = connection.info.server_version
        dump = program("pg_dump", server // 10_000)
        total = len(tables_of(connection))
        read = 0

        def digested(_table: str, _rows: int) -> None:
            nonlocal read
            read += 1
            told("reading tables", read, total)

        content = content_of(connection, digested)
        rows = sum(table.rows for table in content.tables.values())
        without = [f"--exclude-table-data={name}" for name in (*KEY_TABLES, TABLE)]
        only = ["--data-only", *(f"--table={name}" for name in KEY_TABLES)]
        for name, parts in ((CONTENT, without), (KEYS, only)):
            arguments = [
                "--format=custom",
                "--no-owner",
                f"--snapshot={found[0]}",
                f"--file={aside / name}",
                *parts,
            ]
            with started(dump, arguments, dsn) as process:
                watch(process.wait, dsn, f"writing {name}", rows, told)
                finished(process)
        files = [aside / CONTENT, aside / KEYS]
        manifest = written(at, server, master_key, content, files)
        (aside / FILE).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")
        for file in aside.iterdir():
            file.chmod(0o600)
            _sync(file)
        _sync(aside)
        aside.rename(folder)
        _sync(folder.parent)
    return manifest


def watch(wait: Callable[[float], int], dsn: str, step: str, total: int, told: Told) -> None:
    """Tell how far a program has come with its tables until it ends."""
    done = last = 0
    with psycopg.connect(dsn, autocommit=True) as looking:
        while True:
            try:
                wait(_LOOK)
            except TimeoutExpired:
                found = looking.execute(_COPYING).fetchone()
                now = int(found[0]) if found else 0
                done += last if now < last else 0  # the table before is through
                last = now
                told(step, min(done + last, total), total)
            else:
                told(step, total, total)
                return


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A folder beside the one that is wanted; nothing is left of it unless it was renamed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = folder.with_name(f"{folder.name}.unfinished-{os.getpid()}")
    aside.mkdir(mode=0o700)
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
