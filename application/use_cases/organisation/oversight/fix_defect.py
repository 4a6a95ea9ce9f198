"""Record that a defect was put right (CAS-CY-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.oversight.inspection_command import (
    InspectionCommand,
    inspection_of,
)
from domain.oversight.inspection import Inspection
from domain.vocabulary import AtLeastOne

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class FixDefect(InspectionCommand):
    """Command: record that a defect was put right.

    Attributes:
        defect: its number.
    """

    NAME: ClassVar[str] = "fix_defect"

    defect: AtLeastOne

    def decide(self, act: Act, ground: Ground) -> Inspection:
        inspection = inspection_of(ground, self.code)
        inspection.fix(act, defect=self.defect)
        return inspection
