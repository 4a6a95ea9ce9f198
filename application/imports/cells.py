"""Reads a value out of a row as a cell of the map says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from application.imports.errors import RowUnfit
from application.imports.map import ISO, Cell, CellType, Condition
from application.imports.pseudonyms import Pseudonyms

ReadCell = Callable[[Sequence[str]], object]
"""The value of a row's cells; None: left out. Raises ``RowUnfit``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the cells of one file have in common.

    Attributes:
        places: index of each column.
    """

    source: str
    places: Mapping[str, int]
    zone: ZoneInfo
    times: Sequence[str]
    pseudonyms: Pseudonyms

    def reader(self, cell: Cell, field: str, wanted: CellType) -> ReadCell:
        """How to read a cell for a field; every column it names must be in the file.

        Args:
            field: for messages.
            wanted: type of the field, where the cell does not name one.
        """
        kind = cell.type or wanted
        if cell.value is not None:
            constant = cell.value
            if isinstance(constant, str):
                constant = cell.prefix + constant
                read = self._typed(constant, kind, field)
                return lambda _cells: read
            return lambda _cells: constant
        places = [self.places[name] for name in cell.named]
        where = f"{field} ({', '.join(cell.named)})"

        def read_cell(cells: Sequence[str]) -> object:
            found = [text for place in places if (text := cells[place].strip())]
            if not found:
                if cell.optional:
                    return None
                raise RowUnfit(f"{where}: is empty")
            text = self._translated(cell, cell.join.join(found), where)
            return self._typed(cell.prefix + text, kind, where)

        return read_cell

    def holds(self, condition: Condition) -> Callable[[Sequence[str]], bool]:
        """How to tell whether a condition holds for a row."""
        place = self.places[condition.column]
        wanted = frozenset(condition.equals)
        if wanted:
            return lambda cells: cells[place].strip() in wanted
        return lambda cells: bool(cells[place].strip())

    def _translated(self, cell: Cell, text: str, where: str) -> str:
        if cell.map is not None:
            known = cell.map.get(text, cell.otherwise)
            if known is None:
                raise RowUnfit(f"{where}: holds a value that the map does not list")
            text = known
        return self.pseudonyms.of(self.source, text) if cell.pseudonym else text

    def _typed(self, text: str, kind: CellType, where: str) -> object:
        match kind:
            case CellType.TEXT:
                return text
            case CellType.TIME:
                return self._instant(text, where)
            case CellType.DATE:
                return self._local(text, where).date()
            case CellType.INT | CellType.FLOAT:
                try:
                    return int(text) if kind is CellType.INT else float(text)
                except ValueError:
                    raise RowUnfit(f"{where}: is not a number") from None

    def _instant(self, text: str, where: str) -> datetime:
        local = self._local(text, where)
        if local.tzinfo is None:
            local = local.replace(tzinfo=self.zone)
        try:
            return local.astimezone(UTC)
        except OverflowError:
            raise RowUnfit(f"{where}: is not a time of this world") from None

    def _local(self, text: str, where: str) -> datetime:
        for pattern in self.times:
            try:
                if pattern == ISO:
                    return datetime.fromisoformat(text)
                return datetime.strptime(text, pattern)  # noqa: DTZ007  # the zone is the map's
            except ValueError:
                continue
        raise RowUnfit(f"{where}: is not a time in any format of the map")
