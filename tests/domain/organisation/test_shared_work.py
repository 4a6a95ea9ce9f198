"""Rotation, cross posts, support and joint teams. One test, one rule."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from functools import partial

import pytest

from domain.grids.grid import Grid
from domain.organisation.body import Parent, Placement
from domain.organisation.errors import DateInFuture, PeriodIsEmpty, PostIsFull
from domain.organisation.joint_errors import (
    BodyDoesNotRotate,
    ChairsAgainTooEarly,
    CrossPostIsOff,
    JointTeamUnknown,
    LeadIsMissing,
    PartUnknown,
    SameOrganisation,
    SupportKindUnknown,
    TeamEstateUnclear,
    TeamIsFormed,
    TeamKindUnknown,
    TermHasChair,
    TermUnknown,
    UnitIsNoMember,
)
from domain.organisation.org_unit import OrgUnit
from domain.organisation.shared_work import team_coverage
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from tests.domain.organisation.packed import DAY, J, acting, placed
from tests.domain.organisation.samples import news

MEMBERS = tuple(f"m{number}" for number in range(1, 40))


def quarters(first_year: int, number: int) -> list[str]:
    return [f"{first_year + at // 4}Q{at % 4 + 1}" for at in range(number)]


@pytest.fixture
def kundulun(shelf: PackShelf) -> PolicyPack:
    return shelf.get("kundulun")


def committee(pack: PolicyPack) -> OrgUnit:
    return placed(pack, "REGIONAL_COMMITTEE", None, tree="regional_members")


def test_a_unit_chairs_again_only_after_all_others_have(kundulun: PolicyPack) -> None:
    """ORG-KD-06: unit 7 chaired 2021Q1; 2021Q3 is refused unless overridden with a reason."""
    body, act = committee(kundulun), acting(kundulun)
    body.assign_chair(act, unit="m7", term="2021Q1", members=MEMBERS)
    body.assign_chair(act, unit="m8", term="2021Q2", members=MEMBERS)

    with pytest.raises(ChairsAgainTooEarly) as refusal:
        body.assign_chair(act, unit="m7", term="2021Q3", members=MEMBERS)
    assert "37 members have not chaired" in str(refusal.value)

    body.assign_chair(
        acting(kundulun, reason="m9 is being dissolved"), unit="m7", term="2021Q3", members=MEMBERS
    )
    assert [(f["unit_id"], f["quarter"], f["overridden"]) for f in news(body)] == [
        ("m7", "2021Q1", False),
        ("m8", "2021Q2", False),
        ("m7", "2021Q3", True),
    ]


def test_a_cycle_lasts_thirty_nine_quarters(kundulun: PolicyPack) -> None:
    """ORG-KD-06, F15: 39 members, 39 quarters, then the first may chair again."""
    body, act = committee(kundulun), acting(kundulun)
    terms = quarters(2021, 40)
    for unit, term in zip(MEMBERS, terms, strict=False):
        body.assign_chair(act, unit=unit, term=term, members=MEMBERS)

    assert terms[38] == "2030Q3"
    body.assign_chair(act, unit="m39", term=terms[39], members=MEMBERS)

    tree = kundulun.hierarchies["regional_members"].levels["MEMBER_UNIT"]
    assert (tree.at_least, tree.at_most) == (39, 39)


def test_the_last_of_a_cycle_waits_before_its_end(kundulun: PolicyPack) -> None:
    """ORG-KD-06: 38 of 39 is not all."""
    body, act = committee(kundulun), acting(kundulun)
    for unit, term in zip(MEMBERS[:38], quarters(2021, 38), strict=True):
        body.assign_chair(act, unit=unit, term=term, members=MEMBERS)

    with pytest.raises(ChairsAgainTooEarly):
        body.assign_chair(act, unit="m1", term="2030Q3", members=MEMBERS)
    # A member that left holds nobody up.
    body.assign_chair(act, unit="m1", term="2030Q3", members=MEMBERS[:38])


def test_a_term_has_one_chair_who_is_a_member(kundulun: PolicyPack) -> None:
    """ORG-KD-06"""
    body, act = committee(kundulun), acting(kundulun)
    for _ in range(2):
        body.assign_chair(act, unit="m1", term="2021Q1", members=MEMBERS)
    assert len(news(body)) == 1

    with pytest.raises(TermHasChair):
        body.assign_chair(act, unit="m2", term="2021Q1", members=MEMBERS)
    with pytest.raises(UnitIsNoMember):
        body.assign_chair(act, unit="stranger", term="2021Q2", members=MEMBERS)
    for term in ("2021Q5", "2021-02", "Q1"):
        with pytest.raises(TermUnknown):
            body.assign_chair(act, unit="m2", term=term, members=MEMBERS)
    body.assign_chair(
        acting(kundulun, reason="m1 withdrew"), unit="m2", term="2021Q1", members=MEMBERS
    )
    assert body.chairs == {"2021Q1": "m2"}


def test_a_body_that_the_pack_does_not_name_is_not_chaired_in_turn(kundulun: PolicyPack) -> None:
    """B-45"""
    with pytest.raises(BodyDoesNotRotate):
        placed(kundulun, "GRID_GROUP", "GRID_BRANCH").assign_chair(
            acting(kundulun), unit="m1", term="2021Q1", members=MEMBERS
        )


def test_sixteen_cross_posts_between_three_parties(kundulun: PolicyPack) -> None:
    """ORG-KD-07, F18: a person from each of two sides, sixteen times."""
    owners = placed(kundulun, "OWNERS_COMMITTEE", "COMMUNITY", tree="three_parties", code="oc")
    act = acting(kundulun)

    for number in range(16):
        for _ in range(2):
            owners.appoint_across(
                act, person_ref=f"p{number}", from_org="rc",
                sorts=("RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE"), from_on=DAY,
            )  # fmt: skip

    told = news(owners)
    assert {f["event"] for f in told} == {"CrossPostAppointed"}
    assert (len(told), told[0]["from_org"], told[0]["to_org"]) == (16, "rc", "oc")


def test_the_same_body_twice_is_refused(kundulun: PolicyPack) -> None:
    """ORG-KD-07: and so are bodies of other sorts."""
    owners = placed(kundulun, "OWNERS_COMMITTEE", "COMMUNITY", tree="three_parties", code="oc")
    act = acting(kundulun)

    with pytest.raises(SameOrganisation):
        owners.appoint_across(
            act, person_ref="p", from_org="oc", sorts=("OWNERS_COMMITTEE",) * 2, from_on=DAY
        )
    with pytest.raises(CrossPostIsOff):
        owners.appoint_across(
            act, person_ref="p", from_org="s", sorts=("STREET", "OWNERS_COMMITTEE"), from_on=DAY
        )
    with pytest.raises(PeriodIsEmpty):
        owners.appoint_across(
            act, person_ref="p", from_org="rc", sorts=("RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE"),
            from_on=DAY, to_on=DAY,
        )  # fmt: skip


def test_a_grid_takes_part_in_the_cross_posts_of_street_a(shelf: PackShelf) -> None:
    """ORG-SA-07: dedicated branch, owners' committee, property company and grid members."""
    pack = shelf.get("street-a")
    grid = Grid.found(
        acting(pack), jurisdiction=J, code="g1", org_type="GRID",
        placement=Placement(None, "GRID", Parent("c1", "COMMUNITY")), founded_on=DAY,
    )  # fmt: skip
    grid.collect_events()

    grid.appoint_across(
        acting(pack), person_ref="p", from_org="branch", sorts=("DEDICATED_GRID_BRANCH", "GRID"),
        from_on=DAY,
    )  # fmt: skip

    assert [f["event"] for f in news(grid)] == ["CrossPostAppointed"]
    assert len(pack.structure.cross_posts) == 4


