"""The clock of a scenario: it stands still until the story moves it."""

from __future__ import annotations

from datetime import UTC, datetime


class StoryClock:
    """A ``Clock`` that shows what it was set to."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        """The instant of the story, UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Go to an aware instant."""
        self._at = at.astimezone(UTC)
