"""Delegate a task to the station (ORG-DG-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code, Fen

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class DelegateToStation(CaseCommand):
    """Command: let the station help a unit with its task, with work funds.

    Attributes:
        funds_fen: money that comes with it, in fen.
    """

    NAME: ClassVar[str] = "delegate_to_station"

    from_unit: Code
    station: Code
    responsible_unit: Code
    matter: Code
    funds_fen: Fen

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.delegate_to_station(
            from_unit=around.unit(self.from_unit).code,
            station=around.unit(self.station).code,
            responsible_unit=around.unit(self.responsible_unit).code,
            matter=self.matter,
            funds_fen=self.funds_fen,
            act=act,
        )
