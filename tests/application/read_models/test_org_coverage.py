"""Coverage of the organisation, folded from the events of its bodies. One test, one rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

import pytest

from application.queries.org_coverage import Coverage, DefectKind, Organisation, org_coverage
from application.read_models.aggregate_story import story_of
from application.read_models.org_facts import OrgFact, org_facts
from domain.grids.grid import Grid, StaffKind
from domain.kernel import Event
from domain.organisation.body import Body, Parent, Placement
from domain.organisation.leading_group import LeadingGroup
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station import Station
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from domain.vocabulary import Strength
from tests.domain.organisation.packed import DAY, J, acting
from tests.shelves import product_packs
from tests.spec import refused

FOUNDED = date(2020, 4, 20)


@pytest.fixture(scope="module")
def shelf() -> PackShelf:
    return product_packs()


class Town:
    """Bodies under one pack, and what is asked of them."""

    def __init__(self, pack: PolicyPack) -> None:
        self.pack = pack
        self.act = acting(pack)
        self.bodies: dict[str, Body] = {}
        self._facts: dict[str, Sequence[OrgFact]] = {}

    def unit(
        self, code: str, level: str, parent: str | None = None, *, tree: str | None = None,
        sort: str | None = None, founded_on: date = FOUNDED,
    ) -> OrgUnit:  # fmt: skip
        unit = OrgUnit.found(
            self.act, jurisdiction=J, code=code, org_type=sort or level,
            placement=Placement(tree, level, self._above(parent)), founded_on=founded_on,
        )  # fmt: skip
        self.bodies[code] = unit
        return unit

    def grid(self, code: str, parent: str, *, tree: str | None = None, **facts: Any) -> Grid:
        grid = Grid.found(
            self.act, jurisdiction=J, code=code, org_type="GRID",
            placement=Placement(tree, "GRID", self._above(parent)), founded_on=FOUNDED, **facts,
        )  # fmt: skip
        self.bodies[code] = grid
        return grid

    def station(self, code: str, community: str, leader: str, founded_on: date = FOUNDED) -> None:
        self.bodies[code] = Station.establish(
            self.act, jurisdiction=J, code=code, community=Parent(community, "COMMUNITY"),
            siblings=0, leader=leader, secretary=None, founded_on=founded_on, basis="b",
            party_member=True,
        )  # fmt: skip

    def _above(self, parent: str | None) -> Parent | None:
        return None if parent is None else Parent(parent, self.bodies[parent].level)

    def facts(self, day: date) -> list[OrgFact]:
        """Facts that had begun by a day."""
        facts: list[OrgFact] = []
        for code, body in self.bodies.items():
            events = cast("Sequence[Event]", body.collect_events())
            if events or code not in self._facts:
                self._news.setdefault(code, []).extend(events)
                story = story_of(self._news[code], J)
                assert story is not None
                self._facts[code] = org_facts(story)
            facts += [fact for fact in self._facts[code] if fact.from_on <= day]
        return facts

    def coverage(self, day: date = DAY, *, under: str | None = None) -> Coverage:
        facts = self.facts(day)
        return org_coverage(Organisation(facts, day, under), self.pack)

    @property
    def _news(self) -> dict[str, list[Event]]:
        return cast("dict[str, list[Event]]", self.__dict__.setdefault("_told", {}))


def missing(coverage: Coverage, kind: DefectKind) -> list[tuple[str, str | None]]:
    return [(defect.body, defect.word) for defect in coverage.defects if defect.kind is kind]


def kundulun_with_grid(shelf: PackShelf) -> tuple[Town, Grid]:
    town = Town(shelf.get("kundulun"))
    town.unit("street", "STREET")
    town.unit("c1", "COMMUNITY", "street")
    return town, town.grid("g1", "c1", buildings=("b1", "b2"))


def test_a_grid_is_unstaffed_from_the_day_after_its_last_member_left(shelf: PackShelf) -> None:
    """ORG-KD-04: the last day is 2020-09-30, so it is listed from 2020-10-01."""
    town, grid = kundulun_with_grid(shelf)
    for person in ("gu", "li"):
        grid.staff(town.act, person_ref=person, staff_kind=StaffKind.FULL_TIME, from_on=FOUNDED)
    grid.release(town.act, person_ref="gu", on=date(2020, 9, 1))
    grid.release(town.act, person_ref="li", on=date(2020, 10, 1))

    assert missing(town.coverage(date(2020, 9, 30)), DefectKind.UNSTAFFED_GRID) == []
    listed = town.coverage(date(2020, 10, 1))
    assert missing(listed, DefectKind.UNSTAFFED_GRID) == [("g1", None)]
    (defect,) = (d for d in listed.defects if d.kind is DefectKind.UNSTAFFED_GRID)
    assert defect.since == date(2020, 10, 1)
    assert len(defect.stated) == 5  # founding, two staffings, two endings


def test_a_grid_that_was_never_staffed_is_unstaffed_since_its_founding(shelf: PackShelf) -> None:
    """ORG-KD-04: no hollow grid."""
    town, _ = kundulun_with_grid(shelf)

    (defect,) = (d for d in town.coverage().defects if d.kind is DefectKind.UNSTAFFED_GRID)

    assert defect.since == FOUNDED


def test_a_building_without_a_board_is_a_defect(shelf: PackShelf) -> None:
    """ORG-KD-04: a board per building."""
    town, grid = kundulun_with_grid(shelf)
    grid.staff(town.act, person_ref="gu", staff_kind=StaffKind.FULL_TIME, from_on=FOUNDED)
    grid.post_board(town.act, building="b1", on=DAY, administrators=("gu",))

    assert missing(town.coverage(), DefectKind.MISSING_BOARD) == [("g1", "b2")]
    grid.adjust_boundary(town.act, area=None, buildings=("b1",))
    assert missing(town.coverage(), DefectKind.MISSING_BOARD) == []


def test_staff_are_counted_by_kind_and_source(shelf: PackShelf) -> None:
    """ORG-KD-03: and kits by set."""
    town, grid = kundulun_with_grid(shelf)
    for number, (kind, source) in enumerate(
        [
            (StaffKind.FULL_TIME, 1),
            (StaffKind.PART_TIME, 3),
            (StaffKind.PART_TIME, 3),
            (StaffKind.DEPT_GRID, 4),
            (StaffKind.DEPT_LIAISON, None),
        ]
    ):
        grid.staff(
            town.act, person_ref=f"p{number}", staff_kind=kind, from_on=FOUNDED, source=source
        )
    grid.issue_kit(town.act, sets=3, on=DAY)
    grid.issue_kit(town.act, sets=1, on=DAY, person_ref="p1")

    found = town.coverage()

    assert found.staff == {"FULL_TIME": 1, "PART_TIME": 2, "DEPT_GRID": 1, "DEPT_LIAISON": 1}
    assert found.sources == {"1": 1, "3": 2, "4": 1}
    assert (found.kits, len(found.counted["kits"])) == (4, 2)


def test_a_merged_grid_is_counted_no_more_and_its_people_go_along(shelf: PackShelf) -> None:
    """ORG-SA-06: the history keeps the old grid, the coverage of the day the new one."""
    town, old = kundulun_with_grid(shelf)
    new = town.grid("g2", "c1")
    old.staff(town.act, person_ref="gu", staff_kind=StaffKind.FULL_TIME, from_on=FOUNDED)
    before = town.coverage(DAY - timedelta(days=1))
    old.merge_into(town.act, new, from_system="health")

    after = town.coverage()

    assert (before.bodies["GRID"], after.bodies["GRID"]) == (2, 1)
    assert missing(before, DefectKind.UNSTAFFED_GRID) == [("g2", None)]
    assert missing(after, DefectKind.UNSTAFFED_GRID) == []
    assert after.staff == {"FULL_TIME": 1}
    assert missing(after, DefectKind.MISSING_BOARD) == [("g2", "b1"), ("g2", "b2")]


def test_people_and_bodies_are_counted_apart(shelf: PackShelf) -> None:
    """ORG-KD-01, ORG-KD-02, B-02"""
    town = Town(shelf.get("kundulun"))
    town.unit("fs", "FIRST_SECRETARY", tree="management")
    town.unit("gh", "GRID_HEAD", "fs", tree="management")
    town.unit("sc", "STREET_COMMITTEE", tree="organisation")

    found = town.coverage()

    assert (found.persons, found.bodies) == (
        {"FIRST_SECRETARY": 1, "GRID_HEAD": 1},
        {"STREET_COMMITTEE": 1},
    )


def test_a_building_group_without_a_named_head_is_listed_as_incomplete(shelf: PackShelf) -> None:
    """ORG-SA-01"""
    town = Town(shelf.get("street-a"))
    town.unit("sc", "STREET_COMMITTEE", tree="organisation")
    town.unit("cc", "COMPREHENSIVE_COMMITTEE", "sc", tree="organisation")
    town.unit("br", "DEDICATED_GRID_BRANCH", "cc", tree="organisation")
    group = town.unit("bg", "BUILDING_GROUP", "br", tree="organisation")

    assert missing(town.coverage(), DefectKind.VACANT_SEAT) == [("bg", "building_head")]
    group.appoint(town.act, post="building_head", person_ref="li", from_on=DAY, basis="b")
    assert missing(town.coverage(DAY - timedelta(days=1)), DefectKind.VACANT_SEAT) == [
        ("bg", "building_head")
    ]
    assert missing(town.coverage(), DefectKind.VACANT_SEAT) == []


def test_a_community_without_its_service_station_is_listed_as_incomplete(shelf: PackShelf) -> None:
    """ORG-BZ-02: party body and residents' committee, but no station."""
    town = Town(shelf.get("bijie"))
    town.unit("county", "COUNTY")
    town.unit("street", "STREET", "county")
    town.unit("c1", "COMMUNITY", "street")
    town.unit("party", "COMMUNITY_PARTY", "c1", tree="community_bodies")
    town.unit("rc", "RESIDENTS_COMMITTEE", "c1", tree="community_bodies")

    found = town.coverage()

    assert ("c1", "SERVICE_STATION") in missing(found, DefectKind.INCOMPLETE_BODY)
    assert ("c1", "COMMUNITY_PARTY") not in missing(found, DefectKind.INCOMPLETE_BODY)
    assert (found.shares["SERVICE_STATION"].have, found.shares["SERVICE_STATION"].should) == (0, 1)


