"""Record service of a volunteer, and what it earns (VOL-KD-01, VOL-BZ-02)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.volunteers.volunteer_command import (
    VolunteerCommand,
    account_of,
)
from domain.vocabulary import Code
from domain.volunteers.account import Hours, VolunteerAccount

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RecordService(VolunteerCommand):
    """Command: record service that somebody else did; it earns points if the pack has a rate.

    Attributes:
        activity: what was done, a word of the pack where it lists them.
        hours: exact to the hundredth.
        service_field: field of service, a word of the pack; None: it tells none apart.
        on: local day of the service; None: today.
    """

    NAME: ClassVar[str] = "record_service"

    activity: Code
    hours: Hours
    service_field: Code | None = None
    on: date | None = None

    def decide(self, act: Act, ground: Ground) -> VolunteerAccount:
        account = account_of(ground, self.account)
        account.record_service(
            act,
            activity=self.activity,
            hours=self.hours,
            on=day_or_today(self.on, act),
            field=self.service_field,
        )
        return account
