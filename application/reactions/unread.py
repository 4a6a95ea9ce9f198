"""Whether somebody who follows the log has read what was recorded."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class Unread(Protocol):
    """Asks the log and the positions that its followers keep."""

    def any(self, jurisdiction: str, follower: str, topics: Collection[str]) -> bool:
        """Whether an event of these names stands in the log that the follower has not read."""
        ...
