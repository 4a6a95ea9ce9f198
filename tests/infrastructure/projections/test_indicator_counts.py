"""The counts of alike rows say what the rows say, however they came about (F, architecture 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from application.directory import Scope
from application.read_models.figures import Cohort, Group
from domain.indicators.facts import Basis
from infrastructure.projections.indicator_facts import INDICATOR_FACTS
from infrastructure.projections.rebuild import rebuild
from tests.database import Database
from tests.domain.indicators.published import CATALOGUE
from tests.infrastructure.projections.world import (
    EVERYTHING,
    World,
    drain_over_national_day,
    rules,
)
from tests.samples import at

NOW = "2021-11-01 09:00"
SEES_ALL = Scope(person_ref="x", units=frozenset({"u1", "u2"}), communities=frozenset({"c1"}))
"""Sees the same, but not everything there may be: answered from the rows."""


def some_history(world: World) -> None:
    """W-1, and thirty cases of two months in three grids: closed, late, open, merged, rated."""
    for _ in drain_over_national_day(world):
        pass
    for n in range(30):
        month = "09" if n < 15 else "10"
        case = world.routed(f"2021-{month}-08 09:00", grid_id=f"g{n % 3}")
        if n % 4 == 0:
            world.close_case(case, f"2021-{month}-09 17:00")
        elif n % 4 == 1:
            world.close_case(case, f"2021-{month}-28 17:00")
        if n % 8 == 0:
            world.rate(case, 1 if n % 16 == 0 else 5, f"2021-{month}-10 17:00")
        world.save(case)
    world.project()


@pytest.fixture(scope="module")
def counted_world(module_database: Database) -> Iterator[World]:
    made = World(module_database, "counted")
    some_history(made)
    yield made
    made.close()


def counted(
    world: World, scope: Scope, basis: Basis, cohort: Cohort, group: Group | None
) -> Mapping[str | None, Mapping[str, int]]:
    with world.view(NOW) as view:
        return {
            member: counts
            for member, counts in view.set_counts(
                CATALOGUE.sets, basis, scope, cohort, rules(NOW), group=group
            ).items()
            if any(counts.values())
        }


@pytest.mark.parametrize("group", [None, *Group])
@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize(
    "cohort",
    [
        Cohort(),
        Cohort(since=at("2021-09-01 00:00"), until=at("2021-10-01 00:00")),
        Cohort(unit="u1"),
        Cohort(grid="g1", until=at("2021-10-01 00:00")),
    ],
)
def test_every_set_holds_as_many_as_the_rows_have(
    counted_world: World, group: Group | None, basis: Basis, cohort: Cohort
) -> None:
    """F"""
    summed = counted(counted_world, EVERYTHING, basis, cohort, group)

    assert summed == counted(counted_world, SEES_ALL, basis, cohort, group)


def test_a_rebuild_and_any_batches_of_the_projector_give_the_same_counts(
    lone_world: World,
) -> None:
    """F G: rebuilt from zero gives identical rows"""
    some_history(lone_world)

    def stored() -> list[tuple[Any, ...]]:
        with psycopg.connect(lone_world.owner_dsn) as connection:
            return connection.execute(
                "SELECT * FROM indicator_counts_v1 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8"
            ).fetchall()

    at_once = stored()
    rebuild(lone_world.owner_dsn, lone_world.log)
    rebuilt = stored()
    with psycopg.connect(lone_world.owner_dsn, autocommit=True) as owner:
        owner.execute("TRUNCATE indicator_facts_v1, indicator_counts_v1")
        owner.execute("UPDATE tracking SET position = 0")
    with lone_world.projector(batch=7) as projector:
        projector.catch_up()

    assert len(at_once) > 100
    assert at_once == rebuilt == stored()


def test_what_is_named_anew_is_stored_anew() -> None:
    """architecture 6: a new shape is made beside the old one"""
    there = INDICATOR_FACTS.beside(["facts_new", "counts_new"])

    assert there.stored == ("facts_new", "counts_new")
    assert there == replace(INDICATOR_FACTS, name="facts_new", counts="counts_new")
