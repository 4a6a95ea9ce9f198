"""What became of a mediation: agreed, not agreed, sued (MED-KD-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.mediation.mediation_command import (
    MediationCommand,
    mediation_of,
)
from domain.mediation.mediation import Mediation
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class SucceedMediation(MediationCommand):
    """Command: record that the parties agreed.

    Attributes:
        agreement: where the document lies.
    """

    NAME: ClassVar[str] = "succeed_mediation"

    agreement: Code

    def decide(self, act: Act, ground: Ground) -> Mediation:
        dispute = mediation_of(ground, self.code)
        dispute.succeed(act, agreement=self.agreement)
        return dispute


class FailMediation(MediationCommand):
    """Command: record that the parties did not agree."""

    NAME: ClassVar[str] = "fail_mediation"

    def decide(self, act: Act, ground: Ground) -> Mediation:
        dispute = mediation_of(ground, self.code)
        dispute.fail(act)
        return dispute


class LeadToLitigation(MediationCommand):
    """Command: record that the matter went to court, after an agreement as well.

    Attributes:
        court: which court.
    """

    NAME: ClassVar[str] = "lead_to_litigation"

    court: Code

    def decide(self, act: Act, ground: Ground) -> Mediation:
        dispute = mediation_of(ground, self.code)
        dispute.sue(act, court=self.court)
        return dispute
