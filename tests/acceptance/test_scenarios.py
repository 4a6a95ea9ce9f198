"""Every scenario file that ships holds, on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from application.scenarios.clock import StoryClock
from application.scenarios.runner import run_story
from application.scenarios.story import read_story
from application.service import Service
from infrastructure.scenario_files import read_scenario
from tests.application.wiring import service_on
from tests.database import Database
from tests.shelves import product_packs

FOLDER = Path(__file__).parent / "scenarios"
FILES = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "index.yaml")
SYSTEMS = 43


@pytest.fixture(scope="module")
def clock() -> StoryClock:
    return StoryClock(datetime(2020, 1, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def service(module_database: Database, clock: StoryClock) -> Iterator[Service]:
    with service_on(module_database, clock, packs=product_packs()) as wired:
        yield wired


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_the_story_holds(file: Path, service: Service, clock: StoryClock) -> None:
    """Annexes A and G: the file says which rows and walk-through it shows."""
    story = read_story(read_scenario(file), product_packs())

    outcome = run_story(story, service, clock, file.stem)

    assert outcome.failures == []
    assert outcome.steps
    assert outcome.expectations


def test_each_of_the_seven_packs_runs_rows_of_its_own() -> None:
    """B.5: all of them in the one process of this module, on one service"""
    shown = {read_story(read_scenario(file), product_packs()).pack_id for file in FILES}

    assert shown == {pack.meta.id for pack in product_packs().all()}
    assert len(shown) == 7


def test_the_index_names_every_system() -> None:
    """Annex A: 43 systems; every file shows one of them."""
    systems = read_scenario(FOLDER / "index.yaml").plain["systems"]

    rows = {row for file in FILES for row in _rows(file)}

    assert list(systems) == [str(row) for row in range(1, SYSTEMS + 1)]
    assert {str(row) for row in rows} <= systems.keys()
    assert {2, 3, 7, 10, 20, 26, 32, 35, 39} <= rows


def _rows(file: Path) -> tuple[int, ...]:
    return read_story(read_scenario(file), product_packs()).rows
