"""When an answer is as stated."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest

from application.scenarios.document import ScenarioMalformed
from application.scenarios.matching import differences, json_of, told
from domain.vocabulary import CaseState
from tests.application.scenarios.stage import node

CASE = UUID("00000000-0000-0000-0000-000000000001")
MIDNIGHT = datetime(2021, 10, 11, 16, 0, tzinfo=UTC)
"""2021-10-12T00:00+08:00."""


@pytest.mark.parametrize(
    ("stated", "got"),
    [
        ("{a: 1}", {"a": 1, "b": 2}),
        ("[x, y]", ["x", "y"]),
        ("[{a: 1}]", [{"a": 1, "b": 2}]),
        ("null", None),
        ("true", True),
        ("54.5", Fraction(109, 2)),
        ("91.3 %", Fraction(400, 438)),
        ("400/438", Fraction(400, 438)),
        ("200/219", Fraction(400, 438)),
        ("CLOSED", told(CaseState.CLOSED, {})),
        ('"2021-10-12T00:00+08:00"', MIDNIGHT),
        ("2021-10-12", MIDNIGHT),
        ("2021-10-11", date(2021, 10, 11)),
        ("PT10M", timedelta(minutes=10)),
        ("[k1]", {"count": 1, "cases": ["k1"]}),
        ("1", {"count": 1, "cases": ["k1"]}),
    ],
)
def test_what_is_stated_holds(stated: str, got: Any) -> None:
    """Architecture 8: only what is stated has to hold."""
    assert differences(node(stated), got) == []


@pytest.mark.parametrize(
    ("stated", "got"),
    [
        ("[x]", ["x", "y"]),
        ("[y, x]", ["x", "y"]),
        ("[x]", "x"),
        ("{a: 1}", None),
        ("null", {"a": 1}),
        ("1", True),
        ("true", 1),
        ("1", "1"),
        ("91.3 %", Fraction(400, 439)),
        ("1/0", Fraction(1)),
        ("2021-10-11", MIDNIGHT),
        ('"2021-10-12T00:00"', MIDNIGHT),
        ("soon", MIDNIGHT),
        ("PT10M", timedelta(minutes=11)),
        ("long", timedelta(minutes=11)),
        ("2", {"count": 1, "cases": ["k1"]}),
    ],
)
def test_what_differs_is_found(stated: str, got: Any) -> None:
    """Architecture 8."""
    assert len(differences(node(stated), got)) == 1


def test_a_difference_names_its_place() -> None:
    """Architecture 8: a diff of expected and got, with the line."""
    stated = node("- {a: 1}\n- {a: 2,\n   b: 3}\n")

    found = differences(stated, [{"a": 1}, {"a": 5, "b": 3}])

    assert [(each.line, each.path, each.expected, each.got) for each in found] == [
        (2, "[1].a", 2, 5)
    ]


def test_a_field_that_no_answer_has_is_a_mistake_of_the_file() -> None:
    """Architecture 8: unknown fields fail with the line number."""
    with pytest.raises(ScenarioMalformed, match="2: the answer has no field mises"):
        differences(node("{misses: 1,\n mises: 1}"), {"misses": 1})


def test_cases_are_called_by_their_names() -> None:
    """Architecture 8: names are local to the file."""
    assert told({"into": CASE, "units": ("u1",)}, {CASE: "k1"}) == {"into": "k1", "units": ["u1"]}


def test_an_answer_is_shown_as_json() -> None:
    """CAL-07: rates with one decimal."""
    assert json_of({"rate": Fraction(400, 438), "on": [date(2021, 10, 11)]}) == {
        "rate": "91.3 %",
        "on": ["2021-10-11"],
    }