def test_a_community_without_its_social_work_station_is_incomplete(shelf: PackShelf) -> None:
    """ORG-QY-01: one and one and one is not one and two and one."""
    town = Town(shelf.get("qingyang"))
    town.unit("d", "DISTRICT", tree="safety")
    town.unit("street", "STREET", "d", tree="safety")
    town.unit("c1", "COMMUNITY", "street", tree="safety")
    for code, level in (
        ("party", "COMMUNITY_PARTY"),
        ("public", "PUBLIC_SERVICE_STATION"),
        ("centre", "DEVELOPMENT_CENTRE"),
    ):
        town.unit(code, level, "c1", tree="community_structure")

    def here() -> list[tuple[str, str | None]]:
        found = missing(town.coverage(), DefectKind.INCOMPLETE_BODY)
        return [one for one in found if one[0] == "c1"]

    assert here() == [("c1", "SOCIAL_WORK_STATION")]
    town.unit("social", "SOCIAL_WORK_STATION", "c1", tree="community_structure")
    assert here() == []


def test_a_patrol_with_two_of_three_kinds_shows_two_thirds(shelf: PackShelf) -> None:
    """ORG-QY-03"""
    town = Town(shelf.get("qingyang"))
    d = town.unit("d", "DISTRICT", tree="safety")
    d.form_team(
        town.act, team="joint_patrol", on=DAY,
        parts=("COMMUNITY_POLICE_OFFICER", "AUXILIARY_POLICE", "SAFETY_TEAM_MEMBER"),
    )  # fmt: skip

    (share,) = town.coverage().teams["joint_patrol"]

    assert (share.numerator, share.denominator) == (2, 3)


