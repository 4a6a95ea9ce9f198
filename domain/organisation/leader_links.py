"""Leaders linked to a community (ORG-DG-05, ORG-BZ-17)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from domain.policy.structure import LeaderLinks


@dataclass(frozen=True, slots=True)
class Link:
    """One leader linked to one body for one period of local days.

    Attributes:
        to_on: first local day on which it no longer holds; None: no end is known.
    """

    leader_ref: str
    from_on: date
    to_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the leader is linked on that day."""
        return self.from_on <= on and (self.to_on is None or on < self.to_on)

    def is_standing(self, leader_ref: str) -> bool:
        """Whether it links that leader without a known end."""
        return self.leader_ref == leader_ref and self.to_on is None


class Linking(Protocol):
    """What a statement of a link says; ``LeaderLinked``."""

    @property
    def leader_ref(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...
    @property
    def replaces(self) -> str | None: ...


def linked(links: tuple[Link, ...], stated: Linking) -> tuple[Link, ...]:
    """The links after a statement: the one replaced ends on the first day of the new one."""
    after: list[Link] = []
    for link in links:
        if link.leader_ref == stated.leader_ref and link.from_on == stated.from_on:
            continue  # stated anew
        if link.leader_ref == stated.replaces and link.to_on is None:
            after.append(replace(link, to_on=stated.from_on))
        else:
            after.append(link)
    return (*after, Link(stated.leader_ref, stated.from_on, stated.to_on))


def standing(links: Collection[Link]) -> tuple[str, ...]:
    """Leaders whose link has no known end, in the order of linking."""
    return tuple(link.leader_ref for link in links if link.to_on is None)


def most_leaders(rule: LeaderLinks, above: Collection[str]) -> int | None:
    """How many leaders one body may have; None: no bound.

    Args:
        above: sorts of the bodies above it.
    """
    return rule.at_most if rule.under is None or rule.under in above else None
