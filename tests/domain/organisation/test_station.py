"""What a station allows. One test, one rule."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.organisation.body import Parent
from domain.organisation.errors import (
    DateInFuture,
    ParentIsFull,
    PartyMembershipRequired,
    PostIsExclusive,
    PostIsFull,
    PostIsHeldAlready,
    WrongParentLevel,
)
from domain.organisation.station import Station
from domain.organisation.station_errors import (
    CategoryUnknown,
    HeadIsNotLinked,
    HeldByOffice,
    LeaderNotLinked,
    NotAMember,
    StationIsOff,
    SubTeamExists,
)
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from tests.domain.organisation.packed import DAY, J, acting
from tests.domain.organisation.samples import news

COMMUNITY = Parent("c1", "COMMUNITY")
APRIL = date(2020, 4, 28)


@pytest.fixture
def daguan(shelf: PackShelf) -> PolicyPack:
    return shelf.get("daguan")


def founded(pack: PolicyPack, **facts: Any) -> Station:
    given: dict[str, Any] = {
        "code": "s1",
        "community": COMMUNITY,
        "siblings": 0,
        "leader": "lea",
        "secretary": "sec",
        "founded_on": APRIL,
        "basis": "notice 4",
        "party_member": True,
    }
    return Station.establish(acting(pack), jurisdiction=J, **{**given, **facts})


def settled(pack: PolicyPack, **facts: Any) -> Station:
    station = founded(pack, **facts)
    station.collect_events()
    return station


def test_a_station_is_founded_with_its_head_and_deputy(daguan: PolicyPack) -> None:
    """ORG-DG-03, ORG-DG-04: the linked leader heads it, the community's secretary is deputy."""
    station = founded(daguan)

    told = news(station)
    assert [fact["event"] for fact in told] == [
        "OrgUnitFounded", "StationFounded", "PostAppointed", "PostAppointed",
    ]  # fmt: skip
    assert told[1] == {
        "event": "StationFounded",
        "community_id": "c1",
        "founded_on": APRIL,
        "head_ref": "lea",
        "deputy_ref": "sec",
    }
    assert [(fact["post"], fact["person_ref"], fact["from_on"]) for fact in told[2:]] == [
        ("station_head", "lea", APRIL),
        ("station_deputy", "sec", APRIL),
    ]
    assert told[0]["level"] == "STATION"


def test_a_station_without_a_secretary_has_a_vacant_seat(daguan: PolicyPack) -> None:
    """ORG-DG-04: nobody is deputy until somebody is secretary."""
    station = settled(daguan, secretary=None)

    assert station.holders("station_deputy", DAY) == ()


def test_a_community_has_one_station(daguan: PolicyPack) -> None:
    """ORG-DG-03: one per community, and only a community has one."""
    with pytest.raises(ParentIsFull):
        founded(daguan, siblings=1)
    with pytest.raises(WrongParentLevel):
        founded(daguan, community=Parent("s1", "STREET"))


def test_the_link_precedes_the_station(daguan: PolicyPack) -> None:
    """ORG-DG-03: precondition is a linked leader."""
    with pytest.raises(LeaderNotLinked):
        founded(daguan, leader=None)


def test_a_station_is_not_founded_ahead_of_its_day(daguan: PolicyPack) -> None:
    """ENV-04"""
    with pytest.raises(DateInFuture):
        founded(daguan, founded_on=date(2021, 3, 16))


def test_a_pack_without_stations_founds_none(shelf: PackShelf) -> None:
    """B-45"""
    with pytest.raises(StationIsOff):
        founded(shelf.get("kundulun"))


def test_the_head_is_a_party_member_and_heads_no_other_station(daguan: PolicyPack) -> None:
    """ORG-DG-04, ORG-DG-05"""
    with pytest.raises(PartyMembershipRequired):
        founded(daguan, party_member=False)
    with pytest.raises(PostIsExclusive):
        founded(daguan, held_elsewhere="s2")


def test_a_second_head_is_refused(daguan: PolicyPack) -> None:
    """ORG-DG-04: exactly one."""
    with pytest.raises(PostIsFull):
        settled(daguan).appoint(
            acting(daguan), post="station_head", person_ref="x", from_on=DAY, basis="b",
            party_member=True,
        )  # fmt: skip


def test_only_the_linked_leader_heads_and_only_the_secretary_is_deputy(daguan: PolicyPack) -> None:
    """ORG-DG-04"""
    station, act = settled(daguan), acting(daguan)

    with pytest.raises(HeadIsNotLinked):
        station.require_holder(
            act, post="station_head", person_ref="x", leaders=("lea",), officers=()
        )
    with pytest.raises(HeldByOffice):
        station.require_holder(
            act, post="station_deputy", person_ref="x", leaders=(), officers=("sec",)
        )
    for post, person in (("station_head", "lea"), ("station_deputy", "sec")):
        station.require_holder(
            act, post=post, person_ref=person, leaders=("lea",), officers=("sec",)
        )
    station.require_holder(act, post="station_member", person_ref="x", leaders=(), officers=())


