"""The register of linked leaders. One test, one rule."""

from __future__ import annotations

from datetime import date

import pytest

from domain.organisation.errors import (
    BodyHasLeader,
    DateInFuture,
    LeaderIsLinkedElsewhere,
    LeaderLinksAreOff,
    PeriodIsEmpty,
)
from domain.policy.shelf import PackShelf
from tests.domain.organisation.packed import DAY, acting, placed
from tests.domain.organisation.samples import news

APRIL = date(2020, 4, 20)


def test_a_replacement_leaves_no_gap_day(shelf: PackShelf) -> None:
    """ORG-DG-05 G2: unlink and link on the same day."""
    pack = shelf.get("daguan")
    community, act = placed(pack, "COMMUNITY", "STREET"), acting(pack)
    community.link_leader(act, leader_ref="x", from_on=APRIL)

    community.link_leader(act, leader_ref="y", from_on=DAY, replaces="x")

    for day, linked in ((date(2021, 3, 14), ["x"]), (DAY, ["y"])):
        assert [link.leader_ref for link in community.links if link.holds(day)] == linked


def test_a_second_leader_and_a_second_community_are_refused_in_daguan(shelf: PackShelf) -> None:
    """ORG-DG-05: one leader each, nobody holds two."""
    pack = shelf.get("daguan")
    community, act = placed(pack, "COMMUNITY", "STREET"), acting(pack)
    community.link_leader(act, leader_ref="x", from_on=APRIL)

    with pytest.raises(BodyHasLeader):
        community.link_leader(act, leader_ref="y", from_on=DAY)
    with pytest.raises(LeaderIsLinkedElsewhere):
        placed(pack, "COMMUNITY", "STREET").link_leader(
            act, leader_ref="x", from_on=DAY, linked_elsewhere="c1"
        )


def test_a_link_stated_with_its_end_is_over(shelf: PackShelf) -> None:
    """ORG-DG-04 G2: a leader promoted on 2021-03-01 is linked up to the day before."""
    pack = shelf.get("daguan")
    community, act = placed(pack, "COMMUNITY", "STREET"), acting(pack)
    community.link_leader(act, leader_ref="x", from_on=APRIL)

    community.link_leader(act, leader_ref="x", from_on=APRIL, to_on=date(2021, 3, 1))

    assert community.leader is None
    assert [(f["from_on"], f["to_on"]) for f in news(community)] == [
        (APRIL, None),
        (APRIL, date(2021, 3, 1)),
    ]
    assert [link.holds(date(2021, 2, 28)) for link in community.links] == [True]
    assert [link.holds(date(2021, 3, 1)) for link in community.links] == [False]
    community.link_leader(act, leader_ref="y", from_on=date(2021, 3, 1))
    assert community.leader == "y"


def test_outside_the_central_district_a_community_may_have_several(shelf: PackShelf) -> None:
    """ORG-BZ-17: at least one; a second one in the central district is a deviation, not refused."""
    pack = shelf.get("bijie")
    rule = pack.structure.leader_links
    assert rule is not None
    community, act = placed(pack, "COMMUNITY", "STREET", tree="delivery"), acting(pack)

    for leader in ("x", "y"):
        community.link_leader(act, leader_ref=leader, from_on=DAY, above={"CENTRAL_DISTRICT"})

    assert [link.leader_ref for link in community.links] == ["x", "y"]
    assert (rule.at_least, rule.at_most, rule.under) == (1, 1, "CENTRAL_DISTRICT")


def test_a_pack_without_links_links_nobody(shelf: PackShelf) -> None:
    """B-45: and a body of another level has no leader."""
    for name, level, parent in (
        ("kundulun", "GRID_GROUP", "GRID_BRANCH"),
        ("daguan", "GRID", "COMMUNITY"),
    ):
        pack = shelf.get(name)
        with pytest.raises(LeaderLinksAreOff):
            placed(pack, level, parent).link_leader(acting(pack), leader_ref="x", from_on=DAY)


def test_a_link_has_a_past_and_a_length(shelf: PackShelf) -> None:
    """ENV-04"""
    pack = shelf.get("daguan")
    community = placed(pack, "COMMUNITY", "STREET")

    with pytest.raises(DateInFuture):
        community.link_leader(acting(pack), leader_ref="x", from_on=date(2021, 3, 16))
    with pytest.raises(PeriodIsEmpty):
        community.link_leader(acting(pack), leader_ref="x", from_on=DAY, to_on=DAY)
