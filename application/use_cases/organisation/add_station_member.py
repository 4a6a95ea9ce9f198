"""Take a member into a station (ORG-DG-04)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from application.use_cases.organisation.station_succession import station_of
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AddStationMember(OrganisationCommand):
    """Command: take a member into a station.

    Attributes:
        station: code.
        person_ref: pseudonymous id.
        category: where the member comes from, a word of the pack.
        from_on: first local day; None: today.
        basis: the decision it rests on.
    """

    NAME: ClassVar[str] = "add_station_member"
    FAMILY: ClassVar[str] = "stations"

    station: Code
    person_ref: Code
    category: Code
    basis: OfficialText
    from_on: date | None = None

    @property
    def subject(self) -> str:
        return self.station

    @property
    def reach(self) -> Collection[str]:
        return (self.station,)

    def decide(self, act: Act, ground: Ground) -> Body:
        station = station_of(ground, self.station)
        station.add_member(
            act,
            person_ref=self.person_ref,
            category=self.category,
            from_on=day_or_today(self.from_on, act),
            basis=self.basis,
        )
        return station
