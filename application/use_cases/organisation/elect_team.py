"""Record the election of a party team (ORG-BZ-08, ORG-CY-06)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import AtLeastOne, Code, Counts

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class ElectTeam(OrganisationCommand):
    """Command: record the election or appointment of the team of a party body.

    Attributes:
        unit: code.
        size: all members together.
        seats: how many hold each seat, words of the pack.
        mode: who elected it, a word of the pack.
        elected_on: local day; None: today.
        exception_by: who approved an exception from what must be kept; needs a reason.
    """

    NAME: ClassVar[str] = "elect_team"

    unit: Code
    size: AtLeastOne
    seats: Counts
    mode: Code | None = None
    elected_on: date | None = None
    exception_by: Code | None = None

    @property
    def subject(self) -> str:
        return self.unit

    @property
    def reach(self) -> Collection[str]:
        return (self.unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        unit.elect_team(
            act,
            size=self.size,
            seats=self.seats,
            mode=self.mode,
            elected_on=day_or_today(self.elected_on, act),
            exception_by=self.exception_by,
        )
        return unit
