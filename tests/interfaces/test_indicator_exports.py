"""Exported tables open safely in any spreadsheet and hold numbers as numbers; drawings say all."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from application.queries.indicator_desk import SeriesPoint
from interfaces.exports.indicator_tables import series_rows
from interfaces.exports.sheets import Row, Workbook, csv_lines, guarded
from interfaces.indicator_charts import Chart, league, trend
from tests.domain.indicators.published import CATALOGUE, figure

_SVG = "{http://www.w3.org/2000/svg}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ATTACKS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",  # full-width
    "＋1",
    "－1",
    "＠SUM(A1)",
    "  =1",
    "\u3000=1",
    "\ufeff=1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_that_begins_like_a_formula_is_a_text(text: str) -> None:
    """CWE-1236"""
    line = b"".join(csv_lines([[text, 5, Fraction(-1, 3)]], mark=False)).decode()
    (cells,) = csv.reader(io.StringIO(line, newline=""))

    assert guarded(text) == f"'{text}"
    assert cells == [f"'{text}", "5", "-0.333333"]


@pytest.mark.parametrize("text", ["u1", "办结率", "1/2", "a=b", "", "'=1", "91.3 %"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    """CWE-1236"""
    assert guarded(text) == text


def cells_of(file: io.BytesIO) -> list[list[tuple[str | None, str | None, bool]]]:
    """Type, content and whether it is a formula, of each cell of the first sheet."""
    with zipfile.ZipFile(file) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # made a moment ago
    return [
        [
            (
                cell.get("t"),
                "".join(part.text or "" for part in cell.iter() if part.tag != f"{_SHEET}c"),
                cell.find(f"{_SHEET}f") is not None,
            )
            for cell in row
        ]
        for row in sheet.iter(f"{_SHEET}row")
    ]


def test_excel_gets_texts_as_texts_and_numbers_as_numbers() -> None:
    """CWE-1236"""
    file = io.BytesIO()
    book = Workbook(file, "closure", ("指标", "数值"))
    book.add([[text, Fraction(400, 438)] for text in ATTACKS])
    book.add([["http://example.org", 7], ["12", -1]])
    book.close()

    heading, *rows = cells_of(file)

    assert [content for _, content, _ in heading] == ["指标", "数值"]
    assert not any(formula for row in rows for _, _, formula in row)
    assert {row[0][0] for row in rows} == {"inlineStr"}
    assert rows[0][1][0] in {None, "n"}
    assert rows[0][1][1] == "0.913242"
    assert rows[-1][1][1] == "-1"


def test_a_csv_file_says_that_it_is_utf_8_and_ends_lines_as_spreadsheets_do() -> None:
    """RFC 4180"""
    written = b"".join(csv_lines([("指标", "数值"), ("办结率", Fraction(1, 2))]))

    assert written == "\ufeff指标,数值\r\n办结率,0.5\r\n".encode()


def test_a_table_of_any_length_takes_the_memory_of_a_row() -> None:
    """Architecture: memory is bounded in any export"""

    def rows(count: int) -> Iterator[Row]:
        for n in range(count):
            yield (n, "CaseUploaded", f"case {n}", "", True, False)

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in csv_lines(rows(count)):
            pass
        with io.BytesIO() as file:
            book = Workbook(file, "x", ("a", "b", "c", "d", "e", "f"))
            book.add(rows(count))
            seen = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            book.close()
        return seen

    peak(100)  # what is imported on first use is not counted
    assert peak(4_000) < peak(400) + 100_000


# --- Drawings. ---


def point(group: str, closed: int, uploaded: int) -> SeriesPoint:
    return SeriesPoint(group, figure("closure", closed=closed, uploaded=uploaded), ())


def in_time(group: str, in_time: int, late: int, overdue: int) -> SeriesPoint:
    counts = {
        "closed_in_time": in_time,
        "closed_with_bound": in_time + late,
        "overdue_open": overdue,
    }
    return SeriesPoint(
        group, figure("on_time_of_closed", **counts), (figure("on_time_of_due", **counts),)
    )


def chart(code: str, points: list[SeriesPoint]) -> Chart:
    return Chart.of(CATALOGUE, code, points)


def texts(svg: str) -> list[str]:
    return [str(text.text) for text in ET.fromstring(svg).iter(f"{_SVG}text")]  # noqa: S314  # drawn a moment ago


@pytest.mark.parametrize("draw", [trend, league])
def test_a_drawing_says_in_words_what_it_shows(draw: object) -> None:
    """WCAG 1.1.1: title, formula and every value"""
    drawn = str(draw(chart("closure", [point("2021-03", 400, 438), point("2021-04", 0, 0)])))  # type: ignore[operator]  # one of the two
    root = ET.fromstring(drawn)  # noqa: S314  # drawn a moment ago

    title, described = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "title desc"
    assert title is not None
    assert str(title.text).startswith("办结率")
    assert described is not None
    assert described.text == "办结数 ÷ 有效上传数。2021-03 91.3 %；2021-04 无数据。"


def test_the_rate_of_all_that_is_due_stands_beside_that_of_the_closed() -> None:
    """CAS-KD-04, field notes 2.5: 8 of 10 closed in time, yet 10 more are overdue."""
    points = [in_time("u1", 8, 2, 10), in_time("u2", 5, 5, 0)]

    bars = texts(league(chart("on_time_of_closed", points)))
    line = texts(trend(chart("on_time_of_closed", points)))

    assert "80.0 %  8/10（40.0 %）" in bars
    assert bars.index("u1") < bars.index("u2")
    assert any("到期按期办结率" in text for text in line)


def test_a_league_ranks_those_that_are_level_alike() -> None:
    """RANK-01: 1, 2, 2, 4; who has nothing to divide by has no rank"""
    members = [("u1", 9), ("u2", 5), ("u3", 5), ("u4", 1)]
    points = [point(unit, closed, 10) for unit, closed in members] + [point("u5", 0, 0)]

    shown = texts(league(chart("closure", points)))[2:]

    assert shown[0::3] == ["1", "2", "2", "4", "–"]
    assert shown[1::3] == ["u1", "u2", "u3", "u4", "u5"]


def test_names_of_any_kind_fit_and_cannot_break_out() -> None:
    """CWE-79"""
    long = "黄河西路街道办事处综合行政执法大队第三中队" * 2
    points = [point(long, 1, 2), point('<script>"&', 1, 3), point("\x00a", 0, 0)]

    shown = texts(league(chart("closure", points)))

    assert any(text.endswith("…") and text.startswith("黄河西路") for text in shown)
    assert '<script>"&' in shown


def test_nothing_to_draw_is_said() -> None:
    """F"""
    assert "没有数据" in texts(trend(chart("closure", [])))
    assert "没有数据" in texts(league(chart("closure", [])))


def test_a_series_lists_what_is_shown_with_each_value() -> None:
    """CAS-KD-04"""
    rows = list(series_rows([in_time("u1", 8, 2, 10)]))

    assert rows == [
        ("u1", "on_time_of_closed", 8, 10, Fraction(4, 5), "80.0 %"),
        ("u1", "on_time_of_due", 8, 20, Fraction(2, 5), "40.0 %"),
    ]
