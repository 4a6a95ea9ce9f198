"""What somebody who follows the log may see of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from application.directory import Scope


class Detail(StrEnum):
    """How much of an event a subscriber sees."""

    RECORD = "RECORD"  # what happened: for whoever may replay histories
    NOTICE = "NOTICE"  # that it happened: for whoever may read the case


@dataclass(frozen=True, slots=True)
class Audience:
    """Which rows a follower sees, and how much of each event (Annex C)."""

    scope: Scope
    detail: Detail

    def has_lost_to(self, later: Audience) -> bool:
        """Whether something of this is no longer part of a later one."""
        if self.detail is Detail.RECORD and later.detail is not Detail.RECORD:
            return True
        if later.scope.everything:
            return False
        return self.scope.everything or not (
            self.scope.units <= later.scope.units
            and self.scope.grids <= later.scope.grids
            and self.scope.communities <= later.scope.communities
        )