def daguan_with_communities(shelf: PackShelf, number: int) -> Town:
    town = Town(shelf.get("daguan"))
    town.unit("d", "DISTRICT", tree="organisation")
    town.unit("s", "STREET", "d", tree="organisation")
    for at in range(1, number + 1):
        town.unit(f"c{at:02}", "COMMUNITY", "s", tree="organisation")
    return town


def test_twenty_two_of_twenty_three_stations_are_ninety_five_point_seven(shelf: PackShelf) -> None:
    """ORG-DG-03 G, F30, F36: on 2020-04-30; the last one is founded late, on 2020-05-06."""
    town = daguan_with_communities(shelf, 23)
    for at in range(1, 24):
        founded_on = date(2020, 4, 28) if at < 23 else date(2020, 5, 6)
        town.station(f"w{at:02}", f"c{at:02}", f"lea{at:02}", founded_on)

    april, may = town.coverage(date(2020, 4, 30)), town.coverage(date(2020, 5, 6))

    assert (april.shares["STATION"].have, april.shares["STATION"].text) == (22, "95.7 %")
    assert ("c23", "STATION") in missing(april, DefectKind.INCOMPLETE_BODY)
    assert may.shares["STATION"].text == "100.0 %"
    assert may.bodies["STATION"] == 23


