"""``closeout import organisation``: exit codes, the list of deviations, nothing half done."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from application.imports.import_cases import CaseImport
from application.imports.pseudonyms import Pseudonyms
from infrastructure.imported_cases import PostgresKnownCases
from infrastructure.organisation_files import read_organisation
from interfaces.bootstrap import wired
from interfaces.cli.import_cases import Importer
from interfaces.cli.import_organisation import add
from tests.application.town import at
from tests.database import Database
from tests.shelves import product_packs

KEY = bytes(range(32))
GOOD = """\
bodies:
  - {code: s1, level: STREET, tree: organisation, parent: anning}
  - {code: c1, level: COMMUNITY, tree: organisation, parent: s1}
"""
LACKS = ["incomplete: c1: incomplete-body: STATION", "incomplete: c1: missing-leader: COMMUNITY"]
"""A community of this pack has a station and a leader from above (ORG-DG-03, ORG-DG-05)."""
BAD = GOOD + "  - {code: g1, level: GRID, tree: organisation, parent: s1}\n"


@pytest.fixture
def run(database: Database, tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """Runs the command on a file of this text, in a jurisdiction that is open."""
    with wired(
        database.dsn, master_key=KEY, packs=product_packs(), clock=lambda: at("2021-03-15 12:00")
    ) as wiring:
        wiring.service.organisation.open_jurisdiction("anning", "daguan", "olga")
        cases = CaseImport(
            desk=wiring.service.cases,
            known=PostgresKnownCases(wiring.sessions),
            jurisdictions=wiring.service.jurisdictions,
        )

        @contextmanager
        def importer() -> Iterator[Importer]:
            yield Importer(service=wiring.service, cases=cases, pseudonyms=Pseudonyms(KEY))

        app = typer.Typer()
        app.callback()(lambda: None)
        add(app, read_organisation, importer)

        def invoke(text: str, *options: object, into: str = "anning") -> Result:
            file = tmp_path / "organisation.yaml"
            file.write_text(text, encoding="utf-8")
            words = ["organisation", file, "--jurisdiction", into, "--by", "olga", *options]
            return CliRunner().invoke(app, [str(word) for word in words])

        yield invoke


def test_a_dry_run_tells_what_would_be_and_records_nothing(run: Callable[..., Result]) -> None:
    """1.1"""
    first, again = run(GOOD, "--dry-run"), run(GOOD, "--dry-run")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.splitlines() == [
        *LACKS,
        "2 entries: 2 would be entered, 0 already there, 0 refused",
        "Nothing was recorded.",
    ]
    assert again.stdout == first.stdout


def test_an_import_enters_what_is_missing(run: Callable[..., Result]) -> None:
    """ENV-05"""
    first, again = run(GOOD), run(GOOD)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout.splitlines() == [
        *LACKS,
        "2 entries: 2 entered, 0 already there, 0 refused",
    ]
    assert again.stdout == "2 entries: 0 entered, 2 already there, 0 refused\n"


def test_nothing_is_entered_while_something_is_refused(run: Callable[..., Result]) -> None:
    """1.1: nothing half done, unless one asks for the rest"""
    whole, rest = run(BAD), run(BAD, "--skip-refused")

    assert (whole.exit_code, rest.exit_code) == (3, 3)
    assert whole.stdout.splitlines()[0] == (
        "line 4: refused: g1: wrong-parent-level (1.1): "
        "GRID cannot stand under STREET; it stands under COMMUNITY."
    )
    assert whole.stdout.endswith("Nothing was recorded.\n")
    assert rest.stdout.splitlines()[-1] == "3 entries: 2 entered, 0 already there, 1 refused"


def test_deviations_are_told_to_programs_and_written_down(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    """Import."""
    report = tmp_path / "deviations.csv"

    told = json.loads(run(BAD, "--dry-run", "--json", "--report", report).stdout)

    assert (told["recorded"], told["total"], told["refused"]) == (False, 3, 1)
    assert told["deviations"][0]["code"] == "wrong-parent-level"
    with report.open(encoding="utf-8-sig", newline="") as file:
        row, *lacks = csv.DictReader(file)
    assert (row["line"], row["kind"], row["subject"]) == ("4", "refused", "g1")
    assert [one["code"] for one in lacks] == ["incomplete-body", "missing-leader"]


def test_an_unusable_file_exits_with_2_and_a_closed_jurisdiction_with_1(
    run: Callable[..., Result],
) -> None:
    """Bad days"""
    unusable, closed = run("people: []"), run(GOOD, into="nowhere")

    assert (unusable.exit_code, closed.exit_code) == (2, 1)
    assert "unknown section people" in unusable.stderr
    assert "unknown-jurisdiction" in closed.stderr
