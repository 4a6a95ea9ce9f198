"""``Rows`` from a CSV file of any origin, in bounded memory (RFC 4180, with any delimiter).

The file is cut into records by its bytes, so that a record in a wrong encoding, one that never
closes its quotes or one of a million columns costs that record and nothing else.
"""

from __future__ import annotations

import codecs
import os
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from application.imports.errors import FileUnusable
from application.imports.rows import Row, Unreadable

_QUOTE: Final = b'"'
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_OPEN_QUOTE = "quote-not-closed"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a single record may be before it is refused.

    Attributes:
        octets: bytes of the record; also the most that is held in memory for it.
        lines: physical lines, as cells may hold line breaks.
        columns: cells; a file with more columns in its head is refused whole.
    """

    octets: int = 1024 * 1024
    lines: int = 2000
    columns: int = 2000


@dataclass(frozen=True, slots=True)
class _Line:
    """A physical line; ``cut`` if it was longer than allowed and its rest was passed over."""

    number: int
    data: bytes
    cut: bool = False


class CsvRows:
    """An open CSV file; made by ``open_csv``."""

    def __init__(
        self, file: BinaryIO, name: str, *, encoding: str, delimiter: str, limits: Limits
    ) -> None:
        self._file = file
        self._encoding = encoding
        self._delimiter = delimiter
        self._cut_at = delimiter.encode("ascii")
        self._limits = limits
        self._ahead: deque[_Line] = deque()
        self._lines = 0
        self.size = os.fstat(file.fileno()).st_size
        self.consumed = 0
        escaped = re.escape(delimiter)
        quoted, plain = r'"([^"]*+(?:""[^"]*+)*+)"', f"([^{escaped}]*+)"
        self._cell = re.compile(rf"(?:{quoted}|{plain})({escaped}|\Z)")
        self.columns = self._head(name)

    def __iter__(self) -> Iterator[Row | Unreadable]:
        expected = len(self.columns)
        while (found := self._record()) is not None:
            if isinstance(found, Row) and len(found.cells) != expected:
                reason = f"has {len(found.cells)} cells, not {expected}"
                yield Unreadable(found.line, "wrong-number-of-cells", reason)
            else:
                yield found

    def _head(self, name: str) -> Sequence[str]:
        first = self._next_line()
        if first is not None:
            if first.data.startswith(_WIDE_MARKS):
                raise FileUnusable(name, "is UTF-16 or UTF-32; save it as UTF-8")
            data = first.data.removeprefix(codecs.BOM_UTF8)
            self._ahead.appendleft(_Line(first.number, data, first.cut))
        head = self._record()
        if head is None:
            raise FileUnusable(name, "has no head with the names of its columns")
        if isinstance(head, Unreadable):
            raise FileUnusable(name, f"line {head.line}: the head {head.reason}")
        columns = tuple(cell.strip() for cell in head.cells)
        twice = sorted(each for each, count in Counter(columns).items() if each and count > 1)
        if twice:
            raise FileUnusable(name, f"has two columns of one name: {', '.join(twice)}")
        if any("\r" in column for column in columns):
            raise FileUnusable(name, "ends its lines with CR alone; save it with LF or CRLF")
        return columns

    # --- From bytes to records. ---

    def _record(self) -> Row | Unreadable | None:
        while (first := self._next_line()) is not None:
            if first.data.strip(b"\r\n"):
                return self._read(first)
        return None

    def _read(self, first: _Line) -> Row | Unreadable:
        if first.cut:
            reason = f"is longer than {self._limits.octets} bytes"
            return Unreadable(first.number, "record-too-long", reason)
        if _QUOTE in first.data:
            return self._read_quoted(first)
        if first.data.count(self._cut_at) >= self._limits.columns:
            return self._too_wide(first.number)
        return self._decoded(first.number, first.data)

    def _read_quoted(self, first: _Line) -> Row | Unreadable:
        scan = _QuoteScan(self._cut_at)
        lines = [first]
        octets = len(first.data)
        while not scan.closes(lines[-1].data):
            if scan.malformed and len(lines) == 1:
                reason = "holds text right after a closing quote"
                return self._given_up(lines, "quote-misplaced", reason)
            if scan.malformed:
                reason = "opens a quote that no later line closes at the end of a cell"
                return self._given_up(lines, _OPEN_QUOTE, reason)
            following = self._next_line()
            if following is None:
                return self._given_up(lines, _OPEN_QUOTE, "opens a quote and never closes it")
            lines.append(following)
            octets += len(following.data)
            if following.cut or octets > self._limits.octets or len(lines) > self._limits.lines:
                reason = (
                    "opens a quote that is not closed within "
                    f"{self._limits.lines} lines and {self._limits.octets} bytes"
                )
                return self._given_up(lines, _OPEN_QUOTE, reason)
        return self._decoded(first.number, b"".join(line.data for line in lines))

    def _given_up(self, lines: list[_Line], code: str, reason: str) -> Unreadable:
        """Refuse the first of these lines alone, and begin anew at the next one."""
        self._ahead.extendleft(reversed(lines[1:]))
        return Unreadable(lines[0].number, code, reason)

    def _decoded(self, number: int, data: bytes) -> Row | Unreadable:
        try:
            text = data.decode(self._encoding)
        except UnicodeDecodeError:
            return Unreadable(number, "wrong-encoding", f"is not {self._encoding}")
        if "\x00" in text:
            return Unreadable(number, "nul-byte", "holds a NUL")
        text = text.removesuffix("\n").removesuffix("\r")
        if '"' not in text:
            return Row(number, tuple(text.split(self._delimiter)))
        cells: list[str] = []
        for match in self._cell.finditer(text):
            quoted = match.group(1)
            cells.append(match.group(2) if quoted is None else quoted.replace('""', '"'))
            if len(cells) > self._limits.columns:
                return self._too_wide(number)
            if not match.group(3):
                break
        return Row(number, tuple(cells))

    def _too_wide(self, number: int) -> Unreadable:
        reason = f"has more than {self._limits.columns} cells"
        return Unreadable(number, "too-many-cells", reason)

    def _next_line(self) -> _Line | None:
        if self._ahead:
            return self._ahead.popleft()
        data = self._file.readline(self._limits.octets + 1)
        if not data:
            return None
        self._lines += 1
        self.consumed += len(data)
        cut = len(data) > self._limits.octets
        rest = data
        while cut and not rest.endswith(b"\n"):
            rest = self._file.readline(self._limits.octets)
            if not rest:
                break
            self.consumed += len(rest)
        return _Line(self._lines, b"cut" if cut else data, cut)


class _QuoteScan:
    """Follows quotes over the lines of one record.

    Attributes:
        malformed: something other than a delimiter or the end follows a closing quote.
    """

    def __init__(self, cut_at: bytes) -> None:
        self._cut_at = cut_at
        self._inside = False
        self.malformed = False

    def closes(self, line: bytes) -> bool:
        """Whether the record ends with this line, the next one after those asked before."""
        place = 0
        while True:
            if not self._inside:
                if line[place : place + 1] != _QUOTE:
                    place = line.find(self._cut_at, place) + 1
                    if not place:
                        return True
                    continue
                self._inside = True
                place += 1
            place = line.find(_QUOTE, place)
            if place < 0:
                return False
            after = line[place + 1 : place + 2]
            if after == _QUOTE:
                place += 2
                continue
            self._inside = False
            if after == self._cut_at:
                place += 2
                continue
            ends = not line[place + 1 :].strip(b"\r\n")
            self.malformed = not ends
            return ends


@contextmanager
def open_csv(
    path: Path, *, encoding: str = "utf-8", delimiter: str = ",", limits: Limits | None = None
) -> Iterator[CsvRows]:
    """Open a file and read its head.

    Raises:
        FileUnusable: it cannot be read, or has no usable head.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise FileUnusable(str(path), f"cannot be read: {error.strerror}") from error
    with file:
        yield CsvRows(
            file, str(path), encoding=encoding, delimiter=delimiter, limits=limits or Limits()
        )
