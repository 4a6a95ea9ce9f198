"""Tables as files: CSV and Excel, row by row, safe to open (CWE-1236).

A spreadsheet takes a text that begins like a formula for one. Texts come from codes, packs and
officials, so every one is guarded; numbers are numbers and are never touched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import BinaryIO, Final

import xlsxwriter

Cell = str | int | Decimal | Fraction | bool | None
"""A decimal keeps the places it has; a fraction gets as many as it needs, six at most."""

Row = Sequence[Cell]

CSV_TYPE: Final = "text/csv; charset=utf-8"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_TRIGGERS: Final = frozenset("=+-@\t\r\n＝＋－＠﹦﹢﹣﹫")  # full-width ones work, too
_ROWS_OF_A_SHEET: Final = 1_000_000  # Excel holds a few more
_LONGEST: Final = 32_767  # characters of a cell
_NAME: Final = 24  # characters of a sheet's name, which may have a few more
_DECIMALS: Final = 6


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before what begins like one.

    What only begins so after blanks or control characters counts as well, because programs strip
    them.
    """
    first = text.lstrip(" \u00a0\u3000\u200b\ufeff\x00")[:1]
    cut = text[:_LONGEST]
    return f"'{cut}"[:_LONGEST] if first in _TRIGGERS and first else cut


def csv_lines(rows: Iterable[Row], *, mark: bool = True) -> Iterator[bytes]:
    """A CSV file, one line after the other: UTF-8 with its mark, which Excel asks for, CRLF.

    Args:
        mark: at the beginning of the file; False: these lines go on with it.
    """
    if mark:
        yield "\ufeff".encode()
    for row in rows:
        line = io.StringIO()
        csv.writer(line, quoting=csv.QUOTE_MINIMAL).writerow([_written(cell) for cell in row])
        yield line.getvalue().encode()


def _written(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, Decimal | Fraction):
        return _decimal(cell)
    return "" if cell is None else cell


def _decimal(number: Decimal | Fraction) -> str:
    """A decimal as it is; a fraction exact to six, half away from zero, without needless zeros."""
    if isinstance(number, Decimal):
        return f"{number:f}"
    scaled = abs(number) * 10**_DECIMALS + Fraction(1, 2)
    whole, rest = divmod(scaled.numerator // scaled.denominator, 10**_DECIMALS)
    text = f"{whole}.{rest:0{_DECIMALS}}".rstrip("0").rstrip(".")
    return f"-{text}" if number < 0 and text != "0" else text


class Workbook:
    """An Excel file that is written row by row, in bounded memory.

    Args:
        file: takes the file when it is closed; rows wait on the disk.
        name: of the sheet; further sheets are numbered.
        heading: the first row of each sheet.
    """

    def __init__(self, file: BinaryIO, name: str, heading: Row) -> None:
        self._book = xlsxwriter.Workbook(
            file,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._bold = self._book.add_format({"bold": True})
        self._name, self._heading = name, heading
        self._sheets = 0
        self._begin()

    def add(self, rows: Iterable[Row]) -> None:
        """Write further rows."""
        for row in rows:
            if self._row > _ROWS_OF_A_SHEET:
                self._begin()
            self._write(row, None)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(f"{self._name[:_NAME]} {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        self._write(self._heading, self._bold)

    def _write(self, row: Row, how: object) -> None:
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, column, guarded(cell), how)
            elif isinstance(cell, bool):
                self._sheet.write_boolean(self._row, column, cell, how)
            elif isinstance(cell, int):
                self._sheet.write_number(self._row, column, cell, how)
            elif cell is not None:
                self._sheet.write_number(self._row, column, float(_decimal(cell)), how)
        self._row += 1
