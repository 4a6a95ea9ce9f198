"""Whether the sums of a formula are sums of sets: then counts and evidence always agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Protocol

from domain.indicators.facts import ONE_OF, Condition, Counted, Fact
from domain.indicators.formula import Side


class Rows(Protocol):
    """What tells the rows of a set."""

    @property
    def counts(self) -> Counted: ...
    @property
    def of(self) -> frozenset[Fact]: ...
    @property
    def absent(self) -> frozenset[Fact]: ...
    @property
    def when(self) -> Condition | None: ...


def faults(side: Side, sets: Mapping[str, Rows]) -> Iterator[str]:
    """What is added must not overlap; what is taken away must lie in it, and not overlap."""
    for codes in (side.plus, side.minus):
        for one, other in combinations(codes, 2):
            if not _apart(sets[one], sets[other]):
                yield f"{one} and {other} may overlap"
    for taken in side.minus:
        if not sets[taken].counts.is_one_each:
            yield f"{taken} counts several events of a row and cannot be taken away"
        if not any(_inside(sets[taken], sets[whole]) for whole in side.plus):
            yield f"{taken} does not lie in {' + '.join(side.plus)}"


def _apart(one: Rows, other: Rows) -> bool:
    return bool(one.of & _never(other) or other.of & _never(one))


def _inside(part: Rows, whole: Rows) -> bool:
    return (
        whole.counts.is_one_each
        and part.of >= whole.of
        and _never(part) >= whole.absent
        and whole.when in {None, part.when}
    )


def _never(rows: Rows) -> frozenset[Fact]:
    """Facts that hold of no row of the set."""
    barred = {fact for group in ONE_OF for held in group & rows.of for fact in group - {held}}
    return rows.absent | barred
