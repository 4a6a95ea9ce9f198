"""From the cells of a row to commands, without a word of the row in any refusal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from application.imports.errors import RowUnfit
from application.imports.map import ImportMap
from application.imports.pseudonyms import Pseudonyms
from application.imports.recipe import Entry, Recipe
from application.imports.rows import Row
from application.use_cases.cases.close_case import CloseCase
from application.use_cases.cases.route_case import RouteCase

COLUMNS = ("no", "text", "kind", "at")
CASE = UUID(int=5)
KEY = Pseudonyms(b"k" * 32)


def recipe(steps: tuple[dict[str, Any], ...] = (), **fields: Any) -> Recipe:
    """A recipe that reports with these fields, under a map with one actor."""
    plan = ImportMap.model_validate(
        {
            "source": "letters",
            "zone": "Asia/Shanghai",
            "times": ["iso", "%d.%m.%Y"],
            "id": "no",
            "actors": {"clerk": "p1"},
            "report": {"by": "clerk", "with": fields},
            "steps": steps,
        }
    )
    return Recipe(plan, COLUMNS, KEY)


def entry(of: Recipe, **cells: str) -> Entry:
    """What the recipe makes of a row with these cells; the others are empty."""
    given = {"no": "7"} | cells
    return of.entry(Row(2, tuple(given.get(column, "") for column in COLUMNS)), CASE)


def test_a_row_is_tied_to_one_reference_and_carried_by_the_import() -> None:
    """CAS-KD-01: one reference, one case; ENV-01: who carried it."""
    made = entry(recipe(text={"column": "text"}), text="no light")

    assert made.report.source_ref == "letters/7"
    assert made.report.text == "no light"
    assert made.caller.person_ref == "p1"
    assert made.caller.represented_by == "import"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2021-01-05 09:32:09", datetime(2021, 1, 5, 1, 32, 9, tzinfo=UTC)),
        ("2021-01-05T09:32:09+00:00", datetime(2021, 1, 5, 9, 32, 9, tzinfo=UTC)),
        ("5.1.2021", datetime(2021, 1, 4, 16, 0, tzinfo=UTC)),
    ],
)
def test_times_are_local_to_the_zone_of_the_map(written: str, meant: datetime) -> None:
    """CAL-01: Shanghai is eight hours ahead of UTC."""
    made = entry(recipe(discovered_at={"column": "at"}), at=written)

    assert made.report.discovered_at == meant


def test_an_empty_optional_cell_leaves_its_field_out() -> None:
    """Import."""
    made = entry(recipe(text={"column": "text", "optional": True}))

    assert "text" not in made.report.model_fields_set


def test_columns_are_joined_where_they_are_not_empty() -> None:
    """Import."""
    both = recipe(text={"columns": ["kind", "text"], "join": ": "})

    assert entry(both, kind="light", text="out").report.text == "light: out"
    assert entry(both, text="out").report.text == "out"


def test_values_are_translated_and_prefixed() -> None:
    """Import."""
    mapped = recipe(
        category={"column": "kind", "map": {"1": "a"}, "otherwise": "z", "prefix": "k-"}
    )

    assert entry(mapped, kind="1").report.category == "k-a"
    assert entry(mapped, kind="2").report.category == "k-z"


def test_a_person_of_the_source_gets_a_pseudonym_that_needs_the_key_to_guess() -> None:
    """ENV-07."""
    person = recipe(reporter={"column": "text", "pseudonym": True})

    first, again = entry(person, text="13800138000"), entry(person, text="13800138000")
    other = entry(person, text="13800138001")

    assert first.report.reporter == again.report.reporter != other.report.reporter
    assert "13800138000" not in str(first.report.reporter)
    assert Pseudonyms(b"x" * 32).of("letters", "13800138000") != first.report.reporter


def test_a_step_is_taken_only_when_its_conditions_hold() -> None:
    """Import."""
    closing = {
        "do": "close_case",
        "by": "clerk",
        "when": [{"column": "at"}, {"column": "kind", "equals": ["1", "2"]}],
    }
    made = recipe((closing,))

    assert entry(made).then == []
    assert entry(made, at="2021-01-05").then == []
    assert entry(made, at="2021-01-05", kind="3").then == []
    (step,) = entry(made, at="2021-01-05", kind="2").then
    assert step[1] == CloseCase(case_id=CASE)


def test_a_list_of_cells_makes_a_field_of_several_values() -> None:
    """CAS-KD-03: a case may go to several units."""
    units = [{"column": "kind", "prefix": "u-"}, {"column": "text", "optional": True}]
    route = {"do": "route_case", "by": "clerk", "with": {"mode": "SINGLE", "units": units}}

    ((_, command),) = entry(recipe((route,)), kind="1").then

    assert isinstance(command, RouteCase)
    assert command.units == ("u-1",)


def test_the_actor_may_stand_in_the_row() -> None:
    """ENV-01: each act has its own actor."""
    step = {"do": "upload_case", "by": {"column": "kind"}}

    ((caller, _),) = entry(recipe((step,)), kind="clerk").then
    assert caller.person_ref == "p1"

    with pytest.raises(RowUnfit, match=r"upload_case\.by: is none of the map's actors"):
        entry(recipe((step,)), kind="Mallory Example")


@pytest.mark.parametrize(
    ("fields", "cells", "why"),
    [
        ({"text": {"column": "text"}}, {}, "report_case.text (text): is empty"),
        (
            {"category": {"column": "text", "map": {"a": "b"}}},
            {"text": "Jane Example"},
            "report_case.category (text): holds a value that the map does not list",
        ),
        (
            {"discovered_at": {"column": "at"}},
            {"at": "Jane Example"},
            "report_case.discovered_at (at): is not a time in any format of the map",
        ),
        (
            {"lon": {"column": "text", "type": "float"}},
            {"text": "Jane Example"},
            "report_case.lon (text): is not a number",
        ),
        (
            {"lon": {"column": "text"}},
            {"text": "181"},
            "report_case.lon: Input should be less than or equal to 180",
        ),
        (
            {"category": {"column": "text"}},
            {"text": "Jane Example"},
            "report_case.category: String should match pattern '^[^\\s/",
        ),
        (
            {"reason": {"column": "text"}},
            {"text": "call 13800138000"},
            "report_case.reason: Value error, holds a mobile or identity number;",
        ),
    ],
)
def test_an_unfit_row_is_told_by_column_and_field_and_never_by_its_words(
    fields: dict[str, Any], cells: dict[str, str], why: str
) -> None:
    """ENV-07."""
    with pytest.raises(RowUnfit) as refusal:
        entry(recipe(**fields), **cells)

    assert refusal.value.reason.startswith(why)
    assert not any(word in refusal.value.reason for word in cells.values())


@pytest.mark.parametrize("written", ["", "  ", "x" * 101, "a\nb"])
def test_an_id_can_be_written_down(written: str) -> None:
    """CAS-KD-01: without an id nothing ties a row to one case."""
    with pytest.raises(RowUnfit, match="the id is"):
        entry(recipe(), no=written)
