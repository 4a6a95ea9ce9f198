"""State how far a target has come (CUL-QY-01, SAF-QY-01, INF-CY-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.oversight.target_command import TargetCommand, target_of
from domain.oversight.target import Target
from domain.vocabulary import Count

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class CountTarget(TargetCommand):
    """Command: state how far a target has come.

    Attributes:
        count: how many there are.
    """

    NAME: ClassVar[str] = "count_target"

    count: Count

    def decide(self, act: Act, ground: Ground) -> Target:
        target = target_of(ground, self.code)
        target.count(act, count=self.count)
        return target
