"""What can be wrong with a policy pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.kernel import Conflict, Invalid, NotFound, Value


class Fault(Value):
    """One thing that is wrong with a pack.

    Attributes:
        path: keys from the top of the document down to the value.
    """

    path: tuple[str | int, ...]
    reason: str


class PlacedFault(Value):
    """A fault and where to mend it.

    Attributes:
        line: counted from 1.
        path: keys joined with dots; empty for the document as a whole.
    """

    file: str
    line: int
    path: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {where}{self.reason}"


class PackRefused(Invalid):
    """A policy pack is not coherent, so the service does not start with it."""

    code = "pack-refused"
    title = "Policy pack refused"
    rule = "B.3"

    def __init__(self, faults: Sequence[PlacedFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)

    def facts(self) -> Mapping[str, object]:
        return {"faults": [fault.model_dump() for fault in self.faults]}


class PackUnknown(NotFound):
    """No pack of this id, or not in this version, is loaded."""

    code = "pack-unknown"
    title = "Policy pack unknown"
    rule = "ENV-03"

    def __init__(self, ref: str) -> None:
        super().__init__(f"There is no policy pack {ref}.")


class PackNotInForce(Conflict):
    """No version of the pack is in force on that day."""

    code = "pack-not-in-force"
    title = "Policy pack not in force"
    rule = "ENV-03"

    def __init__(self, pack_id: str, on: date) -> None:
        super().__init__(f"No version of policy pack {pack_id} is in force on {on}.")
