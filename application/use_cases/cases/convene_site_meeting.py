"""Convene a site meeting (CAS-DG-07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ConveneSiteMeeting(CaseCommand):
    """Command: call those concerned together on the spot, for one or several cases.

    Attributes:
        invited_units: none named: the units of each case.
        cases: further cases on the agenda.
    """

    NAME: ClassVar[str] = "convene_site_meeting"

    meeting_id: Code
    place: OfficialText
    at: AwareDatetime
    invited_units: tuple[Code, ...] = ()
    cases: tuple[UUID, ...] = ()

    @property
    def case_ids(self) -> Sequence[UUID]:
        return tuple(dict.fromkeys((self.case_id, *self.cases)))

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.convene_site_meeting(
            meeting_id=self.meeting_id,
            case_ids=self.case_ids,
            place=self.place,
            at=self.at,
            invited=self.invited_units or case.units,
            act=act,
        )
