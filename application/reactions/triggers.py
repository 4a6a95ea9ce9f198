"""Calls to account whom the events of the log call (rulebook 3.2, INT-01, ADR 29).

A pack says which events, a detector finds them, and a file of accountability begins. Triggers whose
chain begins with what a person finds or does call nobody here. A call whose events do not say so
any more is taken back, or put before a person (``reconsidered``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from application.reactions.calls import Calls
from application.reactions.reconsidered import Reconsidered
from application.reactions.trigger_rows import TriggerRows
from domain.accountability.chain import begins_with
from domain.cases.appraisal import EXCLUSION
from domain.gates import GatePassed
from domain.kernel import Event, EventCorrected
from domain.policy.accountability import ChainStep
from domain.policy.triggers import StreakTrigger, Trigger
from domain.policy.watched import STREAKS, WATCHED

if TYPE_CHECKING:
    from application.reactions.cause import Cause
    from application.reactions.ground import ReactionGround


@dataclass(frozen=True, slots=True)
class CallToAccount:
    """The reaction. Shown an event again, it finds the file that begins with it and does nothing.

    Attributes:
        rows: asked for what follows what; it only says where to look, the log decides.
    """

    rows: TriggerRows

    NAME: ClassVar[str] = "triggers"
    TOPICS: ClassVar[frozenset[str]] = frozenset(WATCHED).union(
        *(row.topics for row in STREAKS.values()), {EventCorrected.TOPIC}
    )
    AFTER_READ_MODELS: ClassVar[bool] = True

    def react(self, causes: Sequence[Cause], ground: ReactionGround) -> None:
        """Call whom these events call, and take back what they take the ground from.

        Raises:
            ConcurrentChange: a file was begun or went on meanwhile.
        """
        calls = Calls(self.rows, ground)
        reconsidered = Reconsidered(calls, ground)
        for cause in causes:
            pack = ground.pinned(cause.event.pack)
            for name, rule in pack.triggers.items():
                if begins_with(rule) is not ChainStep.INTERVIEW:
                    continue
                if not _concerns(rule, cause.event):
                    continue
                reconsidered.correct(name, rule, pack, cause)
                if not isinstance(rule, StreakTrigger):
                    calls.look(name, rule, pack, cause)
                    continue
                for where in calls.places(name, rule, cause.event):
                    reconsidered.part(name, rule, pack, where, cause)
                    calls.look_around(name, rule, pack, where, cause)


def _concerns(rule: Trigger, event: Event) -> bool:
    topic, opened = event.event_type, None
    if isinstance(event, EventCorrected):
        topic = event.target_event
        opened = STREAKS[rule.of].opened_by if isinstance(rule, StreakTrigger) else None
    if isinstance(event, GatePassed) and event.gate_code != EXCLUSION:
        return False
    if isinstance(rule, StreakTrigger):
        return topic in STREAKS[rule.of].topics or topic == opened
    return topic == rule.of
