"""``closeout simulate`` and ``closeout acceptance`` as an administrator types them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from application.ports import Clock
from application.service import Service
from domain.policy.shelf import PackShelf
from infrastructure.policy_files import load_packs
from infrastructure.scenario_files import read_scenario
from interfaces.cli.simulate import Tools, acceptance, simulate
from tests.application.wiring import service_on
from tests.database import Database

Run = Callable[..., Result]

PACKS = Path(__file__).parents[1] / "packs"

STORY = """\
pack: kundulun
title: One report
row: 10
setup: {grids: [g1], posts: {grid_member: [gu]}}
steps:
  - {at: "2026-02-13T09:00+08:00", by: gu, do: report_case, as: k1, with: {grid: g1}}
expect:
  - {query: case, where: {case: k1}, is: {state: REPORTED}}
"""


@pytest.fixture
def run(database: Database) -> Run:
    @contextmanager
    def scratch(clock: Clock, shelf: PackShelf) -> Iterator[Service]:
        with service_on(database, clock, packs=shelf) as service:
            yield service

    tools = Tools(read=read_scenario, load_packs=load_packs, scratch_service=scratch)
    app = typer.Typer()
    app.command("simulate")(simulate(tools))
    app.command("acceptance")(acceptance(tools))
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_a_story_that_holds_ends_with_0(run: Run, file: Path) -> None:
    """Architecture 8."""
    result = run("simulate", file)

    assert result.exit_code == 0
    assert result.output == f"{file}: holds (1 steps, 1 expectations)\n"


def test_a_story_that_differs_ends_with_1_and_a_diff(run: Run, file: Path) -> None:
    """Architecture 8."""
    file.write_text(STORY.replace("state: REPORTED", "state: CLOSED"), encoding="utf-8")

    result = run("simulate", file)

    assert result.exit_code == 1
    assert f"{file}:8: case state\n  - expected CLOSED\n  + got      REPORTED\n" in result.output


def test_a_malformed_file_ends_with_2_and_its_line(run: Run, file: Path) -> None:
    """Architecture 8."""
    file.write_text(STORY.replace("do: report_case", "do: repeat_case"), encoding="utf-8")

    result = run("simulate", file)

    assert result.exit_code == 2
    assert f"{file}:6: unknown command repeat_case" in result.output


def test_a_pack_can_be_tried_before_it_is_adopted(run: Run, file: Path) -> None:
    """Architecture 8: policy administrators try a pack in stories."""
    file.write_text(STORY.replace("pack: kundulun", "pack: daguan-aligned"), encoding="utf-8")

    adopted = run("simulate", file)
    tried = run("simulate", file, "--packs", PACKS)

    assert adopted.exit_code == 2
    assert f"{file}:1: " in adopted.output
    assert tried.exit_code == 0


def test_the_outcome_is_there_as_json(run: Run, file: Path) -> None:
    """Architecture 8."""
    result = run("simulate", file, "--json")

    told = json.loads(result.output)
    assert told["holds"] is True
    assert told["pack"] == "kundulun"
    assert told["failures"] == []


def test_several_files_run_in_one_go(run: Run, file: Path, tmp_path: Path) -> None:
    """Architecture 8: each in a jurisdiction of its own."""
    other = tmp_path / "other.yaml"
    other.write_text(STORY, encoding="utf-8")

    result = run("simulate", file, other, "--json")

    assert [each["holds"] for each in json.loads(result.output)] == [True, True]


def test_the_catalogue_is_listed_without_a_database(run: Run) -> None:
    """Architecture 8: ``--list``."""
    result = run("simulate", "--list")

    assert result.exit_code == 0
    assert "  blow_whistle*: call the departments" in result.output
    assert "      grade: text (required)" in result.output


def test_the_table_says_what_works_and_what_is_not_built(
    run: Run, file: Path, tmp_path: Path
) -> None:
    """Annex A: row, system, works or not, the file that shows it."""
    index = "systems:\n  10: Five-step event loop\n  14: Mediation supermarket\n"
    (tmp_path / "index.yaml").write_text(index, encoding="utf-8")

    result = run("acceptance", "--scenarios", tmp_path, "--json")

    assert result.exit_code == 0
    assert json.loads(result.output) == [
        {"row": 10, "system": "Five-step event loop", "works": "works", "files": [file.name]},
        {"row": 14, "system": "Mediation supermarket", "works": "not built", "files": []},
    ]


def test_a_row_whose_story_differs_does_not_work(run: Run, file: Path, tmp_path: Path) -> None:
    """Annex A."""
    (tmp_path / "index.yaml").write_text("systems: {10: Loop, 14: Mediation}", encoding="utf-8")
    file.write_text(STORY.replace("state: REPORTED", "state: CLOSED"), encoding="utf-8")

    result = run("acceptance", "--row", 10, "--scenarios", tmp_path)

    assert result.exit_code == 1
    assert "does not work" in result.output
    assert "Mediation" not in result.output


def test_a_row_that_is_none_is_told(run: Run, tmp_path: Path) -> None:
    """Annex A: 43 rows."""
    (tmp_path / "index.yaml").write_text("systems: {10: Loop}", encoding="utf-8")

    result = run("acceptance", "--row", 44, "--scenarios", tmp_path)

    assert result.exit_code == 2
