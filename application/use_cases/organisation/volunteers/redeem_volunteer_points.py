"""Give points of a volunteer for goods (VOL-KD-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.volunteers.volunteer_command import (
    VolunteerCommand,
    account_of,
)
from domain.exact_points import Amount
from domain.vocabulary import Code
from domain.volunteers.account import VolunteerAccount

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RedeemVolunteerPoints(VolunteerCommand):
    """Command: give points for goods; never more than there are.

    Attributes:
        goods: what they are given for.
        points: exact.
    """

    NAME: ClassVar[str] = "redeem_volunteer_points"

    goods: Code
    points: Amount

    def decide(self, act: Act, ground: Ground) -> VolunteerAccount:
        account = account_of(ground, self.account)
        account.redeem(act, goods=self.goods, points=self.points)
        return account
