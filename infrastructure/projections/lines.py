"""Wide lines as the database gives them: positions, not names, for there are many of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, LiteralString

from application.read_models.case_row import CaseRow
from domain.vocabulary import CaseKind, CaseState, RouteMode

_NAMES: Final = tuple(field.name for field in fields(CaseRow))
COLUMNS: Final[LiteralString] = ", ".join(f"board.{name}" for name in _NAMES)  # our own names
"""What a query selects of the wide line; id and version of the narrow one follow."""

HEAD_ID: Final = len(_NAMES)
HEAD_VERSION: Final = HEAD_ID + 1
_VERSION: Final = _NAMES.index("version")

_WORDS: Final[Mapping[str, Mapping[str | None, Any]]] = {
    "state": {word.value: word for word in CaseState},
    "kind": {word.value: word for word in CaseKind},
    "mode": {None: None} | {word.value: word for word in RouteMode},
}
_ARRAYS: Final = tuple(
    n for n, field in enumerate(fields(CaseRow)) if str(field.type).startswith("tuple[")
)
_CHANGED: Final[tuple[tuple[int, Callable[[Any], Any]], ...]] = (
    *((n, tuple) for n in _ARRAYS),
    *((_NAMES.index(name), words.__getitem__) for name, words in _WORDS.items()),
)


def is_behind(row: Sequence[Any]) -> bool:
    """Whether the wide line is of an older version than the narrow one, or missing."""
    return bool(row[_VERSION] != row[HEAD_VERSION])


def line_of(row: Sequence[Any]) -> CaseRow:
    """A wide line; the table's types and constraints vouch for the values."""
    values = list(row[:HEAD_ID])
    for n, converted in _CHANGED:
        values[n] = converted(values[n])
    return CaseRow(**dict(zip(_NAMES, values, strict=True)))