def test_support_is_of_four_kinds(shelf: PackShelf) -> None:
    """SNK-BJ-01: projects, resources, management, service; a fifth is refused."""
    pack = shelf.get("longling")
    community = placed(pack, "COMMUNITY", "STREET", tree="legal_services", code="c1")
    act = acting(pack)

    for kind in (1, 4):
        community.take_support(act, kind=kind, unit="office", on=DAY)
    for kind in (0, 5):
        with pytest.raises(SupportKindUnknown):
            community.take_support(act, kind=kind, unit="office", on=DAY)
    with pytest.raises(DateInFuture):
        community.take_support(act, kind=1, unit="office", on=date(2021, 3, 16))

    assert [(f["kind"], f["unit"], f["community_id"]) for f in news(community)] == [
        (1, "office", "c1"),
        (4, "office", "c1"),
    ]


def test_two_of_three_kinds_cover_two_thirds(shelf: PackShelf) -> None:
    """ORG-QY-03: the officer and two of the three kinds; further kinds change nothing."""
    pack = shelf.get("qingyang")
    community = placed(pack, "COMMUNITY", "STREET", tree="safety")
    parts = ("PEACE_VOLUNTEER", "GRID_MEMBER", "COMMUNITY_POLICE_OFFICER", "AUXILIARY_POLICE")

    community.form_team(acting(pack), team="joint_patrol", on=DAY, parts=parts)

    (told,) = news(community)
    assert (told["event"], told["parts"]) == (
        "TeamFormed",
        ("COMMUNITY_POLICE_OFFICER", "AUXILIARY_POLICE", "GRID_MEMBER", "PEACE_VOLUNTEER"),
    )
    assert team_coverage(pack, "joint_patrol", told["parts"]) == Fraction(2, 3)


