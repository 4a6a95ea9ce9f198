"""Say what was done to put it right (RCT-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.oversight.rectification_command import (
    RectificationCommand,
    rectification_of,
)
from domain.oversight.rectification import Rectification
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class SubmitRectification(RectificationCommand):
    """Command: say what was done to put it right."""

    NAME: ClassVar[str] = "submit_rectification"

    measures: OfficialText

    def decide(self, act: Act, ground: Ground) -> Rectification:
        order = rectification_of(ground, self.code)
        order.submit(act, measures=self.measures)
        return order
