"""Two versions side by side on one database: expand, migrate, contract (ADR 18)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from uuid import uuid4

import psycopg
import pytest

from infrastructure.postgres.declarations import (
    Declaration,
    Phase,
    PhaseUndeclared,
    declared,
)
from infrastructure.postgres.migrations import (
    DIRECTORY,
    DatabaseIsNewer,
    Migration,
    OlderVersionRuns,
    TableBusy,
    migrate,
    migrations,
    missing,
    plan,
    rehearse,
)
from infrastructure.postgres.running_versions import registered
from tests.application.town import at, town_on, with_lights
from tests.database import Database

EXPAND = """-- phase: expand
ALTER TABLE events ADD sealed_in text;
ALTER TABLE log_heads ADD checkpoint bigint NOT NULL DEFAULT 0;
ALTER TABLE vault_items ADD suite text;
ALTER TABLE case_heads_v1 ADD colour text;
CREATE TABLE letters (jurisdiction text, letter_id uuid, PRIMARY KEY (jurisdiction, letter_id));
"""
CONTRACT = "-- phase: contract, needs 9000_more.sql\nALTER TABLE case_heads_v1 DROP COLUMN kind;\n"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The migrations of a later version, which expands."""
    folder = tmp_path / "newer"
    shutil.copytree(DIRECTORY, folder)
    (folder / "9000_more.sql").write_text(EXPAND)
    return folder


@contextmanager
def running(database: Database, kind: str = "api") -> Iterator[None]:
    """A process of this version."""
    sessions = database.sessions()
    with registered(sessions, kind):
        yield
    sessions.close()


def test_an_older_version_works_on_while_a_newer_one_expands(
    database: Database, newer: Path
) -> None:
    """ADR 18: commands, reads, sweeps and the projector before, during and after; nothing fails."""
    stop = Event()
    with town_on(database, "kundulun", "2021-09-10 09:00") as town, running(database):
        with_lights(town)
        town.clock.set(at("2021-09-10 10:00"))

        def work(number: int) -> int:
            done = 0
            while not stop.is_set() or done < 20:
                case = town.report(text="路灯坏了")
                if number == 0:
                    town.service.projector.catch_up()
                    town.service.deadlines.sweep(town.name)
                assert town.events(case)[0] == "CaseReported"
                done += 1
            return done

        with ThreadPoolExecutor(4) as threads:
            working = [threads.submit(work, number) for number in range(4)]
            applied = migrate(database.dsn, newer)
            stop.set()
            done = sum(one.result() for one in working)
        positions = [p for (p,) in town.rows("SELECT position FROM events WHERE jurisdiction = %s")]

    assert applied == ["9000_more.sql"]
    assert done >= 80
    assert sorted(positions) == list(range(1, len(positions) + 1))
    with psycopg.connect(database.dsn) as owner:
        assert missing(owner, migrations()) == ()


def test_a_contraction_waits_for_the_last_older_process(database: Database, newer: Path) -> None:
    """ADR 18: refused by name while it runs, whole once it is gone."""
    (newer / "9001_less.sql").write_text(CONTRACT)

    with running(database, "projector"):
        with pytest.raises(OlderVersionRuns, match=r"9001_less\.sql: projector on "):
            migrate(database.dsn, newer)
        blocked = {one.migration.name: len(one.blocked_by) for one in plan(database.dsn, newer)}
    applied = migrate(database.dsn, newer)

    assert blocked == {"9000_more.sql": 0, "9001_less.sql": 1}
    assert applied == ["9000_more.sql", "9001_less.sql"]
    with psycopg.connect(database.dsn) as owner, pytest.raises(DatabaseIsNewer, match="9001"):
        missing(owner, migrations())


def test_whoever_insists_pulls_the_ground_away(database: Database, newer: Path) -> None:
    """ADR 18: an explicit flag, for the process that hangs on a host nobody reaches."""
    (newer / "9001_less.sql").write_text(CONTRACT)

    with running(database):
        assert "9001_less.sql" in migrate(database.dsn, newer, despite_older=True)


def test_a_process_of_the_expanded_version_is_no_obstacle(database: Database, newer: Path) -> None:
    """ADR 18: it no longer uses what goes; and one that died silently is forgotten."""
    migrate(database.dsn, newer)
    (newer / "9001_less.sql").write_text(CONTRACT)
    with psycopg.connect(database.dsn, autocommit=True) as owner:
        for knows, age in ((["9000_more.sql"], "0 s"), ([], "2 min")):
            owner.execute(
                "INSERT INTO running_versions"
                " VALUES ('*', %s, 'api', 'h', %s, now() - %s::interval)",
                [uuid4(), knows, age],
            )

    assert migrate(database.dsn, newer) == ["9001_less.sql"]


