"""Send back what was done (RCT-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.oversight.rectification_command import (
    RectificationCommand,
    rectification_of,
)
from domain.oversight.rectification import Rectification
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RefuseRectification(RectificationCommand):
    """Command: send back what was done; the order stands, and its last day with it.

    Attributes:
        reasons: what is still wrong.
    """

    NAME: ClassVar[str] = "refuse_rectification"

    reasons: tuple[OfficialText, ...] = Field(min_length=1)

    def decide(self, act: Act, ground: Ground) -> Rectification:
        order = rectification_of(ground, self.code)
        order.refuse(act, reasons=self.reasons)
        return order
