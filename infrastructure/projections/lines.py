"""Wide lines as the database gives them, and those of them that were read before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from threading import Lock
from typing import Any, Final, LiteralString
from uuid import UUID

from application.read_models.case_row import CaseRow
from domain.vocabulary import CaseKind, CaseState, RouteMode

_NAMES: Final = tuple(field.name for field in fields(CaseRow))
COLUMNS: Final[LiteralString] = ", ".join(_NAMES)
"""What a query selects of a wide line, in the order that ``line_of`` expects."""

_WORDS: Final[Mapping[str, Mapping[str | None, Any]]] = {
    "state": {word.value: word for word in CaseState},
    "kind": {word.value: word for word in CaseKind},
    "mode": {None: None} | {word.value: word for word in RouteMode},
}
_CONVERTED: Final[Sequence[tuple[int, Callable[[Any], Any]]]] = [
    *((n, tuple) for n, one in enumerate(fields(CaseRow)) if str(one.type).startswith("tuple[")),
    *((_NAMES.index(name), words.__getitem__) for name, words in _WORDS.items()),
]
_VERSION: Final = _NAMES.index("version")
_MOST: Final = 10_000  # about 2 kB each


def line_of(row: Sequence[Any]) -> CaseRow:
    """A wide line; the table's types and constraints vouch for the values."""
    values = list(row)
    for n, converted in _CONVERTED:
        values[n] = converted(values[n])
    return CaseRow(**dict(zip(_NAMES, values, strict=True)))


def version_of(row: Sequence[Any]) -> int | None:
    """Of a wide line as the database gave it; None: there is none."""
    found: int | None = row[_VERSION]
    return found


class LineMemory:
    """The lines read last, by case and version. Safe for many threads.

    Versions are never rewritten, so a line at exactly the version that the narrow line has just
    shown is what a query would give.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: dict[tuple[str, UUID], CaseRow] = {}
        self._lock = Lock()

    def known(self, jurisdiction: str, versions: Mapping[UUID, int]) -> dict[UUID, CaseRow]:
        """The lines that are remembered at those versions; they stay the youngest."""
        found = {}
        with self._lock:
            for case_id, version in versions.items():
                row = self._known.get((jurisdiction, case_id))
                if row is not None and row.version == version:
                    del self._known[jurisdiction, case_id]
                    self._known[jurisdiction, case_id] = found[case_id] = row
        return found

    def keep(self, rows: Iterable[CaseRow]) -> None:
        """Remember lines, and forget those that nobody asked for the longest time."""
        with self._lock:
            for row in rows:
                self._known.pop((row.jurisdiction, row.case_id), None)
                self._known[row.jurisdiction, row.case_id] = row
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
