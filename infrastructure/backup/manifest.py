"""What a back-up holds, so that a restore can prove that nothing is missing or changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, LiteralString

import psycopg
from psycopg import sql
from pydantic import AwareDatetime, BaseModel, ConfigDict

from infrastructure.postgres.running_versions import TABLE

FILE: Final = "manifest.json"
CONTENT: Final = "content.dump"
KEYS: Final = "vault-keys.dump"
FORMAT: Final = 1
KEY_TABLES: Final = ("vault_keys", "vault_search")
"""What dies with a person's key; it lies in a file of its own, which is kept for a shorter time."""

_OF_THE_MOMENT: Final = frozenset({TABLE})
_BLOCK: Final = 1 << 20


class TableContent(BaseModel):
    """A table: how many rows, and the SHA-256 of them in the order of its key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: int
    sha256: str


class LogContent(BaseModel):
    """A log: its newest position, and whether every position up to it is there once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    head: int
    gap_free: bool


class FileContent(BaseModel):
    """A file of the back-up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bytes: int
    sha256: str


class Content(BaseModel):
    """What a database holds at an instant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    migrations: Mapping[str, str]
    logs: Mapping[str, LogContent]
    tables: Mapping[str, TableContent]


class Manifest(BaseModel):
    """A back-up.

    Attributes:
        master_key: fingerprint of the key that wraps the vault's keys; the key is never inside.
        files: by name; all of them, or the back-up is not whole.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    taken_at: AwareDatetime
    server: int
    master_key: str
    content: Content
    files: Mapping[str, FileContent]


class NotWhole(Exception):
    """A back-up lacks something, or something in it was changed."""


def fingerprint(master_key: bytes) -> str:
    """Tells whether a key is the right one, and nothing about the key."""
    return hmac.digest(master_key, b"closeout backup", "sha256").hex()[:16]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a back-up whose files are all there, unchanged.

    Raises:
        NotWhole: they are not, or it is no back-up.
    """
    try:
        manifest = Manifest.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValueError) as error:
        raise NotWhole(f"{folder} is no back-up of this format") from error
    if manifest.format != FORMAT:
        raise NotWhole(f"{folder} has format {manifest.format}, not {FORMAT}")
    for name, expected in manifest.files.items():
        file = folder / name
        if not file.is_file():
            if name == KEYS:
                continue  # is kept for a shorter time, see ``restore``
            raise NotWhole(f"{file} is missing")
        if file_content(file) != expected:
            raise NotWhole(f"{file} is not as it was written")
    return manifest


def file_content(file: Path) -> FileContent:
    """Size and digest of a file."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256")
    return FileContent(bytes=file.stat().st_size, sha256=digest.hexdigest())


def tables_of(connection: psycopg.Connection) -> Sequence[str]:
    """The tables whose content is backed up."""
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " ORDER BY relname"
    )
    return [name for (name,) in rows if name not in _OF_THE_MOMENT]


def content_of(
    connection: psycopg.Connection, told: Callable[[str, int], None], *, keys: bool = True
) -> Content:
    """All that a database holds, as the transaction of the connection sees it.

    Args:
        told: which table was read and how many rows it has.
        keys: with the vault's keys and what dies with them.
    """
    tables = {}
    for name in tables_of(connection):
        if keys or name not in KEY_TABLES:
            tables[name] = _table_content(connection, name)
            told(name, tables[name].rows)
    migrations: LiteralString = "SELECT name, sha256 FROM schema_migrations"
    logs: LiteralString = (
        "SELECT h.jurisdiction, h.position, h.position = count(e.position)"
        " AND h.position = coalesce(max(e.position), 0)"
        " AND coalesce(min(e.position), 1) = 1"
        " FROM log_heads AS h LEFT JOIN events AS e USING (jurisdiction)"
        " GROUP BY h.jurisdiction, h.position"
    )
    return Content(
        migrations=dict(connection.execute(migrations).fetchall()),
        logs={
            jurisdiction: LogContent(head=head, gap_free=gap_free)
            for jurisdiction, head, gap_free in connection.execute(logs)
        },
        tables=tables,
    )


def _table_content(connection: psycopg.Connection, name: str) -> TableContent:
    found = connection.execute(
        "SELECT a.attname FROM pg_index AS i, unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)"
        " JOIN pg_attribute AS a ON a.attnum = k.attnum AND a.attrelid = %(table)s::regclass"
        " WHERE i.indrelid = %(table)s::regclass AND i.indisprimary ORDER BY k.n",
        {"table": name},
    ).fetchall()
    columns = [sql.Identifier(column) for (column,) in found]
    order = sql.SQL(", ").join(columns) if columns else sql.SQL("t::text")
    digest, rows = hashlib.sha256(), 0
    statement = sql.SQL(
        "COPY (SELECT * FROM {table} AS t ORDER BY {order}) TO STDOUT (FORMAT binary)"
    ).format(table=sql.Identifier(name), order=order)
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for part in copy:
                digest.update(part)
        rows = cursor.rowcount
    return TableContent(rows=rows, sha256=digest.hexdigest())


def written(
    taken_at: datetime, server: int, master_key: bytes, content: Content, files: Sequence[Path]
) -> Manifest:
    """The manifest of what was just written."""
    return Manifest(
        format=FORMAT,
        taken_at=taken_at,
        server=server,
        master_key=fingerprint(master_key),
        content=content,
        files={file.name: file_content(file) for file in files},
    )
