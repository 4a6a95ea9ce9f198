"""Lists of cases as JSON: the lines of cases that did not change are not written anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from pydantic_core import to_json

from application.read_models.case_row import CaseRow
from interfaces.api.views import CaseView

_MOST: Final = 10_000  # about 1.5 kB each


class CaseLines:
    """The lines written last, by case and version: a version is never rewritten.

    For the event loop's thread alone.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._written: dict[tuple[str, UUID], tuple[int, bytes]] = {}

    def page(self, rows: Sequence[CaseRow], following: str | None) -> bytes:
        """A ``CaseList`` of cases as they are now."""
        return _page(map(self._line, rows), following)

    def _line(self, row: CaseRow) -> bytes:
        place = row.jurisdiction, row.case_id
        version, line = self._written.pop(place, (0, b""))
        if version != row.version:
            line = _line(row)
        self._written[place] = row.version, line
        if len(self._written) > self._most:
            del self._written[next(iter(self._written))]
        return line


def page_as_it_was(rows: Sequence[CaseRow], following: str | None) -> bytes:
    """A ``CaseList`` of the past, where a version may lack what was recorded late."""
    return _page(map(_line, rows), following)


def _line(row: CaseRow) -> bytes:
    return CaseView.model_validate(row).model_dump_json().encode()


def _page(lines: Iterable[bytes], following: str | None) -> bytes:
    return b'{"items":[' + b",".join(lines) + b'],"next":' + to_json(following) + b"}"
