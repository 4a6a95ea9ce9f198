"""Histories read before: an event never changes, so what was read once need not be read again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from uuid import UUID

from domain.kernel import Event


class Recollection:
    """The beginnings of recently opened histories, oldest forgotten first.

    A beginning cannot be stale: what follows it is read from the store each time. Only events that
    the store holds are kept: those it has shown and those it has acknowledged.

    Args:
        events: how many are kept in all.
    """

    def __init__(self, events: int) -> None:
        self._room = events
        self._kept: OrderedDict[tuple[str, UUID], tuple[Event, ...]] = OrderedDict()
        self._lock = Lock()

    def beginning(self, jurisdiction: str, aggregate_id: UUID) -> tuple[Event, ...]:
        """The first events of an aggregate in version order, perhaps none."""
        with self._lock:
            kept = self._kept.get((jurisdiction, aggregate_id))
            if kept is None:
                return ()
            self._kept.move_to_end((jurisdiction, aggregate_id))
            return kept

    def extend(self, jurisdiction: str, news: Sequence[Event]) -> None:
        """Remember events that were just stored, where all that came before them is remembered."""
        for event in news:
            key = (jurisdiction, event.originator_id)
            with self._lock:
                known = self._kept.get(key, ())
            if len(known) == event.originator_version - 1:
                self.keep(*key, (*known, event))

    def keep(self, jurisdiction: str, aggregate_id: UUID, history: Sequence[Event]) -> None:
        """Remember a history from its first event on, as read from the store."""
        key = (jurisdiction, aggregate_id)
        with self._lock:
            known = self._kept.get(key, ())
            if len(known) >= len(history):  # another thread had read further
                return
            self._kept[key] = tuple(history)
            self._kept.move_to_end(key)
            self._room -= len(history) - len(known)
            while self._room < 0:
                _, forgotten = self._kept.popitem(last=False)
                self._room += len(forgotten)
