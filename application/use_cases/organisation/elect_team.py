"""Record the election of a party team (ORG-BZ-08, ORG-CY-06)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.elected_posts import TeamElection
from domain.vocabulary import AtLeastOne

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class ElectTeam(TeamElection):
    """Command: record the election or appointment of the team of a party body.

    Attributes:
        size: all members together.
        elected_on: local day; None: today.
    """

    NAME: ClassVar[str] = "elect_team"

    size: AtLeastOne
    elected_on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Body:
        unit = ground.unit(self.unit)
        elected = unit.elect_team(
            act,
            size=self.size,
            seats=self.seats,
            elected=self.elected,
            mode=self.mode,
            elected_on=day_or_today(self.elected_on, act),
            exception_by=self.exception_by,
        )
        self.fill(act, ground, unit, elected)
        return unit
