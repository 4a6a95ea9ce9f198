"""Every hierarchy of rulebook 1.1, under the pack that has it. One test, one row."""

from __future__ import annotations

import pytest

from domain.organisation.errors import (
    LevelUnknown,
    ParentIsFull,
    ParentMissing,
    WrongParentLevel,
)
from domain.policy.hierarchy import NodeKind
from domain.policy.shelf import PackShelf
from tests.domain.organisation.packed import grid_in, placed


def test_a_member_household_stands_under_a_grid_group_only(shelf: PackShelf) -> None:
    """ORG-KD-01: five levels from the street work committee down."""
    pack = shelf.get("kundulun")

    with pytest.raises(WrongParentLevel):
        placed(pack, "MEMBER_HOUSEHOLD", "GRID_BRANCH")
    assert placed(pack, "MEMBER_HOUSEHOLD", "GRID_GROUP").level == "MEMBER_HOUSEHOLD"
    assert list(pack.hierarchies["organisation"].levels) == [
        "STREET_COMMITTEE", "COMMUNITY_COMMITTEE", "GRID_BRANCH", "GRID_GROUP", "MEMBER_HOUSEHOLD",
    ]  # fmt: skip


def test_a_grid_group_under_a_community_committee_is_refused(shelf: PackShelf) -> None:
    """ORG-KD-01, rulebook 1.1 G: the parent must be a grid branch."""
    with pytest.raises(WrongParentLevel) as refusal:
        placed(shelf.get("kundulun"), "GRID_GROUP", "COMMUNITY_COMMITTEE")

    assert "GRID_BRANCH" in str(refusal.value)


def test_a_unit_head_reports_to_a_building_head(shelf: PackShelf) -> None:
    """ORG-KD-02: no step of the five-level management is skipped; its nodes are persons."""
    pack = shelf.get("kundulun")

    with pytest.raises(WrongParentLevel):
        placed(pack, "UNIT_HEAD", "GRID_HEAD", tree="management")
    assert placed(pack, "UNIT_HEAD", "BUILDING_HEAD", tree="management").level == "UNIT_HEAD"
    kinds = {level.kind for level in pack.hierarchies["management"].levels.values()}
    assert kinds == {NodeKind.PERSON}
    assert {level.kind for level in pack.hierarchies["organisation"].levels.values()} == {
        NodeKind.BODY
    }


def test_a_building_group_needs_a_named_building_head_to_be_complete(shelf: PackShelf) -> None:
    """ORG-SA-01: without one it is founded; the coverage lists it (test_coverage)."""
    pack = shelf.get("street-a")
    group = pack.hierarchies["organisation"].levels["BUILDING_GROUP"]

    assert placed(pack, "BUILDING_GROUP", "DEDICATED_GRID_BRANCH").level == "BUILDING_GROUP"
    assert group.led_by == "building_head"
    assert pack.hierarchies["organisation"].levels["UNIT_HEAD"].kind is NodeKind.PERSON


def test_a_member_household_of_bijie_stands_under_a_building_group(shelf: PackShelf) -> None:
    """ORG-BZ-01: four in one; that the group is of the own branch is seen by the directory."""
    pack = shelf.get("bijie")

    assert placed(pack, "MEMBER_HOUSEHOLD", "BUILDING_GROUP").level == "MEMBER_HOUSEHOLD"
    with pytest.raises(WrongParentLevel):
        placed(pack, "MEMBER_HOUSEHOLD", "GRID_BRANCH")


@pytest.mark.parametrize("part", ["COMMUNITY_PARTY", "RESIDENTS_COMMITTEE", "SERVICE_STATION"])
def test_three_bodies_make_a_community(shelf: PackShelf, part: str) -> None:
    """ORG-BZ-02: one of each, and no second one."""
    pack = shelf.get("bijie")

    assert placed(pack, part, "COMMUNITY", tree="community_bodies").level == part
    with pytest.raises(ParentIsFull):
        placed(pack, part, "COMMUNITY", tree="community_bodies", siblings=1)
    rule = pack.hierarchies["community_bodies"].levels[part]
    assert (rule.at_least, rule.at_most) == (1, 1)


def test_each_level_of_the_delivery_chain_stands_under_the_next(shelf: PackShelf) -> None:
    """ORG-BZ-03: a community does not stand under the city, so it files nothing with it."""
    pack = shelf.get("bijie")

    with pytest.raises(WrongParentLevel):
        placed(pack, "COMMUNITY", "CITY", tree="delivery")
    with pytest.raises(WrongParentLevel):
        placed(pack, "COMMUNITY", "COUNTY", tree="information")
    assert pack.allowed_parents("delivery", "COUNTY") == ("CITY",)
    assert list(pack.hierarchies["information"].levels) == ["COUNTY", "STREET", "COMMUNITY"]


