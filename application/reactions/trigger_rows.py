"""Rows of what follows each other, as read models list them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.policy.pack import PolicyPack
from domain.policy.triggers import StreakTrigger
from domain.triggers.links import Link, Place


@dataclass(frozen=True, slots=True)
class RowKey:
    """One row of one subject.

    Attributes:
        subject: code of who is answerable.
        along: what else tells it from other rows of that subject; None: nothing.
        aggregate_id: only what stands in this history; None: whatever history it stands in.
        year: only what belongs to this local year; None: any year.
    """

    subject: str
    along: str | None
    aggregate_id: UUID | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where something stands, or stood until it was cancelled.

    Attributes:
        order: None: its clock stands still.
    """

    key: RowKey
    aggregate_id: UUID
    order: str | None
    item: str


class TriggerRows(Protocol):
    """The read models that list what streaks are made of, each in the order of its rule."""

    def of_histories(
        self, jurisdiction: str, rule: StreakTrigger, aggregate_ids: Collection[UUID]
    ) -> Sequence[Standpoint]:
        """What these histories add to rows, settled, cancelled or neither."""
        ...

    def before(
        self, jurisdiction: str, pack: PolicyPack, rule: StreakTrigger, key: RowKey, place: Place
    ) -> Iterator[Link]:
        """What comes before a place of a row, the nearest first."""
        ...

    def since(
        self, jurisdiction: str, pack: PolicyPack, rule: StreakTrigger, key: RowKey, place: Place
    ) -> Iterator[Link]:
        """What stands at a place of a row or comes after it, the nearest first."""
        ...
