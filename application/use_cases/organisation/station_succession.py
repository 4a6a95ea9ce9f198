"""Posts of a station that come with an office or a link of its community (ORG-DG-04).

When the community's secretary changes, so does the deputy, with the same date and in the same
change; when the link of a leader ends, so does the leader's post.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from domain.kernel import Event
from domain.organisation.body import Body, PostAppointed, PostVacated
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station import Station
from domain.organisation.station_errors import BodyIsNoStation

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


def station_succession(act: Act, ground: Ground, events: Sequence[Event]) -> None:
    """Let the station of a community follow its offices and links."""
    for event in events:
        if not isinstance(event, PostAppointed | PostVacated | OrgUnit.LeaderLinked):
            continue
        community = ground.directory.code_of(event.originator_id)
        if community is None:
            continue
        for entry in ground.directory.stations_of(community):
            station = station_of(ground, entry.code)
            _follow(act, station, event)
            ground.also_changed(station)


def _follow(act: Act, station: Station, event: Event) -> None:
    match event:
        case PostAppointed():
            station.follow_appointment(
                act,
                office=event.post,
                person_ref=event.person_ref,
                from_on=event.from_on,
                to_on=event.to_on,
            )
        case PostVacated():
            station.follow_vacation(
                act, office=event.post, person_ref=event.person_ref, on=event.on
            )
        case OrgUnit.LeaderLinked():
            if event.to_on is not None:
                station.follow_link(act, leader_ref=event.leader_ref, on=event.to_on)
            elif event.replaces is not None:
                station.follow_link(act, leader_ref=event.replaces, on=event.from_on)


def require_holder(act: Act, ground: Ground, body: Body, post: str, person_ref: str) -> None:
    """Refuse who may not hold a post of a station.

    Raises:
        HeadIsNotLinked, HeldByOffice: ORG-DG-04.
    """
    if not isinstance(body, Station) or body.community is None:
        return
    community = ground.directory.unit(body.community)
    linked = () if community is None else community.leaders
    body.require_holder(
        act,
        post=post,
        person_ref=person_ref,
        leaders=(*linked, *(link.leader_ref for link in body.links if link.to_on is None)),
        officers=tuple(officers(act, ground, body.community, post)),
    )


def officers(act: Act, ground: Ground, community: str, post: str) -> Iterator[str]:
    """Who holds an office of the community that the post comes with, today."""
    rule = act.pack.posts.get(post)
    for office in rule.ex_officio if rule is not None else ():
        yield from ground.directory.holders(community, office, act.at)


def station_of(ground: Ground, code: str) -> Station:
    """The station of that code.

    Raises:
        BodyNotFound: there is no body of that code.
        BodyIsNoStation: ORG-DG-04.
    """
    station = ground.unit(code)
    if not isinstance(station, Station):
        raise BodyIsNoStation(code)
    return station
