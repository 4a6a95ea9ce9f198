"""What contracts with family doctors can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kernel import Conflict, Invalid, NotFound


class ContractNotFound(NotFound):
    """No contract of that household or person."""

    code = "doctor-contract-not-found"
    title = "Contract not found"

    def __init__(self, holder: str) -> None:
        super().__init__(f"There is no contract of {holder}.")


class PlaceUnknown(Invalid):
    """The team works in the places that the pack names."""

    code = "health-place-unknown"
    title = "The pack has no such place"
    rule = "HLT-SA-01"

    def __init__(self, place: str | None, known: Sequence[str]) -> None:
        super().__init__(f"{place or 'Nowhere'} is none of {', '.join(known)}.")


class HealthItemUnknown(Invalid):
    """Items are the entries of the pack's list, by their number."""

    code = "health-item-unknown"
    title = "The package has no such item"
    rule = "HLT-SA-01"

    def __init__(self, item: int, size: int) -> None:
        super().__init__(f"The package has items 1 to {size}, and no {item}.")


class FaceToFaceMissing(Conflict):
    """The agreement counts when both sat together."""

    code = "face-to-face-missing"
    title = "The item counts face to face only"
    rule = "HLT-SA-01"

    def __init__(self, item: int) -> None:
        super().__init__(f"Item {item} needs the mark that it was done face to face.")
