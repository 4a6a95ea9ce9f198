"""Every number that a row of the table rests on matters: moved by one, its story fails.

``numbers/row-NN.yaml`` says for a row which sections of its pack it shows, and for each number in
them which story fails without it, or why none can. In the suite the first number of each row has
its turn; ``CLOSEOUT_TEST_EVERY_NUMBER=1`` gives it to all of them, up and down.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from application.scenarios.clock import StoryClock
from application.scenarios.runner import Failure, run_story
from application.scenarios.story import read_story
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from infrastructure.scenario_files import read_scenario
from tests.acceptance.numbers import moved, numbers_of
from tests.application.wiring import service_on
from tests.database import Database
from tests.shelves import product_packs

HERE: Final = Path(__file__).parent
SCENARIOS: Final = HERE / "scenarios"
EVERY: Final = os.environ.get("CLOSEOUT_TEST_EVERY_NUMBER") == "1"
_runs = count(1)


@dataclass(frozen=True)
class Declared:
    """One number of a row, or several that the pack lets move together only.

    Attributes:
        story: name of the scenario file that fails without it.
        by: the ways it is moved.
    """

    row: str
    pack: str
    paths: Sequence[str]
    story: str
    by: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.row}: {' + '.join(self.paths)}"


@dataclass(frozen=True)
class Sheet:
    """What a row says about the numbers of its pack.

    Attributes:
        covers: dotted paths of the parts of the pack that the row shows.
        explained: by path why no story of the row can tell it from its neighbours.
    """

    row: str
    pack: str
    covers: Sequence[str]
    numbers: Sequence[Declared]
    explained: Mapping[str, str]


def read_sheet(file: Path) -> Sheet:
    """A file of declared numbers.

    A number is declared as ``path: story``, or as ``path: {story: …, only: up, why: …}`` where
    one of its neighbours gives the same answers; ``a + b`` are two that move together.
    """
    plain = read_scenario(file).plain
    assert plain.keys() <= {"pack", "covers", "numbers", "explained"}, f"{file.name}: unknown key"
    declared = []
    for paths, said in (plain["numbers"] or {}).items():
        entry: dict[str, Any] = said if isinstance(said, dict) else {"story": said}
        assert ("only" in entry) == ("why" in entry), f"{file.name}: {paths}: only needs why"
        by = {"up": (1,), "down": (-1,), None: (1, -1)}[entry.get("only")]
        declared.append(Declared(file.stem, plain["pack"], paths.split(" + "), entry["story"], by))
    return Sheet(file.stem, plain["pack"], plain["covers"], declared, plain.get("explained") or {})


SHEETS: Final = [read_sheet(file) for file in sorted((HERE / "numbers").glob("*.yaml"))]
DECLARED: Final = [
    number for sheet in SHEETS for number in (sheet.numbers if EVERY else sheet.numbers[:1])
]


def failures_under(
    pack: PolicyPack, story: str, database: Database, clock: StoryClock
) -> Sequence[Failure]:
    """What of a story does not hold when its jurisdiction goes by that pack.

    Raises:
        ScenarioMalformed: it is no story under that pack, which is not the right reason to fail.
    """
    others = [each for each in product_packs().all() if each.ref != pack.ref]
    shelf = PackShelf([*others, pack])
    told = read_story(read_scenario(SCENARIOS / f"{story}.yaml"), shelf)
    with service_on(database, clock, packs=shelf) as service:
        return run_story(told, service, clock, f"moved-{next(_runs)}").failures


@pytest.mark.parametrize("number", DECLARED, ids=str)
def test_a_number_moved_by_one_breaks_the_story_of_its_row(
    number: Declared, module_database: Database
) -> None:
    """B.3, Annex A: the story fails in an expectation or a refusal, never as malformed."""
    clock = StoryClock(datetime(2000, 1, 1, tzinfo=UTC))
    pack = product_packs().get(number.pack)
    tried = 0
    for by in number.by:
        other = moved(pack, number.paths, by)
        if other is None or (tried and not EVERY):
            continue
        tried += 1
        seen = failures_under(other, number.story, module_database, clock)
        assert seen, f"{number} {by:+d} is not seen"
    assert tried, f"{number}: no pack may hold a neighbour; declare what moves with it"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.row)
def test_every_number_of_what_a_row_shows_is_declared_or_explained(sheet: Sheet) -> None:
    """B.3: a number that is added to a section must show in a story, too."""
    known = numbers_of(product_packs().get(sheet.pack))
    shown = {path for path in known if _is_below(path, sheet.covers)}
    declared = {path for number in sheet.numbers for path in number.paths}

    assert [path for path in sheet.covers if not _is_above(path, known)] == []
    assert sorted(shown - declared - sheet.explained.keys()) == []
    assert sorted((declared | sheet.explained.keys()) - shown) == []
    assert sorted(declared & sheet.explained.keys()) == []


def test_every_row_with_a_story_says_which_numbers_it_rests_on() -> None:
    """Annex A: a row without a number says so, too"""
    files = [file for file in SCENARIOS.glob("*.yaml") if file.name != "index.yaml"]
    rows = {
        f"row-{row:02d}"
        for file in files
        for row in read_story(read_scenario(file), product_packs()).rows
    }

    assert sorted(rows - {sheet.row for sheet in SHEETS}) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.row)
def test_the_stories_that_a_row_names_show_that_row(sheet: Sheet) -> None:
    """Annex A."""
    for story in sorted({number.story for number in sheet.numbers}):
        told = read_story(read_scenario(SCENARIOS / f"{story}.yaml"), product_packs())

        assert told.pack_id == sheet.pack.partition("@")[0], story
        assert int(sheet.row.removeprefix("row-")) in told.rows, story


def _is_below(path: str, covers: Sequence[str]) -> bool:
    return any(path == cover or path.startswith(f"{cover}.") for cover in covers)


def _is_above(cover: str, known: Mapping[str, object]) -> bool:
    return any(_is_below(path, [cover]) for path in known)
