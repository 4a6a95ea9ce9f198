"""What a reaction reacts to."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel import Event


@dataclass(frozen=True, slots=True)
class Cause:
    """A recorded event that a reaction looks at.

    Attributes:
        position: its place in the jurisdiction's log.
        event: as it was stored, without later corrections.
    """

    position: int
    event: Event

    @property
    def id(self) -> str:
        """``aggregate id/version``: what evidence, causation and idempotency refer to."""
        return f"{self.event.originator_id}/{self.event.originator_version}"
