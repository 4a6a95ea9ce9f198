"""Lines of lists are written once for each version of a case."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest

from application.read_models.case_row import CaseRow, case_row
from application.read_models.story import told
from domain.cases.case import Case
from interfaces.api.lines import CaseLines, page_as_it_was
from interfaces.api.views import CaseList, CaseView
from tests.samples import reported
from tests.spec import stream


@pytest.fixture
def row() -> CaseRow:
    story = told(stream(reported(), of=Case), "daguan")
    assert story is not None
    return case_row(story)


def test_a_page_is_what_its_model_says(row: CaseRow) -> None:
    """API conventions: ``{items, next}``; the same for now and for the past."""
    other = replace(row, case_id=UUID(int=7), category=None)
    model = CaseList(items=[CaseView.model_validate(one) for one in (row, other)], next="c")

    pages = [CaseLines().page([row, other], "c"), page_as_it_was([row, other], "c")]

    assert [json.loads(page) for page in pages] == 2 * [model.model_dump(mode="json")]
    assert json.loads(CaseLines().page([], None)) == {"items": [], "next": None}


def test_a_new_version_is_written_anew(row: CaseRow) -> None:
    """Read your own write; an older version still in hand is told as it was."""
    lines, newer = CaseLines(), replace(row, version=row.version + 1, hops=3)

    told_hops = [
        json.loads(lines.page([one], None))["items"][0]["hops"] for one in (row, newer, row)
    ]

    assert told_hops == [0, 3, 0]


def test_jurisdictions_do_not_share_lines(row: CaseRow) -> None:
    """Architecture 3: one database, many logs."""
    lines, elsewhere = CaseLines(), replace(row, jurisdiction="kundulun", category="kiosk")

    pages = [json.loads(lines.page([one], None))["items"][0] for one in (row, elsewhere)]

    assert [page["category"] for page in pages] == [row.category, "kiosk"]


def test_only_so_many_lines_are_remembered(row: CaseRow) -> None:
    """Memory does not grow with history: the line nobody asked for longest is written again."""
    lines = CaseLines(most=2)
    rows = [replace(row, case_id=UUID(int=n)) for n in range(3)]
    lines.page(rows, None)
    changed_in_place = [replace(one, hops=9) for one in rows]

    hops = [one["hops"] for one in json.loads(lines.page(changed_in_place[::-1], None))["items"]]

    assert hops == [0, 0, 9]
