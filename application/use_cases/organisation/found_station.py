"""Found the station of a community (ORG-DG-03)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from application.use_cases.organisation.station_succession import officers
from domain.organisation.station import Station
from domain.organisation.station_errors import StationIsOff
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class FoundStation(OrganisationCommand):
    """Command: found the station of a community; the linked leader heads it.

    The deputy comes with an office of the community: whoever holds it is seated at once.

    Attributes:
        code: of the station.
        community: code of the body that gets it.
        founded_on: local day; None: today.
        basis: the decision it rests on.
        party_member: it was seen that the leader is one; checked, not stored.
    """

    NAME: ClassVar[str] = "found_station"
    FAMILY: ClassVar[str] = "stations"

    code: Code
    community: Code
    basis: OfficialText
    party_member: bool
    founded_on: date | None = None
    approver: Code | None = None
    label: OfficialText | None = None

    @property
    def subject(self) -> str:
        return self.code

    @property
    def reach(self) -> Collection[str]:
        return (self.community,)

    def decide(self, act: Act, ground: Ground) -> Body:
        directory = ground.directory
        directory.require_free(self.code)
        rule = act.pack.structure.station
        if rule is None:
            raise StationIsOff
        founded_on = day_or_today(self.founded_on, act)
        place = directory.placement(
            self.code, tree=rule.tree, level=rule.level, parent=self.community
        )
        community = directory.unit(self.community)
        if place.parent is None or community is None:
            raise BodyNotFound(self.community)
        leader = community.leader
        return Station.establish(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            community=place.parent,
            siblings=place.siblings,
            leader=leader,
            secretary=next(iter(officers(act, ground, self.community, rule.deputy)), None),
            founded_on=founded_on,
            basis=self.basis,
            party_member=self.party_member,
            approver=self.approver,
            label=self.label,
            held_elsewhere=None
            if leader is None
            else directory.holds_elsewhere(leader, rule.head, self.code, founded_on),
        )
