"""The trees of rulebook 1.1."""

from __future__ import annotations

import pytest

from domain.policy.hierarchy import Hierarchy
from domain.policy.shelf import PackShelf


@pytest.mark.parametrize(
    ("pack", "tree", "level", "parents"),
    [
        ("kundulun", "organisation", "MEMBER_HOUSEHOLD", ("GRID_GROUP",)),  # ORG-KD-01
        ("kundulun", "organisation", "GRID_GROUP", ("GRID_BRANCH",)),  # ORG-KD-01
        ("kundulun", "management", "UNIT_HEAD", ("BUILDING_HEAD",)),  # ORG-KD-02
        ("street-a", "organisation", "BUILDING_GROUP", ("DEDICATED_GRID_BRANCH",)),  # ORG-SA-01
        ("bijie", "organisation", "MEMBER_HOUSEHOLD", ("BUILDING_GROUP",)),  # ORG-BZ-01
        ("bijie", "community_bodies", "SERVICE_STATION", ("COMMUNITY",)),  # ORG-BZ-02
        ("bijie", "delivery", "COMMUNITY", ("STREET",)),  # ORG-BZ-03
        ("chengyang", "organisation", "BUILDING_GROUP", ("GRID_BRANCH",)),  # ORG-CY-01
        ("chengyang", "owners", "OWNERS_COMMITTEE", ("COMMUNITY",)),  # ORG-CY-02
        ("longling", "organisation", "BUSINESS_DISTRICT_BODY", ("COMMUNITY_COMMITTEE",)),
        ("longling", "organisation", "ESTATE_BRANCH", ("COMMUNITY_COMMITTEE",)),  # ORG-BJ-01
        ("longling", "legal_services", "PARK", ("STREET",)),  # ORG-BJ-02
        ("daguan", "organisation", "UNIT_STAIR", ("GRID",)),  # ORG-DG-01
        ("daguan", "party_life", "BUILDING_GROUP", ("GRID_BRANCH",)),  # ORG-DG-02
        ("qingyang", "community_structure", "SOCIAL_WORK_STATION", ("COMMUNITY",)),  # ORG-QY-01
        ("qingyang", "safety", "GRID", ("COMMUNITY",)),  # ORG-QY-02
        ("qingyang", "patrol", "AUXILIARY_POLICE", ("COMMUNITY_POLICE_OFFICER",)),  # ORG-QY-03
    ],
)
def test_a_level_stands_under_its_parent_level_only(
    shelf: PackShelf, pack: str, tree: str, level: str, parents: tuple[str, ...]
) -> None:
    """Rulebook 1.1"""
    assert shelf.get(pack).allowed_parents(tree, level) == parents


def test_the_top_of_a_tree_has_no_parent(shelf: PackShelf) -> None:
    """Rulebook 1.1"""
    assert shelf.get("daguan").allowed_parents("organisation", "DISTRICT") == ()


def test_a_level_may_name_several_parents() -> None:
    """B-01"""
    tree = Hierarchy.model_validate(["top", ["left", "right"], "leaf"])

    assert tree.allowed_parents("leaf") == ("left", "right")
    assert tree.faults() == []


def test_one_of_each_body_makes_a_community_complete(shelf: PackShelf) -> None:
    """ORG-QY-01, ORG-BZ-02"""
    station = shelf.get("qingyang").hierarchies["community_structure"].levels["SOCIAL_WORK_STATION"]

    assert (station.at_least, station.at_most) == (1, 1)
