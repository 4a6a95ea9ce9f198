"""Rows of a file of records, as an import needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

_BY_CHANCE: Final = 3
"""Texts up to this length stand in any message."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record with as many cells as the file has columns.

    Attributes:
        line: physical line of the file it begins on, from 1.
    """

    line: int
    cells: tuple[str, ...]

    def is_quoted_in(self, text: str) -> bool:
        """Whether a text repeats a cell; such a text must not leave the row (ENV-07)."""
        found = (cell.strip() for cell in self.cells)
        return any(len(cell) > _BY_CHANCE and cell in text for cell in found)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are no record.

    Attributes:
        line: physical line of the file it begins on, from 1.
        code: permanent, kebab-case.
        reason: for people; never quotes what stands in the file (ENV-07).
    """

    line: int
    code: str
    reason: str


class Rows(Protocol):
    """An open file of records; iterated once, in the order of the file, in bounded memory."""

    @property
    def columns(self) -> Sequence[str]:
        """Names of the columns; no name stands twice."""
        ...

    @property
    def size(self) -> int:
        """Bytes of the file."""
        ...

    @property
    def consumed(self) -> int:
        """Bytes read so far."""
        ...

    def __iter__(self) -> Iterator[Row | Unreadable]: ...
