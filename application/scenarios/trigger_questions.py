"""Questions about how triggers stand."""

from __future__ import annotations

from typing import Any, ClassVar

from application.scenarios.question import Asked, Question, facts_of
from domain.vocabulary import Code


class ConsecutiveMissQuestion(Question):
    """By trigger, how many misses in a row a unit has: ``trigger``, ``calls_at``, ``count``,
    ``last`` (obligation_id, due_at, status …, by bound) and ``calls`` (code, begun_at, evidence …).
    """

    NAME: ClassVar[str] = "consecutive_miss"

    unit: Code

    def answer(self, asked: Asked) -> Any:
        found = asked.service.triggers.consecutive_miss(
            asked.jurisdiction, asked.caller, self.unit, as_of=asked.as_of
        )
        return [
            {
                "trigger": one.trigger,
                "calls_at": one.calls_at,
                "count": one.count,
                "last": [facts_of(row) for row in one.last],
                "calls": [facts_of(line) for line in one.calls],
            }
            for one in found
        ]
