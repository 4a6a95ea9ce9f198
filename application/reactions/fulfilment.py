"""What happens to a case may fulfil what a body owes (OBL-01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.fulfilment import fulfil
from domain.cases.case import Case
from domain.kernel import EventCorrected

if TYPE_CHECKING:
    from application.reactions.cause import Cause
    from application.reactions.ground import ReactionGround


class Fulfilment:
    """The reaction. What is no case fulfils in the same change as the fact (ADR 24)."""

    NAME: ClassVar[str] = "fulfilment"
    TOPICS: ClassVar[frozenset[str]] = frozenset({"FourListsDrawnUp", EventCorrected.TOPIC})
    AFTER_READ_MODELS: ClassVar[bool] = False

    def react(self, causes: Sequence[Cause], ground: ReactionGround) -> None:
        """Count what was done towards what the pack in force then says it fulfils."""
        ground.fetch({cause.event.originator_id for cause in causes})
        for cause in causes:
            if ground.aggregate(Case, cause.event.originator_id) is not None:
                pack = ground.pack_on(cause.event.timestamp)
                fulfil(ground.act(pack, cause), ground, [cause.event])
