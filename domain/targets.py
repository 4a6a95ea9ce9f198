"""What counts towards a number that is wanted. Shared by all aggregates that count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from pydantic import Field

from domain.kernel import Event
from domain.vocabulary import Code


class Counting(Protocol):
    """An aggregate that counts."""

    def on_target_counted(self, count: int, evidence: Sequence[str]) -> None: ...


class TargetCounted(Event):
    """Something counted towards a number, and it is not reached yet, or was reached before.

    Attributes:
        code: what is counted, a word of the pack.
        count: how many there are now.
        wanted: how many there must be.
    """

    TOPIC: ClassVar[str] = "TargetCounted"

    code: Code
    count: int = Field(ge=0)
    wanted: int = Field(ge=0)

    def apply(self, aggregate: Any) -> None:
        counting: Counting = aggregate
        counting.on_target_counted(self.count, self.evidence)
