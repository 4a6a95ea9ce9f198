"""Files of records: one bad record costs itself and nothing else."""

from __future__ import annotations

import csv
import io
import random
import tracemalloc
from pathlib import Path

import pytest

from application.imports.errors import FileUnusable
from application.imports.rows import Row, Unreadable
from infrastructure.csv_rows import Limits, open_csv

SMALL = Limits(octets=200, lines=5, columns=6)


def read(
    path: Path, data: bytes, encoding: str = "utf-8", delimiter: str = ","
) -> list[Row | Unreadable]:
    path.write_bytes(data)
    with open_csv(path, encoding=encoding, delimiter=delimiter, limits=SMALL) as rows:
        return list(rows)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.csv"


def test_cells_hold_line_breaks_delimiters_and_quotes(path: Path) -> None:
    """RFC 4180."""
    data = b'a,b\r\n1,"x, ""y""\r\nz"\r\n2,plain\r\n'

    found = read(path, data)

    assert found == [Row(2, ("1", 'x, "y"\r\nz')), Row(4, ("2", "plain"))]


def test_a_byte_order_mark_is_no_part_of_the_first_name(path: Path) -> None:
    """Bad days."""
    path.write_bytes(b"\xef\xbb\xbfid,b\n1,2\n")

    with open_csv(path) as rows:
        assert rows.columns == ("id", "b")


def test_other_encodings_and_delimiters_are_read_as_the_map_says(path: Path) -> None:
    """Import: any column layout."""
    data = "编号;内容\n1;路灯不亮\n".encode("gb18030")

    found = read(path, data, "gb18030", ";")

    assert found == [Row(2, ("1", "路灯不亮"))]


def test_blank_lines_are_no_records(path: Path) -> None:
    """RFC 4180; an empty last line is common."""
    assert read(path, b"a,b\n\n1,2\n\r\n") == [Row(3, ("1", "2"))]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (b"1\n", "wrong-number-of-cells"),
        (b"1,2,3\n", "wrong-number-of-cells"),
        (b'1,"a"b\n', "quote-misplaced"),
        (b"1,\xff\xfe\n", "wrong-encoding"),
        ("1,路灯\n".encode("gb18030"), "wrong-encoding"),
        (b"1,a\x00b\n", "nul-byte"),
        (b"1" + 6 * b"," + b"\n", "too-many-cells"),
        (b'"1"' + 6 * b"," + b"\n", "too-many-cells"),
        (b"1," + 200 * b"x" + b"\n", "record-too-long"),
        (b"," * 1_000_000 + b"\n", "record-too-long"),
    ],
)
def test_a_bad_record_is_told_with_its_line_and_the_rest_goes_on(
    path: Path, broken: bytes, code: str
) -> None:
    """Bad days: broken row, wrong encoding, a million columns."""
    found = read(path, b"a,b\n0,first\n" + broken + b"2,last\n")

    assert found[0] == Row(2, ("0", "first"))
    assert isinstance(found[1], Unreadable)
    assert (found[1].line, found[1].code) == (3, code)
    assert found[2:] == [Row(4, ("2", "last"))]


@pytest.mark.parametrize(
    "rest",
    [
        b"2,plain\n3,plain\n",  # until the end of the file
        b"".join(b"%d,plain\n" % n for n in range(2, 40)),  # until a limit
        b'2,"quoted"\n3,plain\n',  # until the next quote
    ],
)
def test_a_quote_that_is_never_closed_swallows_nothing(path: Path, rest: bytes) -> None:
    """Bad days: the next physical line begins a record."""
    found = read(path, b'a,b\n1,"open\n' + rest)

    assert [(each.line, each.code) for each in found if isinstance(each, Unreadable)] == [
        (2, "quote-not-closed")
    ]
    lines = [each for each in found if isinstance(each, Row)]
    assert [row.cells[0] for row in lines] == [str(n) for n in range(2, 2 + rest.count(b"\n"))]
    assert [row.line for row in lines] == list(range(3, 3 + rest.count(b"\n")))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no head"),
        (b"\n\n", "no head"),
        (b"id,b,id\n1,2,3\n", "two columns of one name: id"),
        (b"id,\xff\n", "the head is not utf-8"),
        (b"i,d,e,n,t,i,t,y\n", "the head has more than 6 cells"),
        (b'id,"b\n1,2\n', "the head opens a quote"),
        ("id,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"id,b\r1,2\r", "CR alone"),
    ],
)
def test_a_file_without_a_usable_head_is_refused_whole(path: Path, data: bytes, why: str) -> None:
    """Import: nothing half done."""
    with pytest.raises(FileUnusable, match=why):
        read(path, data)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Import."""
    with (
        pytest.raises(FileUnusable, match="No such file"),
        open_csv(tmp_path / "absent.csv"),
    ):
        pass


def test_well_formed_files_read_as_the_standard_library_reads_them(path: Path) -> None:
    """RFC 4180, against an independent reader."""
    chance = random.Random(311)  # noqa: S311  # the same file each time, no secret
    signs = ["a", "路", ",", '"', "\n", "\r\n", " ", "", "''", "=1"]
    table = [["".join(chance.choices(signs, k=5)) for _ in range(4)] for _ in range(500)]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["a", "b", "c", "d"], *table])
    path.write_bytes(text.getvalue().encode())

    with open_csv(path) as rows:
        found = list(rows)

    assert [list(row.cells) for row in found if isinstance(row, Row)] == table


def test_memory_is_bounded_by_the_limits_and_not_by_the_file(path: Path) -> None:
    """Bad days: a line of 40 MB is passed over piece by piece."""
    with path.open("wb") as file:
        file.write(b"a,b\n")
        for _ in range(40):
            file.write(b"," * 1_000_000)
        file.write(b'\n1,"open\n' + b"2,3\n" * 100_000)
    tracemalloc.start()

    with open_csv(path, limits=SMALL) as rows:
        found = sum(1 for row in rows if isinstance(row, Row))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == 100_000
    assert peak < 1_000_000
