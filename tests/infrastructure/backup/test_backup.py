"""What is backed up comes back whole, elsewhere, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from application.scenarios.clock import StoryClock
from application.service import Service
from application.use_cases.catalogue import ReportCase
from application.use_cases.request import Caller
from infrastructure.backup.backup import BackupExists, back_up
from infrastructure.backup.manifest import (
    CONTENT,
    FILE,
    KEYS,
    LogContent,
    Manifest,
    NotWhole,
    read_manifest,
)
from infrastructure.backup.programs import ProgramFailed
from infrastructure.backup.restore import (
    DatabaseNotEmpty,
    KeyDoesNotFit,
    RestoreDiffers,
    restore,
)
from tests.application.town import Town, at, town_on, with_lights
from tests.application.wiring import MASTER_KEY, service_on
from tests.database import Database

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
_EVENTS = "SELECT * FROM events ORDER BY jurisdiction, position"


def silent(_step: str, _done: int, _total: int | None) -> None:
    """Nobody watches."""


def taken(dsn: str, folder: Path) -> Manifest:
    return back_up(dsn, folder, master_key=MASTER_KEY, at=NOW, told=silent)


def restored(dsn: str, folder: Path, *, keys: bool = True) -> Manifest:
    found = folder / KEYS if keys else None
    return restore(dsn, folder, master_key=MASTER_KEY, keys=found, told=silent)


@contextmanager
def elsewhere(dsn: str) -> Iterator[Service]:
    """The service on a restored database."""
    with service_on(Database(dsn), StoryClock(at("2021-09-10 11:00"))) as service:
        yield service


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    """A street with a case, whose words are in the vault."""
    with town_on(database, "kundulun", "2021-09-10 09:00") as found:
        with_lights(found)
        found.clock.set(at("2021-09-10 10:00"))
        found.report(text="路灯坏了")
        yield found


def test_a_back_up_restored_elsewhere_is_the_service_of_that_instant(
    town: Town, empty_database: str, tmp_path: Path
) -> None:
    """ENV-02, ENV-06: log bytes, receipts, words; what came later is not in it."""
    with psycopg.connect(town.database.dsn) as owner:
        before = owner.execute(_EVENTS).fetchall()

    manifest = taken(town.database.dsn, tmp_path / "night")
    town.report(text="后来的事")
    told = []
    restore(
        empty_database,
        tmp_path / "night",
        master_key=MASTER_KEY,
        keys=tmp_path / "night" / KEYS,
        told=lambda step, done, total: told.append((step, done, total)),
    )

    with psycopg.connect(empty_database) as owner:
        assert owner.execute(_EVENTS).fetchall() == before
    assert manifest.content.logs == {town.name: LogContent(head=len(before), gap_free=True)}
    assert told[-1] == ("checking tables", len(manifest.content.tables), told[-1][2])
    with elsewhere(empty_database) as service:
        case = before[-1][2]
        detail = service.queries.get_detail(town.name, Caller("gu"), case)
        assert detail.content["text"] == "路灯坏了"
        again = service.cases.report(town.name, Caller("gu"), ReportCase(grid="g1"), key="new")
        assert again.position == len(before) + 1


def test_without_the_vaults_keys_the_log_is_whole_and_the_words_are_sealed(
    town: Town, empty_database: str, tmp_path: Path
) -> None:
    """ENV-07: the keys lie apart, so that the content may be kept longer than an erased person."""
    taken(town.database.dsn, tmp_path / "old")
    (tmp_path / "old" / KEYS).unlink()

    with pytest.raises(NotWhole, match=KEYS):
        restored(empty_database, tmp_path / "old")
    restored(empty_database, tmp_path / "old", keys=False)

    with psycopg.connect(empty_database) as owner:
        found = owner.execute(
            "SELECT (SELECT count(*) FROM vault_items) > 0, (SELECT count(*) FROM vault_keys),"
            " (SELECT count(*) FROM vault_search)"
        ).fetchone()
    assert found == (True, 0, 0)


def test_who_was_erased_meanwhile_stays_erased_with_later_keys(
    town: Town, empty_database: str, tmp_path: Path
) -> None:
    """ENV-07: an old content with the keys of a later back-up."""
    case = town.report("rita", text="请删除我")
    taken(town.database.dsn, tmp_path / "old")
    town.service.vault.erase(town.name, "rita")
    taken(town.database.dsn, tmp_path / "new")

    restore(
        empty_database,
        tmp_path / "old",
        master_key=MASTER_KEY,
        keys=tmp_path / "new" / KEYS,
        told=silent,
    )

    with elsewhere(empty_database) as service:
        detail = service.queries.get_detail(town.name, Caller("gu"), case)
        assert "text" not in detail.content


def test_neither_the_master_key_nor_a_resident_is_in_the_content(
    town: Town, tmp_path: Path
) -> None:
    """ENV-07: the dump uncompressed, and the manifest."""
    folder = tmp_path / "night"
    manifest = taken(town.database.dsn, folder)

    whole = b"".join(file.read_bytes() for file in folder.iterdir())
    for form in (MASTER_KEY, MASTER_KEY.hex().encode(), "路灯坏了".encode()):
        assert form not in whole
    assert len(manifest.master_key) == 16
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_a_back_up_replaces_nothing_and_is_restored_over_nothing(
    town: Town, empty_database: str, tmp_path: Path
) -> None:
    """ENV-02: no command of ours overwrites a log."""
    taken(town.database.dsn, tmp_path / "night")

    with pytest.raises(BackupExists):
        taken(town.database.dsn, tmp_path / "night")
    with pytest.raises(DatabaseNotEmpty):
        restored(town.database.dsn, tmp_path / "night")
    with pytest.raises(KeyDoesNotFit, match="master key"):
        restore(empty_database, tmp_path / "night", master_key=bytes(32), keys=None, told=silent)


@pytest.mark.parametrize("name", [CONTENT, KEYS])
def test_a_changed_file_is_refused_before_anything_is_restored(
    town: Town, empty_database: str, tmp_path: Path, name: str
) -> None:
    """ASVS 16.4.2: by its digest."""
    taken(town.database.dsn, tmp_path / "night")
    file = tmp_path / "night" / name
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)

    with pytest.raises(NotWhole, match="not as it was written"):
        restored(empty_database, tmp_path / "night")

    with psycopg.connect(empty_database) as owner:
        assert owner.execute("SELECT to_regclass('events')").fetchone() == (None,)


def test_a_log_that_differs_is_found_out(town: Town, empty_database: str, tmp_path: Path) -> None:
    """ENV-02: the proof compares what is there, not what was sent."""
    folder = tmp_path / "night"
    manifest = taken(town.database.dsn, folder)
    logs = {town.name: LogContent(head=1, gap_free=True)}
    content = manifest.content.model_copy(update={"logs": logs})
    changed = manifest.model_copy(update={"content": content})
    (folder / FILE).write_text(changed.model_dump_json())

    with pytest.raises(RestoreDiffers, match=f"log {town.name}"):
        restored(empty_database, folder)


def test_a_failed_dump_leaves_no_folder(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bad days: nothing that looks whole."""
    monkeypatch.setattr("infrastructure.backup.backup.program", lambda *_: Path("/bin/false"))

    with pytest.raises(ProgramFailed):
        taken(town.database.dsn, tmp_path / "night")

    assert list(tmp_path.iterdir()) == []


_SLOW = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from infrastructure.backup.backup import back_up

def told(step, done, total):
    if step.startswith("writing"):
        print("under way", flush=True)
        sys.stdin.readline()

back_up(sys.argv[1], Path(sys.argv[2]), master_key=bytes(32), at=datetime.now(UTC), told=told)
"""


def test_a_killed_back_up_never_looks_whole(town: Town, tmp_path: Path) -> None:
    """Bad days: kill -9 in the middle; the next one under the same name succeeds."""
    with subprocess.Popen(
        [sys.executable, "-c", _SLOW, town.database.dsn, str(tmp_path / "night")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "under way\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)

    assert not (tmp_path / "night").exists()
    [left] = tmp_path.iterdir()
    with pytest.raises(NotWhole):
        read_manifest(left)
    assert taken(town.database.dsn, tmp_path / "night").files
