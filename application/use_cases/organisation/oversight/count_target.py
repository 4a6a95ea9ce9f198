"""State how far a target has come (CUL-QY-01, SAF-QY-01, INF-CY-01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.oversight.target_command import TargetCommand, target_of
from domain.oversight.target import Target

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class CountTarget(TargetCommand):
    """Command: state how far a target has come.

    Attributes:
        value: the figure.
        as_of: local day on which it was counted; None: today.
    """

    NAME: ClassVar[str] = "count_target"

    value: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
    as_of: date | None = None

    def decide(self, act: Act, ground: Ground) -> Target:
        target = target_of(ground, self.code)
        target.count(act, value=self.value, as_of=day_or_today(self.as_of, act))
        return target
