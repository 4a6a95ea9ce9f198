"""The exported league table: figures as figures, and no cell that a spreadsheet runs (CWE-1236)."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import pytest

from application.queries.points_desk import League, Place
from application.read_models.unit_points import UnitPointLine, UnitPointsRow
from domain.ledgers.ranking import Rank
from interfaces.exports.points_table import HEADING, league_rows
from interfaces.exports.sheets import csv_lines
from tests.interfaces.test_indicator_exports import ATTACKS
from tests.samples import pack

T = TypeVar("T")
AT = datetime(2022, 1, 1, tzinfo=UTC)
LEDGER, CASE = UUID(int=7), UUID(int=8)
_AGGREGATE: dict[str, Any] = {
    "jurisdiction": "daguan", "aggregate_id": LEDGER, "version": 4, "changed_at": AT,
    "latest_occurred_at": AT, "body": "u2", "people": (), "year": 2021,
}  # fmt: skip


def account(unit: str) -> UnitPointsRow:
    """Two misses and a share of a credit, settled."""
    return _made(
        UnitPointsRow, code=unit, no=2021, pack="daguan@2020.1", base=Decimal("60.0"),
        withheld=Decimal("0.0"), awarded=Decimal("0.5"), deducted=Decimal("-6.0"),
        reversed=Decimal("0.0"), total=Decimal("54.5"), settled_points=Decimal("54.5"),
        settled_rank=2,
    )  # fmt: skip


def excluded(text: str) -> UnitPointLine:
    """A case that somebody left out for this reason."""
    return _made(
        UnitPointLine, code="u2", case_id=CASE, amount=Decimal("3.0"), reason=text, approver="lin"
    )


def _made(kind: type[T], **said: Any) -> T:
    nothing = dict.fromkeys(field.name for field in fields(kind))  # type: ignore[arg-type]  # a row
    return kind(**nothing | {n: v for n, v in _AGGREGATE.items() if n in nothing} | said)


def exported(reason: str, *, unit: str = "u2") -> list[list[str]]:
    place = Place(
        unit=unit, now=Rank(2, 2, is_last=True), total=Decimal("54.5"), account=account(unit),
        settled_points=Decimal("54.5"), since_settlement=Decimal("-3.0"),
        is_open=True,
    )  # fmt: skip
    league = League(
        year=2021, pack=pack("daguan"), formula="60 + 0.5 × COHANDLED", settled_at=AT,
        places=[place], excluded=[excluded(reason)],
    )  # fmt: skip
    text = b"".join(csv_lines([HEADING, *league_rows(league)])).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_each_line_has_the_figures_of_a_unit_as_figures() -> None:
    """PTS-DG-06: one place each; what is below zero is a number, and is not touched"""
    head, line, empty, formula, left_out = exported("entered twice")

    assert head == [str(cell) for cell in HEADING]
    assert dict(zip(head, line, strict=True)) == {
        "rank": "2", "unit": "u2", "total": "54.5", "base": "60.0", "withheld": "0.0",
        "awarded": "0.5", "deducted": "-6.0", "reversed": "0.0", "settled_rank": "2",
        "settled_points": "54.5", "since_settlement": "-3.0",
    }  # fmt: skip
    assert empty == []
    assert formula == ["formula", "60 + 0.5 × COHANDLED"]
    assert left_out == ["excluded", "u2", str(CASE), "3.0", "entered twice", "lin"]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    """CWE-1236: reasons are an official's words, codes come from outside"""
    line, left_out = exported(text, unit=text)[1], exported(text)[-1]

    assert line[1] == f"'{text}"
    assert left_out[4] == f"'{text}"
