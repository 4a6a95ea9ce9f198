"""Choose a mediator, take a matter on, sit together (MED-KD-01)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.mediation.mediation_command import (
    MediationCommand,
    mediation_of,
)
from domain.mediation.mediation import Mediation
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ChooseMediator(MediationCommand):
    """Command: record whom all parties chose.

    Attributes:
        mediator: pseudonymous id.
        by: pseudonymous ids of the parties who chose; all of them must have.
    """

    NAME: ClassVar[str] = "choose_mediator"

    mediator: PersonRef
    by: tuple[PersonRef, ...]

    def decide(self, act: Act, ground: Ground) -> Mediation:
        dispute = mediation_of(ground, self.code)
        dispute.choose(act, mediator=self.mediator, by=self.by)
        return dispute


class AcceptMediation(MediationCommand):
    """Command: let the chosen mediator take the matter on."""

    NAME: ClassVar[str] = "accept_mediation"

    def decide(self, act: Act, ground: Ground) -> Mediation:
        dispute = mediation_of(ground, self.code)
        dispute.accept(act)
        return dispute


class HoldMediationSession(MediationCommand):
    """Command: record a session.

    Attributes:
        mode: channel of the pack.
        team: pseudonymous ids of further mediators, where the pack knows teams.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "hold_mediation_session"

    mode: Code
    team: tuple[PersonRef, ...] = ()
    on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Mediation:
        dispute = mediation_of(ground, self.code)
        dispute.hold_session(act, mode=self.mode, on=day_or_today(self.on, act), team=self.team)
        return dispute
