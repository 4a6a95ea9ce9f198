from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from infrastructure.postgres.migrations import (
    DIRECTORY,
    DatabaseIsNewer,
    MigrationChanged,
    migrate,
    migrations,
)


def _write(directory: Path, **files: str) -> Path:
    for name, sql in files.items():
        (directory / f"{name[1:]}.sql").write_text(sql)
    return directory


def test_migrations_run_once_in_the_order_of_their_numbers(
    empty_database: str, tmp_path: Path
) -> None:
    """ENV-06"""
    _write(tmp_path, _0002_more="ALTER TABLE a ADD y int", _0001_begin="CREATE TABLE a (x int)")

    first, again = migrate(empty_database, tmp_path), migrate(empty_database, tmp_path)
    _write(tmp_path, _0010_later="ALTER TABLE a ADD z int")
    later = migrate(empty_database, tmp_path)

    assert (first, again, later) == (
        ["0001_begin.sql", "0002_more.sql"],
        [],
        ["0010_later.sql"],
    )


def test_several_processes_migrate_at_once_without_harm(empty_database: str) -> None:
    """ENV-06"""
    with ThreadPoolExecutor(4) as threads:
        applied = list(threads.map(lambda _: list(migrate(empty_database)), range(4)))

    assert max(applied) == [migration.name for migration in migrations()]
    assert sorted(applied)[:3] == [[], [], []]


def test_an_edited_migration_is_refused(empty_database: str, tmp_path: Path) -> None:
    """ENV-02"""
    migrate(empty_database, _write(tmp_path, _0001_a="CREATE TABLE a (x int)"))
    _write(tmp_path, _0001_a="CREATE TABLE a (y int)")

    with pytest.raises(MigrationChanged, match=r"0001_a\.sql"):
        migrate(empty_database, tmp_path)


def test_a_database_of_a_later_version_is_refused(empty_database: str, tmp_path: Path) -> None:
    """ENV-06"""
    migrate(empty_database, _write(tmp_path, _0001_a="SELECT 1", _0002_b="SELECT 1"))
    (tmp_path / "0002_b.sql").unlink()

    with pytest.raises(DatabaseIsNewer, match=r"0002_b\.sql"):
        migrate(empty_database, tmp_path)


def test_a_migration_that_fails_leaves_nothing_behind(empty_database: str, tmp_path: Path) -> None:
    """ENV-06"""
    _write(tmp_path, _0001_a="CREATE TABLE a (x int)", _0002_b="CREATE TABLE b (x int); SELECT 1/0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_database, tmp_path)

    with psycopg.connect(empty_database) as owner:
        found = owner.execute("SELECT to_regclass('a')::text, to_regclass('b')::text").fetchone()
    assert found == ("a", None)


@pytest.mark.parametrize("path", sorted(DIRECTORY.glob("*.sql")), ids=lambda path: path.name)
def test_migrations_use_nothing_a_supported_server_may_lack(path: Path) -> None:
    """PostgreSQL 15 to 18 and Citus: no extension, trigger, sequence or table lock."""
    sql = re.sub(r"--.*", "", path.read_text()).upper()

    for word in ("EXTENSION", "TRIGGER ", "SERIAL", "IDENTITY", "SEQUENCE", "LOCK TABLE", "UUIDV7"):
        assert word not in sql