def test_a_building_group_stands_under_an_estate_branch(shelf: PackShelf) -> None:
    """ORG-CY-01: directly under the community it is refused."""
    pack = shelf.get("chengyang")

    assert placed(pack, "BUILDING_GROUP", "GRID_BRANCH").level == "BUILDING_GROUP"
    with pytest.raises(WrongParentLevel):
        placed(pack, "BUILDING_GROUP", "COMMUNITY_COMMITTEE")
    assert "estate branch" in pack.hierarchies["organisation"].levels["GRID_BRANCH"].aliases


def test_an_owners_committee_that_no_community_supervises_is_refused(shelf: PackShelf) -> None:
    """ORG-CY-02: street, community, owners' committee."""
    pack = shelf.get("chengyang")

    with pytest.raises(ParentMissing):
        placed(pack, "OWNERS_COMMITTEE", None, tree="owners")
    with pytest.raises(WrongParentLevel):
        placed(pack, "OWNERS_COMMITTEE", "STREET", tree="owners")
    assert placed(pack, "OWNERS_COMMITTEE", "COMMUNITY", tree="owners").level == "OWNERS_COMMITTEE"


@pytest.mark.parametrize("level", ["ESTATE_BRANCH", "BUSINESS_DISTRICT_BODY"])
def test_the_third_level_of_buji_has_two_siblings(shelf: PackShelf, level: str) -> None:
    """ORG-BJ-01, rulebook 1.1 G2"""
    assert placed(shelf.get("longling"), level, "COMMUNITY_COMMITTEE").level == level


def test_a_park_stands_beside_the_communities(shelf: PackShelf) -> None:
    """ORG-BJ-02: in the legal services, not among the safety centres."""
    pack = shelf.get("longling")

    for level in ("PARK", "COMMUNITY"):
        assert placed(pack, level, "STREET", tree="legal_services").level == level
    with pytest.raises(LevelUnknown):
        placed(pack, "PARK", "STREET", tree="safety_services")


def test_a_stairway_is_recorded_inside_a_grid(shelf: PackShelf) -> None:
    """ORG-DG-01: four levels, the stairway included; under the community it is refused."""
    pack = shelf.get("daguan")

    assert placed(pack, "UNIT_STAIR", "GRID").level == "UNIT_STAIR"
    with pytest.raises(WrongParentLevel):
        placed(pack, "UNIT_STAIR", "COMMUNITY")
    assert grid_in(pack, "COMMUNITY").level == "GRID"


def test_a_building_group_of_daguan_needs_its_grid_branch(shelf: PackShelf) -> None:
    """ORG-DG-02: three levels of organisational life."""
    pack = shelf.get("daguan")

    with pytest.raises(ParentMissing):
        placed(pack, "BUILDING_GROUP", None, tree="party_life")
    with pytest.raises(WrongParentLevel):
        placed(pack, "BUILDING_GROUP", "COMMUNITY_PARTY", tree="party_life")
    assert placed(pack, "BUILDING_GROUP", "GRID_BRANCH", tree="party_life").level


def test_four_bodies_make_a_community_of_qingyang(shelf: PackShelf) -> None:
    """ORG-QY-01: one party organisation, two stations, one development centre."""
    tree = shelf.get("qingyang").hierarchies["community_structure"]

    below = {code: (level.at_least, level.at_most) for code, level in tree.levels.items()}
    assert below == {
        "COMMUNITY": (0, None),
        "COMMUNITY_PARTY": (1, 1),
        "PUBLIC_SERVICE_STATION": (1, 1),
        "SOCIAL_WORK_STATION": (1, 1),
        "DEVELOPMENT_CENTRE": (1, 1),
    }


def test_a_grid_point_attached_to_a_street_is_refused(shelf: PackShelf) -> None:
    """ORG-QY-02: the safety centres are connected end to end."""
    pack = shelf.get("qingyang")

    with pytest.raises(WrongParentLevel):
        grid_in(pack, "STREET", tree="safety")
    assert grid_in(pack, "COMMUNITY", tree="safety").level == "GRID"


def test_the_joint_patrol_is_one_and_three_and_more(shelf: PackShelf) -> None:
    """ORG-QY-03: the tree of people and the team that goes out name the same kinds."""
    pack = shelf.get("qingyang")
    team, tree = pack.structure.joint_teams["joint_patrol"], pack.hierarchies["patrol"]

    assert (len(team.kinds), {team.lead, *team.kinds, *team.further}) == (3, set(tree.levels))
    for kind in team.kinds:
        assert placed(pack, kind, team.lead, tree="patrol").level == kind
