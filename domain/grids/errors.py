"""What a grid can refuse."""

from __future__ import annotations

from datetime import date

from domain.kernel import Conflict, Invalid


class GridIsMerged(Conflict):
    """A merged grid lives on in the grid it went into; its own history stays as it is."""

    code = "grid-merged"
    title = "Grid was merged into another"
    rule = "ORG-SA-06"

    def __init__(self, grid: str, into: str) -> None:
        super().__init__(f"{grid} was merged into {into}.")


class StaffSourceUnknown(Invalid):
    """Grid staff come from the sources that the pack lists."""

    code = "staff-source-unknown"
    title = "No such source of grid staff"
    rule = "ORG-KD-03"

    def __init__(self, source: int, size: int) -> None:
        super().__init__(f"The pack lists {size} sources of grid staff; {source} is none of them.")


class StaffIsNotOnGrid(Conflict):
    """Only who serves a grid can leave it."""

    code = "staff-not-on-grid"
    title = "Person does not serve this grid"
    rule = "ORG-KD-04"

    def __init__(self, person_ref: str, grid: str, on: date) -> None:
        super().__init__(f"{person_ref} does not serve {grid} on {on}.")


class BuildingNotInGrid(Invalid):
    """A board hangs in a building of the grid."""

    code = "building-not-in-grid"
    title = "Building does not lie in this grid"
    rule = "ORG-KD-04"

    def __init__(self, building: str, grid: str) -> None:
        super().__init__(f"{building} is no building of {grid}; draw its ground with it first.")
