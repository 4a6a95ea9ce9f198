"""Ranking by competition: 1, 2, 2, 4 (RANK-01)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

S = TypeVar("S", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a subject stands among those that were ranked.

    Attributes:
        rank: 1 is best; those with equal scores share one, and the next are that many lower.
        ranked: how many there are.
        is_last: nobody has less.
    """

    rank: int
    ranked: int
    is_last: bool

    def is_among(self, best: int) -> bool:
        """Whether the rank is one of the best so many."""
        return self.rank <= best

    def needs_decision(self, best: int) -> bool:
        """Whether it is among the best and last at once: what follows is for a human to decide."""
        return self.is_last and self.is_among(best)


def ranks(scores: Mapping[S, Decimal]) -> Mapping[S, Rank]:
    """Each subject's rank, the highest score first; the order of the mapping plays no part."""
    order = sorted(scores.values(), reverse=True)
    first: dict[Decimal, int] = {}
    for place, score in enumerate(order, start=1):
        first.setdefault(score, place)
    return {
        subject: Rank(first[score], len(order), is_last=score == order[-1])
        for subject, score in scores.items()
    }
