"""The history of anything that is no case: a body, a meeting, an obligation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.kernel import Event


@dataclass(frozen=True, slots=True)
class AggregateStory:
    """A history, gone through once for all read models.

    Folds tell events apart by ``topics`` and read them by attribute, never by class: while read
    models are rebuilt, a history consists of records that hold the same fields (ADR 19).

    Attributes:
        history: its events with corrections applied. Versions may be missing in a view of what
            was true, never the first.
        topics: the catalogue name of each of them.
    """

    jurisdiction: str
    history: Sequence[Event]
    topics: Sequence[str]

    @property
    def subject_id(self) -> UUID:
        """The aggregate."""
        return self.history[0].originator_id

    @property
    def version(self) -> int:
        """Of the last event."""
        return self.history[-1].originator_version

    @property
    def changed_at(self) -> datetime:
        """When its last event was recorded, UTC."""
        return self.history[-1].timestamp

    @property
    def latest_occurred_at(self) -> datetime:
        """When the latest of its facts was true, UTC."""
        return max(event.occurred_at for event in self.history)


def story_of(history: Sequence[Event], jurisdiction: str) -> AggregateStory | None:
    """The story of an aggregate; None for an empty history."""
    if not history:
        return None
    return AggregateStory(jurisdiction, history, [event.event_type for event in history])
