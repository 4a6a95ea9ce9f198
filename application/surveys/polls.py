"""Counting the answers to a survey."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from domain.surveys.tally import Tally


class Polls(Protocol):
    """The read model of answers, as closing a survey needs it."""

    def tally(self, jurisdiction: str, survey: str, closes_at: datetime) -> Tally:
        """The answers to a survey as far as the read model has come, in one look.

        ``Tally.complete`` says whether every answer that came before the bound is in it.
        """
        ...
