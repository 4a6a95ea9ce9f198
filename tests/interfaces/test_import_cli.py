"""``closeout import cases``: exit codes, the report of refused rows, and progress without a bar."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from application.imports.import_cases import CaseImport
from application.imports.pseudonyms import Pseudonyms
from infrastructure.csv_rows import open_csv
from infrastructure.import_maps import read_map
from infrastructure.imported_cases import PostgresKnownCases
from interfaces.bootstrap import wired
from interfaces.cli.import_cases import Importer, create_app
from tests.application.imports.importing import HEAD, KEY, NOW, REQUEST_MAP, REQUESTS, topics
from tests.database import Database
from tests.shelves import product_packs

Run = Callable[..., Result]
BAD = b"1,=HYPERLINK(1),2021-02-01 08:00:00,,4,2,77,1,1,x,34.1,-118.3,1\n"
GOOD = b"2,S-2,2021-02-01 08:00:00,,4,2,7,1,1,x,34.1,-118.3,1\n"


@pytest.fixture
def run(database: Database) -> Run:
    """Runs the command on a fresh database; paths and options as text."""

    @contextmanager
    def importer() -> Iterator[Importer]:
        with wired(
            database.dsn, master_key=KEY, packs=product_packs(), clock=lambda: NOW
        ) as wiring:
            cases = CaseImport(
                desk=wiring.service.cases,
                known=PostgresKnownCases(wiring.sessions),
                jurisdictions=wiring.service.jurisdictions,
            )
            yield Importer(service=wiring.service, cases=cases, pseudonyms=Pseudonyms(KEY))

    app = create_app(read_map, open_csv, importer)

    def invoke(file: Path, *options: object, plan: Path = REQUEST_MAP) -> Result:
        words = ["cases", file, "--map", plan, "--jurisdiction", "imported", *options]
        return CliRunner().invoke(app, [str(word) for word in words])

    return invoke


def test_a_file_without_a_fault_exits_with_0_and_says_what_it_did(run: Run) -> None:
    """Import."""
    first, again = run(REQUESTS, "--prepare"), run(REQUESTS)

    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert "Prepared imported: 16 bodies and posts were missing." in first.stdout
    assert "6 rows: 6 entered, 0 already there, 0 refused" in first.stdout
    assert "40 events" in first.stdout
    assert "6 rows: 0 entered, 6 already there, 0 refused" in again.stdout


def test_refused_rows_exit_with_3_and_are_in_the_report(
    run: Run, tmp_path: Path, database: Database
) -> None:
    """Import; and no cell of the report is a formula to a spreadsheet."""
    file, report = tmp_path / "bad.csv", tmp_path / "refused.csv"
    file.write_bytes(HEAD + BAD + GOOD)

    ended = run(file, "--prepare", "--report", report)

    assert ended.exit_code == 3, ended.output
    assert f"The refused rows with their reasons are in {report}." in ended.stdout
    with report.open(encoding="utf-8-sig", newline="") as written:
        (row,) = csv.DictReader(written)
    assert row == {
        "line": "2",
        "source_id": "'=HYPERLINK(1)",
        "code": "row-unfit",
        "rule": "ENV-07",
        "reason": "report_case.channel (source_id): holds a value that the map does not list",
    }
    assert topics(database.dsn)["CaseReported"] == 1


def test_without_a_report_the_first_refusals_are_said(run: Run, tmp_path: Path) -> None:
    """Import: a report of refused rows with reasons."""
    file = tmp_path / "bad.csv"
    file.write_bytes(HEAD + BAD)

    ended = run(file, "--prepare")

    assert ended.exit_code == 3
    assert "line 2: row-unfit: report_case.channel (source_id): holds a value" in ended.stderr


def test_an_unusable_file_or_map_exits_with_2_before_anything_is_entered(
    run: Run, tmp_path: Path, database: Database
) -> None:
    """Bad days: nothing half done."""
    plan, file = tmp_path / "map.yaml", tmp_path / "file.csv"
    plan.write_text(REQUEST_MAP.read_text().replace("do: close_case", "do: close_cases"))
    file.write_bytes(b"srnumber,srnumber\n1,2\n")

    by_map = run(REQUESTS, "--prepare", plan=plan)
    by_file = run(file, "--prepare")
    by_column = run(REQUESTS, plan=REQUEST_MAP.with_name("tipdm2020c.yaml"))
    by_report = run(REQUESTS, "--report", tmp_path / "absent" / "refused.csv")

    ends = (by_map, by_file, by_column, by_report)
    assert [each.exit_code for each in ends] == [2, 2, 2, 2]
    line = plan.read_text().splitlines().index("  - do: close_cases") + 1
    assert f"{plan}:{line}: steps.6.do: there is no command close_cases" in by_map.stderr
    assert "two columns of one name: srnumber" in by_file.stderr
    assert "the file has no column msg_id" in by_column.stderr
    assert "cannot be written" in by_report.stderr
    assert topics(database.dsn) == {}


def test_a_service_that_refuses_ends_with_1_and_says_how_to_go_on(run: Run) -> None:
    """Import: resumable."""
    ended = run(REQUESTS)

    assert ended.exit_code == 1
    assert "No log 'imported'." in ended.stderr
    assert "Run it again to go on." in ended.stderr
