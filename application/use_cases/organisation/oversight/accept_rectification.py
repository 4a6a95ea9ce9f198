"""Find good what was done (RCT-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.oversight.rectification_command import (
    RectificationCommand,
    rectification_of,
)
from domain.oversight.rectification import Rectification

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class AcceptRectification(RectificationCommand):
    """Command: find good what was done; the order is settled."""

    NAME: ClassVar[str] = "accept_rectification"

    def decide(self, act: Act, ground: Ground) -> Rectification:
        order = rectification_of(ground, self.code)
        order.accept(act)
        return order
