"""Revise the four lists (CAS-DG-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.cases.draw_up_four_lists import DrawUpFourLists

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ReviseFourLists(DrawUpFourLists):
    """Command: draw up a new version of the lists; earlier versions remain."""

    NAME: ClassVar[str] = "revise_four_lists"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.revise_lists(self.entries, act)
