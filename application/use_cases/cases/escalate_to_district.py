"""Escalate to units of the level above (CAS-DG-04, CAS-DG-05)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code, OfficialText, RouteMode

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class EscalateToDistrict(CaseCommand):
    """Command: call one unit (SINGLE) or several together (MULTI).

    Attributes:
        due_on: last local day; None: the limit of the whistle, else of the lists.
        beyond_street_reason: why the lower level cannot settle it.
    """

    NAME: ClassVar[str] = "escalate_to_district"

    mode: RouteMode
    units: tuple[Code, ...]
    lead: Code | None = None
    due_on: date | None = None
    beyond_street_reason: OfficialText | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.escalate_to_district(
            mode=self.mode,
            units=around.units(self.units),
            lead=self.lead,
            due_on=self.due_on,
            beyond_street_reason=self.beyond_street_reason,
            act=act,
        )
