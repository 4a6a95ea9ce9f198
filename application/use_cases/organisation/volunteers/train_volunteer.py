"""Record that a volunteer was trained (VOL-BZ-03)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.volunteers.volunteer_command import (
    VolunteerCommand,
    account_of,
)
from domain.vocabulary import OfficialText
from domain.volunteers.account import VolunteerAccount

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class TrainVolunteer(VolunteerCommand):
    """Command: record that a volunteer was trained.

    Attributes:
        training: what it was about.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "train_volunteer"

    training: OfficialText
    on: date | None = None

    def decide(self, act: Act, ground: Ground) -> VolunteerAccount:
        account = account_of(ground, self.account)
        account.train(act, training=self.training, on=day_or_today(self.on, act))
        return account
