"""What a party body does, and who joins its work."""

from __future__ import annotations

import pytest

from domain.organisation.org_unit import OrgUnit
from tests.domain.organisation.test_elections import BIJIE, STREET_A, body, by
from tests.samples import on, pack
from tests.spec import fact, news, refused, then

KUNDULUN = pack("kundulun")


def test_joint_work_is_counted_by_kind() -> None:
    """ORG-KD-05: an activity tagged "handle" adds to the joint handling of the branch"""
    branch = body("GRID_BRANCH", "organisation")
    at = by(KUNDULUN, "2021-06-01")

    for kind in ("handle", "contact", "handle", None):
        branch.record_branch_activity(
            at, activity="a round", joint_kind=kind, held_on=on("2021-05-31")
        )
    branch.record_branch_activity(
        at, activity="a wall", led_by="act_first", held_on=on("2021-05-31")
    )

    assert branch.joint == {"handle": 2, "contact": 1}
    assert len(news(branch)) == 5
    for words in ({"joint_kind": "sing"}, {"led_by": "sing"}):
        with refused("joint-kind-unknown", "ORG-KD-05"):
            branch.record_branch_activity(at, activity="x", held_on=on("2021-05-31"), **words)
    with refused("policy-silent", "B-45"):
        branch.record_branch_activity(by(), activity="x", held_on=on("2018-05-31"))


def test_somebody_found_in_two_ways_is_one_record() -> None:
    """ORG-SA-04: 12 registered are 12"""
    general = body("COMPREHENSIVE_COMMITTEE", "organisation")
    at = by(STREET_A, "2021-06-30")

    for number in range(12):
        for route in ("RECOMMENDED", "SELF_NOMINATED"):
            general.register_talent(at, person_ref=f"p{number}", route=route)

    assert len(general.talents) == len(news(general)) == 12
    with refused("talent-route-unknown", "ORG-SA-04"):
        general.register_talent(at, person_ref="p", route="BY_LOT")


@pytest.mark.parametrize(
    ("source", "party_member", "refusal"),
    [
        ("SCHOOL", False, None),
        ("OWNERS_COMMITTEE", True, None),
        ("PROPERTY_COMPANY", True, None),
        ("OWNERS_COMMITTEE", False, ("party-member-required", "ORG-DG-04")),
        ("PROPERTY_COMPANY", False, ("party-member-required", "ORG-DG-04")),
        ("CIRCUS", True, ("part-time-source-unknown", "ORG-BZ-12")),
    ],
)
def test_heads_of_resident_bodies_join_part_time(
    source: str,
    party_member: bool,  # noqa: FBT001 - a row
    refusal: tuple[str, str] | None,
) -> None:
    """ORG-BZ-12: the head of an owners' committee must be a party member"""
    party = body("COMMUNITY_PARTY")

    def join() -> None:
        party.appoint_part_time_member(
            by(), person_ref="p", source=source, unit_id="u1", party_member=party_member
        )

    if refusal is not None:
        with refused(*refusal):
            join()
        return
    join()
    join()
    then(
        party,
        fact(OrgUnit.PartTimeMemberAppointed, person_ref="p", source=source, unit_id="u1"),
    )


def test_a_first_secretary_comes_from_a_higher_organ_for_a_year() -> None:
    """ORG-BZ-19"""
    party = body("COMMUNITY_PARTY")

    with refused("first-secretary-from-elsewhere", "ORG-BZ-19"):
        party.assign_first_secretary(
            by(), person_ref="p", from_unit="c2", from_level="COMMUNITY", year=2018
        )
    for _ in range(2):
        party.assign_first_secretary(
            by(), person_ref="p", from_unit="county", from_level="COUNTY", year=2018
        )

    [assigned] = news(party)
    assert assigned.rule_ids == ("ORG-BZ-19",)
    assert BIJIE.branches is not None