def test_the_deputy_changes_with_the_secretary_on_the_same_day(daguan: PolicyPack) -> None:
    """ORG-DG-04 G: A is replaced by B on 2021-03-15; both facts of the deputy carry that date."""
    station, act = settled(daguan, secretary="A"), acting(daguan)

    for _ in range(2):
        station.follow_vacation(act, office="community_secretary", person_ref="A", on=DAY)
    for _ in range(2):
        station.follow_appointment(
            act, office="community_secretary", person_ref="B", from_on=DAY, to_on=None
        )

    assert [
        (f["event"], f["post"], f["person_ref"], f.get("on", f.get("from_on")))
        for f in news(station)
    ] == [
        ("PostVacated", "station_deputy", "A", date(2021, 3, 15)),
        ("PostAppointed", "station_deputy", "B", date(2021, 3, 15)),
    ]
    assert station.holders("station_deputy", date(2021, 3, 14)) == ("A",)
    assert station.holders("station_deputy", date(2021, 3, 15)) == ("B",)


def test_an_office_that_no_post_comes_with_changes_nothing(daguan: PolicyPack) -> None:
    """ORG-DG-04"""
    station = settled(daguan)

    station.follow_appointment(
        acting(daguan), office="community_officer", person_ref="x", from_on=DAY, to_on=None
    )

    assert news(station) == []


def test_a_head_whose_link_ends_leaves_the_seat(daguan: PolicyPack) -> None:
    """ORG-DG-04 G2: the seat is vacant from that day, the deputy stays."""
    station = settled(daguan)

    for _ in range(2):
        station.follow_link(acting(daguan), leader_ref="lea", on=date(2021, 3, 1))

    assert [(f["event"], f["post"], f["on"]) for f in news(station)] == [
        ("PostVacated", "station_head", date(2021, 3, 1))
    ]
    assert station.holders("station_head", DAY) == ()
    assert station.holders("station_deputy", DAY) == ("sec",)


def test_members_come_from_ten_categories(daguan: PolicyPack) -> None:
    """ORG-DG-04: street team, party team, three studios, resident units, firms, advisers, heads,
    others."""
    rule = daguan.structure.station
    assert rule is not None
    assert len(rule.categories) == 10
    station, act = settled(daguan), acting(daguan)

    for _ in range(2):
        station.add_member(
            act, person_ref="mei", category="JUDGE_STUDIO", from_on=DAY, basis="notice 5"
        )

    assert [(f["event"], f.get("category"), f.get("post")) for f in news(station)] == [
        ("PostAppointed", None, "station_member"),
        ("StationMemberAdded", "JUDGE_STUDIO", None),
    ]
    with pytest.raises(CategoryUnknown):
        station.add_member(act, person_ref="x", category="PRESS", from_on=DAY, basis="b")
    with pytest.raises(PostIsHeldAlready):
        station.add_member(
            act, person_ref="mei", category="NON_PUBLIC", from_on=APRIL, basis="notice 6"
        )
    station.add_member(act, person_ref="mei", category="NON_PUBLIC", from_on=DAY, basis="n")
    assert [f["event"] for f in news(station)] == ["StationMemberAdded"]


@pytest.mark.parametrize("category", ["BUREAU_HEAD_RESIDENCY", "DELEGATES_STUDIO"])
def test_studios_work_in_the_team_of_the_community(daguan: PolicyPack, category: str) -> None:
    """DUT-DG-01: whoever consults from a studio is a member and works in its sub-teams"""
    station, act = settled(daguan), acting(daguan)

    station.add_member(act, person_ref="mei", category=category, from_on=DAY, basis="notice 5")
    station.form_sub_team(act, team="advice", members=("mei",), on=DAY, task="consult and help")

    assert station.members["mei"] == category
    assert station.sub_teams["advice"] == ("mei",)


def test_sub_teams_are_made_of_members_as_many_as_needed(daguan: PolicyPack) -> None:
    """ORG-DG-04"""
    station, act = settled(daguan), acting(daguan)

    for team in ("drains", "lights"):
        for _ in range(2):
            station.form_sub_team(act, team=team, members=("lea", "sec", "lea"), on=DAY)

    assert [(f["team"], f["members"], f["formed_on"]) for f in news(station)] == [
        ("drains", ("lea", "sec"), DAY),
        ("lights", ("lea", "sec"), DAY),
    ]
    with pytest.raises(NotAMember):
        station.form_sub_team(act, team="roads", members=("x",), on=DAY)
    with pytest.raises(SubTeamExists):
        station.form_sub_team(act, team="drains", members=("sec",), on=DAY)
