"""What an import refuses before its first row, and why a row cannot become a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.kernel import DomainError, Invalid
from domain.policy.errors import Fault, PlacedFault


class MapRefused(Invalid):
    """The map is not coherent, or does not fit the file; no row was read."""

    code = "import-map-refused"
    title = "Import map refused"

    def __init__(self, faults: Sequence[PlacedFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)

    def facts(self) -> Mapping[str, object]:
        return {"faults": [fault.model_dump() for fault in self.faults]}


class MapUnfit(Exception):
    """Faults of a map whose lines only its reader knows."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.reason for fault in faults))
        self.faults = tuple(faults)


class FileUnusable(Invalid):
    """The file as a whole cannot be read as rows with named columns; nothing was entered."""

    code = "import-file-unusable"
    title = "The file cannot be imported"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file}: {reason}")


class RowUnfit(DomainError):
    """The cells of a row do not make the commands of the map.

    Attributes:
        reason: names columns and fields, never what stands in them (ENV-07).
    """

    code = "row-unfit"
    title = "The row does not fit the map"
    rule = "ENV-07"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
