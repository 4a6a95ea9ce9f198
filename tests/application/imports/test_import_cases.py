"""Rows become cases through the same commands as everybody's, each whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psycopg
import pytest

from application.ports import UnknownJurisdiction
from domain.cases.case import Case
from tests.application.imports.importing import (
    HEAD,
    MESSAGE_MAP,
    MESSAGES,
    REQUEST_MAP,
    REQUESTS,
    ROOT,
    Importing,
    importing,
    topics,
    write_requests,
)
from tests.database import Database
from tests.samples import at

STEPS = ["CaseReported", "CaseUploaded", "CaseTriaged", "CaseRouted", "CaseAccepted"]
LAST = ["ResolutionReported", "CaseClosed"]
GOOD = b'8,S-8,2021-02-01 08:00:00,2021-02-02 09:30:00,4,2,7,1,1,"1 A ST",34.1,-118.3,1\n'


def test_each_row_goes_the_whole_way_of_the_map(database: Database) -> None:
    """CAS-KD-01…04: six requests, five of them closed: 6 x 5 + 5 x 2 events."""
    with importing(database.dsn, REQUEST_MAP) as imports:
        tally, refused = imports.run(REQUESTS, REQUEST_MAP)

        assert refused == []
        assert (tally.entered, tally.present, tally.events) == (6, 0, 40)
        assert topics(database.dsn) == dict.fromkeys(STEPS, 6) | dict.fromkeys(LAST, 5)
        assert [each.event_type for each in imports.history("la311/S-1001")] == STEPS + LAST
        assert [each.event_type for each in imports.history("la311/S-1003")] == STEPS


def test_history_keeps_its_own_times_and_is_marked_as_recorded_late(database: Database) -> None:
    """ENV-04: 08:00 in Los Angeles is 16:00 UTC; recorded when it was imported."""
    with importing(database.dsn, REQUEST_MAP) as imports:
        imports.run(REQUESTS, REQUEST_MAP)
        reported, *_, closed = imports.history("la311/S-1001")

    assert isinstance(reported, Case.Reported)
    assert reported.discovered_at == reported.occurred_at == at("2021-02-02 00:00")
    assert closed.occurred_at == at("2021-02-03 01:30")
    assert closed.recorded_at == at("2021-03-01 09:00")
    assert reported.late_recorded
    assert closed.late_recorded
    assert (closed.actor_id, closed.on_behalf_of_unit) == ("sanitation-principal", "agency-2")


def test_what_residents_wrote_is_in_the_vault_alone_and_found_by_two_characters(
    database: Database,
) -> None:
    """ENV-07; four messages, three answers: 4 x 2 + 3 events."""
    with importing(database.dsn, MESSAGE_MAP) as imports:
        tally, _ = imports.run(MESSAGES, MESSAGE_MAP)
        vault, history = imports.wiring.service.vault, imports.history("tipdm2020c/101")
        reported, *_, informed = history

        assert tally.events == 11
        assert isinstance(reported, Case.Reported)
        assert isinstance(informed, Case.ReporterInformed)
        assert reported.text is not None
        assert informed.result is not None
        found = vault.find_cases("imported", "路灯")  # type: ignore[attr-defined]  # searchable, too
        assert found == {reported.originator_id}
        revealed = vault.reveal("imported", [reported.text, informed.result])
        assert revealed[reported.text.item_id].decode().startswith("路灯不亮\n幸福路三号楼")
        assert revealed[informed.result.item_id].decode() == "您好，\n路灯已于昨日修好。"
        assert informed.occurred_at == at("2021-01-09 10:00")
    with psycopg.connect(database.dsn) as connection:
        states = connection.execute("SELECT state FROM events").fetchall()
    assert not any("路灯".encode() in state or b"U001" in state for (state,) in states)


def test_one_person_of_the_source_is_one_reporter(database: Database) -> None:
    """ENV-07: messages 101 and 103 are by the same user."""
    with importing(database.dsn, MESSAGE_MAP) as imports:
        imports.run(MESSAGES, MESSAGE_MAP)
        reporters = [
            event.reporter_ref
            for number in (101, 102, 103)
            for event in imports.history(f"tipdm2020c/{number}")[:1]
            if isinstance(event, Case.Reported)
        ]

    assert reporters[0] == reporters[2] != reporters[1]


def test_importing_again_enters_nothing(database: Database) -> None:
    """Import: idempotent by source id."""
    with importing(database.dsn, REQUEST_MAP) as imports:
        imports.run(REQUESTS, REQUEST_MAP)

        tally, refused = imports.run(REQUESTS, REQUEST_MAP)

        assert refused == []
        assert (tally.entered, tally.present, tally.events) == (0, 6, 0)
        assert topics(database.dsn) == dict.fromkeys(STEPS, 6) | dict.fromkeys(LAST, 5)


def test_refused_rows_are_told_in_order_and_leave_nothing_behind(
    database: Database, tmp_path: Path
) -> None:
    """Bad days: nothing half done; and no words of the row in the reason (ENV-07)."""
    file = tmp_path / "bad.csv"
    rows = [
        b"1,S-1,2021-02-01 08:00:00,,4,2,7,1,1,Jane Example,34.1,-218.3,1\n",  # no such place
        b'2,S-2,2021-02-01 08:00:00,2021-02-02 09:30:00,10,5,7,1,1,"x",34.1,-118.3,1\n',  # no duty
        b"3,S-3,2021-02-01 08:00:00,2021-12-24 09:30:00,4,2,7,1,1,x,34.1,-118.3,1\n",  # to come
        b'4,S-4,2021-02-01 08:00:00,,4,2,"7,1,1,x,34.1,-118.3,1\n',
        GOOD,
        GOOD,
        b"5,,2021-02-01 08:00:00,,4,2,7,1,1,x,34.1,-118.3,1\n",
        b"6,S-6,2021-02-01 08:00:00,,4,99,7,1,1,x,34.1,-118.3,1\n",  # nobody acts for 99
    ]
    file.write_bytes(HEAD + b"".join(rows))

    with importing(database.dsn, REQUEST_MAP) as imports:
        tally, refused = imports.run(file, REQUEST_MAP)

    assert (tally.entered, tally.refused) == (1, 7)
    assert [(each.line, each.source_id, each.code) for each in refused] == [
        (2, "S-1", "row-unfit"),
        (3, "S-2", "unit-not-competent"),
        (4, "S-3", "occurred-in-future"),
        (5, None, "quote-not-closed"),
        (7, "S-8", "id-repeated"),
        (8, None, "row-unfit"),
        (9, "S-6", "row-unfit"),
    ]
    assert refused[0].reason == ("report_case.lon: Input should be greater than or equal to -180")
    assert topics(database.dsn) == dict.fromkeys(STEPS + LAST, 1)
    with psycopg.connect(database.dsn) as connection:
        sealed = connection.execute("SELECT count(*) FROM vault_items").fetchone()
        keys = connection.execute(
            "SELECT count(*) FROM command_keys WHERE key LIKE '%import/la311/%'"
        ).fetchone()
    assert (sealed, keys) == ((1,), (1,))


def test_a_jurisdiction_that_does_not_run_takes_no_rows(database: Database) -> None:
    """Architecture §3: each jurisdiction has a log of its own."""
    with importing(database.dsn, REQUEST_MAP) as imports:
        elsewhere = Importing(imports.wiring, "elsewhere")

        with pytest.raises(UnknownJurisdiction):
            elsewhere.run(REQUESTS, REQUEST_MAP)


def test_preparing_again_does_nothing(database: Database) -> None:
    """Import: resumable."""
    for _ in range(2):
        with importing(database.dsn, REQUEST_MAP):
            pass

    with psycopg.connect(database.dsn) as connection:
        founded = connection.execute(
            "SELECT count(*) FROM events WHERE topic = 'OrgUnitFounded'"
        ).fetchone()
    assert founded == (9,)  # the top body, the hotline and seven agencies


def test_two_imports_of_one_file_at_once_enter_each_row_once(
    database: Database, tmp_path: Path
) -> None:
    """CAS-KD-01: one reference, one case."""
    file = write_requests(tmp_path / "many.csv", 100)

    with importing(database.dsn, REQUEST_MAP) as imports, ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(imports.run, file, REQUEST_MAP) for _ in range(2)]
        ends = [run.result() for run in runs]

    assert [refused for _, refused in ends] == [[], []]
    assert [tally.rows for tally, _ in ends] == [100, 100]
    assert sum(tally.entered for tally, _ in ends) == 100
    assert topics(database.dsn) == dict.fromkeys(STEPS + LAST, 100)


def test_a_killed_import_goes_on_where_it_was(database: Database, tmp_path: Path) -> None:
    """Bad days: kill -9 twice, and every row is one whole case in the end."""
    file = write_requests(tmp_path / "many.csv", 300)
    with importing(database.dsn, REQUEST_MAP):
        pass
    program = [sys.executable, "-m", "tests.application.imports.importing", database.dsn, str(file)]
    pause = Event()

    for killed_after in (40, 140):
        with subprocess.Popen(program, cwd=ROOT) as process:
            while topics(database.dsn).get("CaseReported", 0) < killed_after:
                assert process.poll() is None, "the import ended before it was killed"
                pause.wait(0.02)  # or who looks takes the time of who works
            process.kill()
        found = topics(database.dsn)
        assert set(found.values()) == {found["CaseReported"]}, "a row is there in part"
    with importing(database.dsn, REQUEST_MAP) as imports:
        tally, refused = imports.run(file, REQUEST_MAP)

    assert refused == []
    assert tally.present >= 140
    assert tally.entered + tally.present == 300
    assert topics(database.dsn) == dict.fromkeys(STEPS + LAST, 300)