def test_a_patrol_goes_out_with_its_officer(shelf: PackShelf) -> None:
    """ORG-QY-03: one community police officer, and only the kinds that the pack names."""
    pack = shelf.get("qingyang")
    community, act = placed(pack, "COMMUNITY", "STREET", tree="safety"), acting(pack)

    with pytest.raises(LeadIsMissing):
        community.form_team(act, team="joint_patrol", on=DAY, parts=("GRID_MEMBER",))
    with pytest.raises(PartUnknown):
        community.form_team(
            act, team="joint_patrol", on=DAY, parts=("COMMUNITY_POLICE_OFFICER", "MAYOR")
        )
    with pytest.raises(JointTeamUnknown):
        community.form_team(act, team="night_watch", on=DAY, parts=("GRID_MEMBER",))


def test_a_unit_has_one_liaison_officer(shelf: PackShelf) -> None:
    """ORG-BJ-06: for a second one the first must be vacated."""
    pack = shelf.get("longling")
    unit = placed(pack, "STREET_COMMITTEE", None)
    act = acting(pack)
    unit.appoint(act, post="liaison_officer", person_ref="a", from_on=DAY, basis="b")

    with pytest.raises(PostIsFull):
        unit.appoint(act, post="liaison_officer", person_ref="b", from_on=DAY, basis="b")
    unit.vacate(act, post="liaison_officer", person_ref="a", on=DAY)
    unit.appoint(act, post="liaison_officer", person_ref="b", from_on=DAY, basis="b")


# --- Teams that stay (VOL-SA-01). ---


def test_red_volunteers_and_the_club_of_an_estate_are_teams_that_stay(shelf: PackShelf) -> None:
    """VOL-SA-01"""
    pack = shelf.get("street-a")
    community, act = placed(pack, "STREET_COMMITTEE", None), acting(pack)

    community.form_standing_team(act, team="RED_VOLUNTEER_TEAM", code="red-1", on=DAY, estate=None)
    community.form_standing_team(act, team="CULTURAL_CLUB", code="club-1", on=DAY, estate="e1")

    red, club = news(community)
    assert (red["team"], red["code"], red["estate"], red["parts"]) == (
        "RED_VOLUNTEER_TEAM", "red-1", None, (),
    )  # fmt: skip
    assert (club["event"], club["team"], club["code"], club["estate"]) == (
        "TeamFormed", "CULTURAL_CLUB", "club-1", "e1",
    )  # fmt: skip


def test_a_team_that_stays_is_formed_once_and_as_the_pack_says(shelf: PackShelf) -> None:
    """VOL-SA-01, B-45"""
    pack = shelf.get("street-a")
    community, act = placed(pack, "STREET_COMMITTEE", None), acting(pack)
    form = partial(community.form_standing_team, act, on=DAY)
    form(team="CULTURAL_CLUB", code="club-1", estate="e1")

    with pytest.raises(TeamIsFormed):
        form(team="CULTURAL_CLUB", code="club-1", estate="e2")
    for team, estate in (("CULTURAL_CLUB", None), ("RED_VOLUNTEER_TEAM", "e1")):
        with pytest.raises(TeamEstateUnclear):
            form(team=team, code="t-2", estate=estate)
    with pytest.raises(TeamKindUnknown):
        form(team="CHESS_CLUB", code="t-3", estate="e1")
    with pytest.raises(DateInFuture):
        community.form_standing_team(
            act, team="CULTURAL_CLUB", code="t-4", on=DAY + timedelta(days=1), estate="e1"
        )