def test_a_process_that_starts_meanwhile_sees_the_contraction(
    database: Database, newer: Path
) -> None:
    """ADR 18: it registers first, waits for the migration, and then looks whether it fits."""
    (newer / "9000_more.sql").write_text(
        "-- phase: contract, needs 9999_never.sql\nSELECT pg_sleep(0), pg_advisory_xact_lock(77);\n"
    )
    with psycopg.connect(database.dsn, autocommit=True) as gate, ThreadPoolExecutor(2) as threads:
        gate.execute("SELECT pg_advisory_lock(77)")
        migrating = threads.submit(migrate, database.dsn, newer)
        _until(gate, "locktype = 'advisory' AND objid = 77 AND NOT granted")

        def start() -> str:
            with running(database), psycopg.connect(database.dsn) as owner:
                try:
                    return str(missing(owner, migrations()))
                except DatabaseIsNewer:
                    return "refused"

        starting = threads.submit(start)
        _until(gate, "relation = 'running_versions'::regclass AND NOT granted")
        gate.execute("SELECT pg_advisory_unlock(77)")

        assert list(migrating.result()) == ["9000_more.sql"]
        assert starting.result() == "refused"


def test_a_table_in_use_is_not_waited_for_in_front_of_everybody(
    database: Database, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ADR 18: whoever waits for a table holds up every command behind it."""
    monkeypatch.setattr("infrastructure.postgres.migrations._ATTEMPTS", 1)
    monkeypatch.setattr("infrastructure.postgres.migrations._LOCK_WAIT", "10ms")
    with psycopg.connect(database.dsn) as reader:
        reader.execute("SELECT count(*) FROM events")

        with pytest.raises(TableBusy, match="9000_more"):
            migrate(database.dsn, newer)

    assert migrate(database.dsn, newer) == ["9000_more.sql"]


def test_a_rehearsal_changes_nothing_and_finds_what_fails(database: Database, newer: Path) -> None:
    """ADR 18: in one transaction that is rolled back."""
    assert rehearse(database.dsn, newer) == ["9000_more.sql"]
    assert [one.migration.name for one in plan(database.dsn, newer)] == ["9000_more.sql"]
    (newer / "9000_more.sql").write_text("-- phase: expand\nALTER TABLE nowhere ADD x int;\n")

    with pytest.raises(psycopg.errors.UndefinedTable):
        rehearse(database.dsn, newer)


def test_a_database_from_before_the_rule_is_brought_up(empty_database: str, tmp_path: Path) -> None:
    """ADR 18: its bookkeeping has no phases yet."""
    (tmp_path / "0001_a.sql").write_text("SELECT 1")
    migrate(empty_database, tmp_path)
    with psycopg.connect(empty_database, autocommit=True) as owner:
        owner.execute("ALTER TABLE schema_migrations DROP phase, DROP needs")
    (tmp_path / "9000_b.sql").write_text("-- phase: migrate\nSELECT 1")

    assert migrate(empty_database, tmp_path) == ["9000_b.sql"]
    with psycopg.connect(empty_database) as owner:
        found = owner.execute("SELECT name, phase FROM schema_migrations ORDER BY 1").fetchall()
    assert found == [("0001_a.sql", None), ("9000_b.sql", "migrate")]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("-- phase: expand", Declaration(Phase.EXPAND)),
        ("-- phase: migrate", Declaration(Phase.MIGRATE)),
        (
            "-- phase: contract, needs 0041_case_board_v2.sql",
            Declaration(Phase.CONTRACT, "0041_case_board_v2.sql"),
        ),
    ],
)
def test_a_migration_says_in_its_first_line_who_survives_it(
    line: str, expected: Declaration
) -> None:
    """ADR 18."""
    assert declared("0099_x.sql", f"{line}\nSELECT 1") == expected


@pytest.mark.parametrize(
    "line", ["", "-- phase: extend", "-- phase: contract", "-- phase: contract, needs 41"]
)
def test_a_migration_that_does_not_say_is_refused(line: str) -> None:
    """ADR 18: those from before the rule apart."""
    with pytest.raises(PhaseUndeclared, match=r"0014_x\.sql"):
        declared("0014_x.sql", f"{line}\nSELECT 1")

    assert not declared("0013_x.sql", "SELECT 1").tolerates(["0001_a.sql"])


_REMOVES = re.compile(
    r"\bDROP\b|\bRENAME\b|\bTRUNCATE\b|\bREVOKE\b|SET NOT NULL|ALTER (COLUMN )?\w+ (SET DATA )?TYPE"
    r"|ADD (COLUMN )?(IF NOT EXISTS )?\w+ (?!CONSTRAINT)[^,;]*NOT NULL(?![^,;]*DEFAULT)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("migration", migrations(), ids=lambda migration: migration.name)
def test_what_only_adds_takes_nothing_away(migration: Migration) -> None:
    """ADR 18: what a file declares is what it does."""
    if migration.declaration.phase in {Phase.EXPAND, Phase.MIGRATE}:
        assert not _REMOVES.search(re.sub(r"--.*", "", migration.sql))


@pytest.mark.parametrize(
    "sql",
    ["DROP TABLE x", "ALTER TABLE x RENAME a TO b", "ALTER TABLE x ADD y text NOT NULL"],
)
def test_a_removal_in_disguise_would_be_noticed(sql: str) -> None:
    """Control of the test above."""
    assert _REMOVES.search(sql)
    assert not _REMOVES.search(EXPAND)


def _until(connection: psycopg.Connection, lock: str) -> None:
    """Until such a lock is there."""
    query = f"SELECT count(*) FROM pg_locks WHERE {lock}"  # noqa: S608  # of this file
    while connection.execute(query).fetchone() == (0,):
        pass
