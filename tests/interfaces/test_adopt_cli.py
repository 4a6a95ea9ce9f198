"""``closeout pack adopt``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from application.adoption.desk import AdoptionDesk
from infrastructure.policy_files import PACKAGED, load_packs
from interfaces.cli.pack import create_app
from tests.application.town import Town, at, town_on, uploaded, whistled
from tests.database import Database
from tests.shelves import packs_of

VERSIONS = Path(__file__).parents[1] / "versions"
NEW = "daguan@2021.1"
CHOSEN = "the first refusal counts for trying out"
ENDED = "The case was withdrawn, merged or rejected; it is REJECTED."


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    """Daguan on the last day of the old version, with an administrator."""
    shelf = packs_of(PACKAGED, VERSIONS)
    with town_on(module_database, "daguan", "2021-09-17 09:00", packs=shelf) as town:
        town.appoint("ada", "administrator", town.name)
        yield town


def adopt(town: Town, *words: object) -> Result:
    """Runs the command in the town's service, after the read models have caught up."""

    @contextmanager
    def desk() -> Iterator[AdoptionDesk]:
        town.service.projector.catch_up()
        yield town.service.adoption

    app = create_app(load_packs, desk)
    told = ["adopt", town.name, NEW, "--by", "ada", *map(str, words)]
    return CliRunner().invoke(app, told)


def test_a_dry_run_tells_what_changes_for_whom(town: Town) -> None:
    """ENV-03"""
    case = whistled(town, "lights", "police")
    head = town.head()

    result = adopt(town, "--dry-run")

    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [
        "daguan@2021.1 follows daguan@2020.1; in force from 2021-09-18 on.",
        "3 values change.",
        "  posts.station_deputy.max: 1 → 2  [ORG-DG-04 S4 §2]",
        "  cases.clocks.CLK-DG-B.n: 3 → 7  [B-05]  ASSUMPTION: a week for trying out",
        f"  cases.closing.refusals_listed_from: 2 → 1  [CAS-DG-10]  ASSUMPTION: {CHOSEN}",
        "1 cases are open; 1 stay under another version unless they are rebound.",
        f"  {case} can go over: lights 2021-09-22 → 2021-09-24; police 2021-09-22 → 2021-09-24",
        "9 bodies are judged by the version in force; 0 of them otherwise than before.",
        "Nothing was recorded.",
    ]
    assert town.head() == head


def test_a_dry_run_tells_programs_the_same(town: Town) -> None:
    """ENV-03"""
    case = whistled(town, "lights", "police")

    told = json.loads(adopt(town, "--dry-run", "--json").stdout)

    assert [change["path"] for change in told["changes"]][1] == "cases.clocks.CLK-DG-B.n"
    assert (told["staying"], told["open_cases"]) == (1, {"daguan@2020.1": 1})
    assert told["cases"][0]["case_id"] == str(case)
    assert told["cases"][0]["moved"][0]["unit_id"] == "lights"


def test_open_cases_are_rebound_once(town: Town) -> None:
    """ENV-03: doing it again finds nothing left to do."""
    whistled(town, "lights", "police")
    town.clock.set(at("2021-09-18 09:00"))

    first = adopt(town, "--open-cases", "--reason", "adopted")
    again = adopt(town, "--open-cases", "--reason", "adopted")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == "1 cases go on under daguan@2021.1; 0 stay as they are.\n"
    assert again.stdout == "0 cases go on under daguan@2021.1; 0 stay as they are.\n"


def test_cases_that_stay_are_told_with_their_refusal_and_exit_with_3(town: Town) -> None:
    """ENV-03"""
    old, ended = uploaded(town), uploaded(town)
    town.do("anna", "reject_case", ended, reason="no matter of ours")
    town.clock.set(at("2021-09-18 09:00"))

    result = adopt(town, "--case", old, "--case", ended, "--reason", "adopted")

    assert result.exit_code == 3
    assert result.stdout.splitlines() == [
        f"{ended} stays: case-is-ended: {ENDED}",
        "1 cases go on under daguan@2021.1; 1 stay as they are.",
    ]


def test_nothing_is_rebound_that_nobody_named(town: Town) -> None:
    """ENV-03: adopting a version is no reason to move what goes on."""
    uploaded(town)

    result = adopt(town, "--reason", "adopted")

    assert result.exit_code == 2
    assert "--open-cases" in result.stderr
