"""Form a sub-team of a station (ORG-DG-04)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from application.use_cases.organisation.station_succession import station_of
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class FormSubTeam(OrganisationCommand):
    """Command: form a sub-team of members of a station.

    Attributes:
        station: code.
        team: its name within the station.
        members: pseudonymous ids.
        formed_on: local day; None: today.
        task: what it is for.
    """

    NAME: ClassVar[str] = "form_sub_team"
    FAMILY: ClassVar[str] = "stations"

    station: Code
    team: Code
    members: Annotated[tuple[Code, ...], Field(min_length=1)]
    formed_on: date | None = None
    task: OfficialText | None = None

    @property
    def subject(self) -> str:
        return self.station

    @property
    def reach(self) -> Collection[str]:
        return (self.station,)

    def decide(self, act: Act, ground: Ground) -> Body:
        station = station_of(ground, self.station)
        station.form_sub_team(
            act,
            team=self.team,
            members=self.members,
            on=day_or_today(self.formed_on, act),
            task=self.task,
        )
        return station