def test_a_vacant_head_seat_is_listed_from_the_day_it_is_left(shelf: PackShelf) -> None:
    """ORG-DG-04 G2"""
    town = daguan_with_communities(shelf, 1)
    town.station("w", "c01", "lea")
    station = town.bodies["w"]
    station.vacate(town.act, post="station_head", person_ref="lea", on=date(2021, 3, 1))

    assert ("w", "station_head") not in missing(
        town.coverage(date(2021, 2, 28)), DefectKind.VACANT_SEAT
    )
    assert missing(town.coverage(date(2021, 3, 1)), DefectKind.VACANT_SEAT) == [
        ("w", "station_deputy"),
        ("w", "station_head"),
    ]


def test_a_replaced_leader_leaves_no_day_without_one(shelf: PackShelf) -> None:
    """ORG-DG-05 G2"""
    town = daguan_with_communities(shelf, 1)
    community = cast("OrgUnit", town.bodies["c01"])
    community.link_leader(town.act, leader_ref="x", from_on=FOUNDED)
    community.link_leader(town.act, leader_ref="y", from_on=date(2021, 3, 1), replaces="x")

    for day in (FOUNDED, date(2021, 2, 28), date(2021, 3, 1)):
        assert missing(town.coverage(day), DefectKind.MISSING_LEADER) == []
    community.link_leader(town.act, leader_ref="y", from_on=DAY, to_on=date(2021, 3, 10))
    assert missing(town.coverage(date(2021, 3, 9)), DefectKind.MISSING_LEADER) == []
    assert missing(town.coverage(date(2021, 3, 10)), DefectKind.MISSING_LEADER) == [("c01", None)]


def test_a_second_leader_in_the_central_district_is_a_deviation(shelf: PackShelf) -> None:
    """ORG-BZ-17: elsewhere it is none, and no leader at all is a defect everywhere."""
    town = Town(shelf.get("bijie"))
    town.unit("central", "COUNTY", sort="CENTRAL_DISTRICT")
    town.unit("county", "COUNTY")
    for no, county in enumerate(("central", "county", "county"), 1):
        town.unit(f"s{no}", "STREET", county)
        community = town.unit(f"c{no}", "COMMUNITY", f"s{no}")
        for leader in ("x", "y") if no < 3 else ():
            community.link_leader(
                town.act, leader_ref=f"{leader}{no}", from_on=DAY, above={"CENTRAL_DISTRICT"}
            )

    found = town.coverage()

    assert missing(found, DefectKind.TOO_MANY_LEADERS) == [("c1", None)]
    assert missing(found, DefectKind.MISSING_LEADER) == [("c3", None)]
    (deviation,) = (d for d in found.defects if d.kind is DefectKind.TOO_MANY_LEADERS)
    assert (deviation.strength, found.deviations) == (Strength.SHOULD, 1)


def test_one_head_of_two_leaves_the_leading_group_incomplete(shelf: PackShelf) -> None:
    """ORG-BJ-03: the seat of the other office is named."""
    town = Town(shelf.get("longling"))
    town.unit("street", "STREET")
    town.unit("c1", "COMMUNITY", "street")
    group = LeadingGroup.form(
        town.act, jurisdiction=J, code="lg", works_for=Parent("street", "STREET"), siblings=0,
        formed_on=FOUNDED,
    )  # fmt: skip
    town.bodies["lg"] = group
    group.appoint(
        town.act, post="leading_group_head", person_ref="a", from_on=FOUNDED, basis="b",
        office="street_secretary",
    )  # fmt: skip

    assert missing(town.coverage(), DefectKind.VACANT_SEAT) == [("lg", "street_director")]


