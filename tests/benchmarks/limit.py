"""The limit: how fast this database inserts one row per transaction, whoever asks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.benchmarks.measure import Sample

# The simplest row that holds an event: the columns of the log under one key, no second one.
_TABLE = """
CREATE TABLE plain_insert (
    aggregate_id uuid NOT NULL,
    version integer NOT NULL,
    topic text NOT NULL,
    recorded_at timestamptz NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (aggregate_id, version)
)"""
_SCRIPT = (
    "INSERT INTO plain_insert (aggregate_id, version, topic, recorded_at, state) "
    "VALUES (gen_random_uuid(), 1, 'FollowUpNoted', now(), :state);\n"
)
_RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)


class PgbenchMissing(Exception):
    """PostgreSQL's own load generator is not installed, so the limit cannot be measured."""


class PlainInsert:
    """pgbench, prepared statements, one INSERT of ``size`` bytes of state per transaction.

    Raises:
        PgbenchMissing: see there.
    """

    def __init__(self, dsn: str, *, bin_dir: Path, size: int, folder: Path) -> None:
        program = shutil.which("pgbench", path=f"{bin_dir}{os.pathsep}{os.environ.get('PATH', '')}")
        if program is None:
            raise PgbenchMissing(f"No pgbench in {bin_dir} or on the path.")
        self._program = program
        self._dsn = conninfo_to_dict(dsn)
        self._state = "x" * size
        self._script = folder / "plain_insert.sql"
        self._script.write_text(_SCRIPT)
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute(_TABLE)

    def run(self, clients: int, seconds: float) -> Sample:
        """One run; pgbench counts whole seconds."""
        arguments = ["-n", "-M", "prepared", "-f", str(self._script), "-D", f"state={self._state}"]
        arguments += ["-c", str(clients), "-j", str(min(clients, os.cpu_count() or 1))]
        arguments += ["-T", str(max(1, round(seconds)))]
        place = {
            "PGHOST": str(self._dsn["host"]),
            "PGPORT": str(self._dsn["port"]),
            "PGUSER": str(self._dsn["user"]),
            "PGDATABASE": str(self._dsn["dbname"]),
        }
        done = subprocess.run(
            [self._program, *arguments],
            env=os.environ | place,
            check=True,
            capture_output=True,
            text=True,
        )
        rate = _RATE.search(done.stdout)
        assert rate is not None, done.stdout
        return Sample(float(rate[1]))
