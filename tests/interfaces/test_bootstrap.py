"""What the composition root makes and gives back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from interfaces.bootstrap import (
    DatabaseUnusable,
    Settings,
    drop_database,
    make_database,
    running,
)
from tests.database import Database, Server

NAME = "closeout_test_made"


def test_of_several_first_runs_one_makes_the_database(server: Server) -> None:
    """Architecture 9: API, projector and scheduler may start at the same moment."""
    maintenance = server("postgres")
    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: make_database(maintenance, NAME), range(4)))

        with psycopg.connect(server(NAME)) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == (NAME,)
    finally:
        drop_database(maintenance, NAME)


def test_a_database_is_dropped_with_whoever_is_connected(server: Server) -> None:
    """Architecture 8: a story's database goes with it."""
    maintenance = server("postgres")
    make_database(maintenance, NAME)
    with psycopg.connect(server(NAME)) as left_open:
        drop_database(maintenance, NAME)
        drop_database(maintenance, NAME)

        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")


def test_a_service_gives_its_connections_back(database: Database, tmp_path: Path) -> None:
    """Architecture 9."""
    settings = Settings(database_url=SecretStr(database.dsn), data_dir=tmp_path)

    with running(settings) as wiring:
        wiring.service.organisation.open_jurisdiction("street", "kundulun", "olga")
        assert _connected(database) > 0

    # The server needs a moment to notice that a connection is gone.
    while _connected(database):
        pass


def test_a_database_behind_this_version_is_not_served(database: Database, tmp_path: Path) -> None:
    """Architecture 9: it would fail at the first command that needs the missing table."""
    settings = Settings(database_url=SecretStr(database.dsn), data_dir=tmp_path)
    with psycopg.connect(database.dsn) as owner:
        owner.execute("DELETE FROM schema_migrations WHERE name LIKE '0002%'")

    with (
        pytest.raises(DatabaseUnusable, match=r"lacks 0002_\w+\.sql; run `closeout migrate`"),
        running(settings),
    ):
        pytest.fail("it was served")


def _connected(database: Database) -> int:
    with psycopg.connect(database.dsn, autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchone()
    assert row is not None
    return int(row[0])
