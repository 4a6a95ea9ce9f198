"""Aggregates of the last batches, so that a busy one is not replayed for each of them."""

from __future__ import annotations

from uuid import UUID

from domain.kernel import Aggregate


class AggregateMemory:
    """Remembers aggregates at the version they were stored with. Not for two threads at once.

    Memory only saves work: whoever takes one reads what was recorded since.

    Args:
        events: how many events the remembered histories may have in all.
    """

    def __init__(self, events: int = 500_000) -> None:
        self._room = events
        self._known: dict[tuple[str, UUID], Aggregate] = {}

    def take(self, jurisdiction: str, aggregate_id: UUID) -> Aggregate | None:
        """The aggregate as last seen, which may be old; it is the taker's alone from here on."""
        known = self._known.pop((jurisdiction, aggregate_id), None)
        if known is not None:
            self._room += known.version
        return known

    def keep(self, jurisdiction: str, aggregate: Aggregate) -> None:
        """Remember an aggregate as it was stored; those not used for long are forgotten."""
        self.take(jurisdiction, aggregate.id)
        self._known[jurisdiction, aggregate.id] = aggregate
        self._room -= aggregate.version
        while self._room < 0 and len(self._known) > 1:
            self._room += self._known.pop(next(iter(self._known))).version
