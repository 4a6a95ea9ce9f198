"""What follows from a fact at once, in the same change: all is stored, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from application.use_cases.organisation.benefits import benefits_end
from application.use_cases.organisation.founding_settles import founding_settles
from application.use_cases.organisation.fulfilment import fulfil
from application.use_cases.organisation.property.unwelcome import unwelcome_notice
from application.use_cases.organisation.station_succession import station_succession
from domain.kernel import Event

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act

Consequence = Callable[["Act", "Ground", Sequence[Event]], None]
"""Looks at what the subject of a command recorded, and changes further aggregates by it.

It hands them to ``Ground.also_changed``; a rule that says no refuses the command with it.
"""

CONSEQUENCES: tuple[Consequence, ...] = (
    station_succession,
    unwelcome_notice,
    benefits_end,
    founding_settles,
    fulfil,
)
"""In the order in which they are drawn."""
