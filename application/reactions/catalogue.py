"""Everything that follows the log and appends by it, one line each."""

from __future__ import annotations

from typing import Final

from application.reactions.fulfilment import Fulfilment
from application.reactions.notifications import Notifications
from application.reactions.reaction import Reaction
from application.reactions.unit_points import UnitPointsReaction

REACTIONS: Final[tuple[Reaction, ...]] = (Fulfilment(), Notifications(), UnitPointsReaction())
"""Reactions that need nothing but the log. The others are made where the service is wired."""
