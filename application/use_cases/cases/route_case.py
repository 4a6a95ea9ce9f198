"""Route a case by the duty list (CAS-KD-03, CAS-DG-03)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code, OfficialText, RouteMode

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RouteCase(CaseCommand):
    """Command: give a case to those who answer for it.

    Attributes:
        level: None: the first level of the mode.
        units: who handles it; none with mode SELF: the community of the case.
        lead: who speaks for several units; None: any of them.
        due_on: last local day; None: the clock of the category.
        override_reason: why a unit that is not competent gets it all the same.
    """

    NAME: ClassVar[str] = "route_case"

    mode: RouteMode
    level: Code | None = None
    units: tuple[Code, ...] = ()
    lead: Code | None = None
    due_on: date | None = None
    override_reason: OfficialText | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        codes = self.units
        if not codes and self.mode is RouteMode.SELF and case.community_id:
            codes = (case.community_id,)
        case.route(
            mode=self.mode,
            level=self.level,
            units=around.units(codes),
            lead=self.lead,
            due_on=self.due_on,
            override_reason=self.override_reason,
            act=act,
        )