def test_a_leading_group_without_an_office_is_incomplete_until_there_is_one(
    shelf: PackShelf,
) -> None:
    """ORG-SA-08: formed 2021-02-01, office added 2021-02-08."""
    town = Town(shelf.get("street-a"))
    town.unit("street", "STREET")
    town.unit("c1", "COMMUNITY", "street")
    town.bodies["lg"] = LeadingGroup.form(
        town.act, jurisdiction=J, code="lg", works_for=Parent("street", "STREET"), siblings=0,
        formed_on=date(2021, 2, 1),
    )  # fmt: skip
    town.unit(
        "office", "LEADING_GROUP_OFFICE", "lg", tree="leading_group",
        founded_on=date(2021, 2, 8),
    )  # fmt: skip

    for day, listed in (
        (date(2021, 1, 31), [("street", "LEADING_GROUP")]),
        (date(2021, 2, 1), [("lg", "LEADING_GROUP_OFFICE")]),
        (date(2021, 2, 7), [("lg", "LEADING_GROUP_OFFICE")]),
        (date(2021, 2, 8), []),
    ):
        assert missing(town.coverage(day), DefectKind.INCOMPLETE_BODY) == listed


def test_a_unit_without_a_liaison_officer_is_listed(shelf: PackShelf) -> None:
    """ORG-BJ-06: departments have one; the ground has none."""
    town = Town(shelf.get("longling"))
    town.unit("street", "STREET")
    town.unit("c1", "COMMUNITY", "street")
    town.grid("g1", "c1")
    for code in ("u1", "u2"):
        town.unit(code, "STREET", "street")
    cast("OrgUnit", town.bodies["u1"]).appoint(
        town.act, post="liaison_officer", person_ref="a", from_on=DAY, basis="b"
    )

    assert missing(town.coverage(), DefectKind.VACANT_SEAT) == [("u2", "liaison_officer")]


def test_a_community_has_one_property_affairs_person(shelf: PackShelf) -> None:
    """ORG-CY-10: without one it is listed; a second one is refused."""
    town = Town(shelf.get("chengyang"))
    town.unit("street", "STREET")
    for code in ("c1", "c2"):
        town.unit(code, "COMMUNITY", "street")
    c1 = cast("OrgUnit", town.bodies["c1"])
    c1.appoint(town.act, post="property_liaison", person_ref="a", from_on=DAY, basis="b")

    assert missing(town.coverage(), DefectKind.VACANT_SEAT) == [("c2", "property_liaison")]
    with refused("post-is-full", "ORG-DG-04"):
        c1.appoint(town.act, post="property_liaison", person_ref="z", from_on=DAY, basis="b")


def test_a_part_of_the_organisation_is_covered_alone(shelf: PackShelf) -> None:
    """F: counts of one street are those of what stands below it."""
    town = daguan_with_communities(shelf, 2)
    town.grid("g1", "c01", tree="organisation")
    town.grid("g2", "c02", tree="organisation")

    found = town.coverage(under="c01")

    assert found.bodies == {"COMMUNITY": 1, "GRID": 1}
    assert missing(found, DefectKind.UNSTAFFED_GRID) == [("g1", None)]


def test_a_cross_post_that_ended_is_counted_no_more(shelf: PackShelf) -> None:
    """ORG-KD-07"""
    town = Town(shelf.get("kundulun"))
    town.unit("street", "STREET")
    town.unit("c1", "COMMUNITY", "street")
    owners = town.unit("oc", "OWNERS_COMMITTEE", "c1", tree="three_parties")
    for number in range(16):
        owners.appoint_across(
            town.act, person_ref=f"p{number}", from_org="rc",
            sorts=("RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE"), from_on=FOUNDED,
        )  # fmt: skip
    assert town.coverage().cross_posts == 16

    owners.appoint_across(
        town.act, person_ref="p0", from_org="rc",
        sorts=("RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE"), from_on=FOUNDED, to_on=DAY,
    )  # fmt: skip
    assert (town.coverage().cross_posts, town.coverage(FOUNDED).cross_posts) == (15, 16)


def test_a_community_that_stands_in_for_a_station_lacks_the_seats_of_one(shelf: PackShelf) -> None:
    """ORG-DG-04: it carries the posts of a station, and has none below it"""
    town = Town(shelf.get("daguan"))
    for code in ("c1", "c2", "c3"):
        town.unit(code, "COMMUNITY")
    for code in ("c1", "c3"):
        town.bodies[code].appoint(
            town.act, post="station_member", person_ref="mei", from_on=DAY, basis="notice"
        )
    town.station("s3", "c3", "lea")

    lacking = {(d.body, d.word) for d in town.coverage(DAY).defects if d.kind == "VACANT_SEAT"}

    assert {one for one in lacking if one[0] != "s3"} == {
        ("c1", "station_head"),
        ("c1", "station_deputy"),
    }
