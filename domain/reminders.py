"""That somebody was reminded. Shared by what is owed in a window and by cases that are tracked."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from pydantic import Field

from domain.calendar.clocks import Deadline
from domain.kernel import Event
from domain.vocabulary import Code


class Reminded(Protocol):
    """An aggregate that somebody is reminded of."""

    def on_reminded(self, reminder: ObligationReminderSent) -> None: ...


class ObligationReminderSent(Event):
    """Whoever owes it was reminded.

    Attributes:
        lead: working days before the last day of a window; None: a clock ran out.
        clock: that clock, a word of the pack; due: when it ran out, with the days it counted.
    """

    TOPIC: ClassVar[str] = "ObligationReminderSent"

    lead: int | None = Field(default=None, ge=1)
    clock: Code | None = None
    due: Deadline | None = None

    def apply(self, aggregate: Any) -> None:
        reminded: Reminded = aggregate
        reminded.on_reminded(self)
