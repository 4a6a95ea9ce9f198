"""Take back the points of a service that was found to be false (VOL-KD-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.volunteers.volunteer_command import (
    VolunteerCommand,
    account_of,
)
from domain.vocabulary import AtLeastOne
from domain.volunteers.account import VolunteerAccount

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act, Actor


class ReverseVolunteerPoints(VolunteerCommand):
    """Command: take back the points of a service that was found to be false; ``reason`` says why.

    Attributes:
        service: number of the service in its account.
    """

    NAME: ClassVar[str] = "reverse_volunteer_points"

    service: AtLeastOne

    def is_own(self, actor: Actor, ground: Ground) -> bool:
        # Whoever finds is not whom the finding is about.
        del actor, ground
        return False

    def decide(self, act: Act, ground: Ground) -> VolunteerAccount:
        account = account_of(ground, self.account)
        account.reverse(act, service=self.service)
        return account
