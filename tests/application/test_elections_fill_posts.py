"""An election fills posts of the body above, and what follows from those follows at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from application.errors import OutsideRowScope
from application.read_models.obligation_calendar import CalendarFilter
from application.scenarios.clock import StoryClock
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.link_leader import LinkLeader
from application.use_cases.organisation.territory import territory
from application.use_cases.request import Caller
from domain.organisation.body import Body
from domain.organisation.errors import PartyMembershipRequired
from domain.policy.election_rules import ElectionRules, Team
from domain.policy.shelf import PackShelf
from tests.application.town import FOUNDER, Town, at, town_on
from tests.application.wiring import service_on
from tests.database import Database
from tests.samples import DAGUAN

_numbers = count(1)


def elect(town: Town, command: str, *, by: str = FOUNDER, **said: Any) -> None:
    built = ORGANISATION_COMMANDS[command](**said)
    town.service.organisation.execute(town.name, Caller(by), built, key=None)


def told(town: Town, body: str) -> list[tuple[str, str, str]]:
    """Event, post and person of what happened to the posts of a body."""
    history: list[Any] = [
        event for _, event in town.service.log.history(town.name, Body.create_id(town.name, body))
    ]
    return [
        (event.event_type, event.post, event.person_ref)
        for event in history
        if event.event_type in {"PostAppointed", "PostVacated"}
    ]


@pytest.fixture
def chengyang(module_database: Database) -> Iterator[Town]:
    clock = StoryClock(at("2019-08-20 09:00"))
    with service_on(module_database, clock) as service:
        town = Town(service, module_database, clock, f"elected-{next(_numbers)}", "chengyang")
        community = FoundOrgUnit(
            code="c1", level="COMMUNITY", tree=territory(town.pack).tree, parent=town.name
        )
        party = FoundOrgUnit(
            code="p1", level="COMMUNITY_COMMITTEE", tree="community_bodies", parent="c1"
        )
        town.organise(community, party)
        yield town


def test_the_election_of_a_secretary_is_what_seats_one(chengyang: Town) -> None:
    """ORG-CY-04, ORG-CY-06, OBL-01: one of eight, in the same change, by the post that is filled"""
    elect(chengyang, "elect_team", unit="p1", size=3, elected={"secretary": ["sun"]})

    assert told(chengyang, "c1") == [("PostAppointed", "community_secretary", "sun")]
    chengyang.service.projector.catch_up()
    page = chengyang.service.obligations.rows(
        chengyang.name, Caller(FOUNDER), CalendarFilter(code="SECRETARIES_SEATED")
    )
    assert [(str(line.state), line.count) for line in page.items] == [("OPEN", 1)]
    directory = chengyang.service.organisation.directories.latest(chengyang.name)
    assert directory is not None
    assert directory.holders("c1", "community_secretary", at("2019-08-20 10:00")) == ("sun",)


def test_nobody_elects_for_another_community(chengyang: Town) -> None:
    """C: an election reaches the body and the one above it"""
    tree = territory(chengyang.pack).tree
    chengyang.organise(FoundOrgUnit(code="c2", level="COMMUNITY", tree=tree, parent=chengyang.name))
    chengyang.appoint("far", "community_secretary", "c2")
    with pytest.raises(OutsideRowScope):
        elect(chengyang, "elect_team", by="far", unit="p1", size=3, elected={"secretary": ["far"]})
    assert told(chengyang, "c1") == []


def electing() -> PackShelf:
    """Daguan, if its sources said how the team of a community is elected."""
    team = Team(kind="TEAM", seats={}, posts={"secretary": "community_secretary"})
    return PackShelf(
        [DAGUAN.model_copy(update={"elections": ElectionRules(teams={"COMMUNITY": team})})]
    )


def test_posts_that_come_with_one_follow_on_the_same_day(module_database: Database) -> None:
    """ORG-DG-04-G: the secretary changes, and so does the deputy, with the same date"""
    with town_on(module_database, "daguan", "2021-03-15 09:00", packs=electing()) as town:
        town.organise(
            LinkLeader(unit="c1", leader_ref="lea"),
            FoundStation(code="w1", community="c1", basis="notice", party_member=True),
        )
        elected: dict[str, Any] = {"unit": "c1", "size": 5, "party_member": True}
        elect(
            town, "elect_team",
            elected={"secretary": ["sun"]}, elected_on="2021-03-10", **elected,
        )  # fmt: skip
        with pytest.raises(PartyMembershipRequired):
            elect(town, "elect_team", unit="c1", size=5, elected={"secretary": ["he"]})
        elect(town, "elect_team", elected={"secretary": ["he"]}, **elected)

        assert told(town, "c1") == [
            ("PostAppointed", "community_secretary", "sun"),
            ("PostVacated", "community_secretary", "sun"),
            ("PostAppointed", "community_secretary", "he"),
        ]
        deputies = [one for one in told(town, "w1") if one[1] == "station_deputy"]
        assert deputies == [
            ("PostAppointed", "station_deputy", "sun"),
            ("PostVacated", "station_deputy", "sun"),
            ("PostAppointed", "station_deputy", "he"),
        ]
