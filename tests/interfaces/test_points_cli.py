"""``closeout points`` as an operator types it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from application.queries.points_desk import UnitPointsDesk
from domain.policy.shelf import PackShelf
from domain.required import PolicySilent
from interfaces.cli.points import create_app
from tests.application.town import FOUNDER, Town, at, town_on, whistled
from tests.database import Database
from tests.samples import PAUSING

REASON = "handed out to the wrong units"


class Year:
    """2021 in a district: of two cases with reports due on the 22nd the first was left out.

    ``lights`` missed both reports, ``police`` that of the first.
    """

    def __init__(self, town: Town) -> None:
        self.town = town
        town.service.points_sweep.sweep(town.name)
        self.case: UUID = whistled(town, "lights", "police")
        other = whistled(town, "lights", "police")
        town.do("vic", "give_feedback", other, content="on it")
        town.clock.set(at("2021-09-23 00:05"))
        town.service.follow(town.name)
        town.service.deadlines.sweep(town.name)
        town.service.follow(town.name)
        town.clock.set(at("2021-09-24 09:00"))
        town.do("uma", "request_exclusion", self.case, ground="UNREASONABLE", reason=REASON)
        town.do(FOUNDER, "decide_exclusion", self.case, approved=True, opinion="not theirs")
        town.service.follow(town.name)


@pytest.fixture(scope="module")
def year(module_database: Database) -> Iterator[Year]:
    packs = PackShelf([PAUSING])
    with town_on(module_database, "daguan", "2021-09-16 09:00", packs=packs) as town:
        yield Year(town)


def league(town: Town, *further: str) -> tuple[Result, list[str]]:
    said = io.StringIO()

    @contextmanager
    def desk() -> Iterator[UnitPointsDesk]:
        yield town.service.unit_points

    words = ["league", town.name, "2021", "--by", "aud", *further]
    result = CliRunner().invoke(create_app(desk, Console(file=said, width=240)), words)
    return result, said.getvalue().splitlines()


def places(said: list[str]) -> list[tuple[str, str, str]]:
    """Rank, unit and total of each row."""
    rows = ([cell.strip() for cell in line.split("│")[1:4]] for line in said if "│" in line)
    return [(rank, unit, total) for rank, unit, total in rows]


def test_units_stand_by_rank_with_the_formula_and_what_was_left_out(year: Year) -> None:
    """PTS-DG-05, RANK-01, GAT-01: 60 − 3, and 60; what was taken back, by whom and why"""
    result, said = league(year.town)

    assert result.exit_code == 0, result.output
    assert places(said)[:2] == [("1", "police", "60.0"), ("2", "lights", "57.0")]
    assert any("60" in line and "× missed" in line for line in said)
    left_out = [line for line in said if line.startswith("left out: ")]
    assert sorted(left_out) == [
        f"left out: {unit} {year.case} 3.0: {REASON} (approved by {FOUNDER})"
        for unit in ("lights", "police")
    ]


def test_a_league_is_shown_as_it_was_known(year: Year) -> None:
    """ENV-06: local time; the misses were recorded at 00:05 of the 23rd"""
    for then, totals in (
        ("2021-09-23T00:04:59", {"lights": "60.0", "police": "60.0"}),
        ("2021-09-23T00:05:00", {"lights": "54.0", "police": "57.0"}),
    ):
        result, said = league(year.town, "--as-of", then)

        assert result.exit_code == 0, result.output
        found = {unit: total for _, unit, total in places(said)}
        assert {unit: found[unit] for unit in totals} == totals
        assert not any("left out" in line for line in said)


def test_a_pack_without_points_of_units_has_no_league(module_database: Database) -> None:
    """B-45"""
    with town_on(module_database, "kundulun", "2021-09-16 09:00") as town:
        result, _ = league(town)

    assert isinstance(result.exception, PolicySilent)
