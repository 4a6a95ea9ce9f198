"""From which day commendations raise somebody's pay (RWD-BZ-01)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date


def raises_from(
    commended: Iterable[tuple[str, int]], consecutive: Mapping[str, int]
) -> frozenset[date]:
    """The first days from which commendations raise the pay: 1 January after the last of a row.

    Args:
        commended: level and year of each.
        consecutive: by level how many years in a row it takes.
    """
    years: dict[str, set[int]] = {}
    for level, year in commended:
        years.setdefault(level, set()).add(year)
    return frozenset(
        date(last + 1, 1, 1)
        for level, number in consecutive.items()
        for last in _ends(years.get(level, set()), number)
    )


def _ends(years: set[int], number: int) -> Iterator[int]:
    """The last years of rows of so many."""
    for year in years:
        if all(year - back in years for back in range(number)):
            yield year
