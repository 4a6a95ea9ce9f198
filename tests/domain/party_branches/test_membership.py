"""Where a member of an organ or enterprise reports at home."""

from __future__ import annotations

from domain.act import Act, Actor
from domain.party_branches.membership import BranchMembership
from domain.vocabulary import Role
from tests.samples import act, pack
from tests.spec import fact, given, refused, then

CLERK = Actor(id="clerk", roles=frozenset({Role.STR}))
IN_B1 = fact(BranchMembership.MemberReportedIn, person_ref="wu", home_unit="mill", branch_id="b1")


def today() -> Act:
    return act(CLERK, "2021-05-08 10:00", pack("street-a"))


def test_a_member_stays_at_work_and_reports_at_home() -> None:
    """ORG-SA-05"""
    wu = BranchMembership.report(
        today(), jurisdiction="j", person_ref="wu", branch="b1", home_unit="mill"
    )

    [event] = then(wu, IN_B1)
    assert event.rule_ids == ("ORG-SA-05",)
    assert wu.id == BranchMembership.create_id("j", "wu")


def test_a_second_branch_is_refused_until_the_member_is_transferred() -> None:
    """ORG-SA-05"""
    wu = given(BranchMembership, IN_B1)

    with refused("member-reports-elsewhere", "ORG-SA-05"):
        wu.report_again(today(), branch="b2", home_unit="mill", transferred_from=None)
    with refused("member-not-reported-in", "ORG-SA-05"):
        wu.report_again(today(), branch="b2", home_unit="mill", transferred_from="b3")
    wu.report_again(today(), branch="b2", home_unit="mill", transferred_from="b1")

    then(
        wu,
        fact(
            BranchMembership.MemberReportedIn,
            person_ref="wu",
            home_unit="mill",
            branch_id="b2",
            transferred_from="b1",
        ),
    )
    wu.report_again(today(), branch="b2", home_unit="mill", transferred_from=None)
    then(wu)


def test_what_a_member_does_is_recorded_by_the_branch_it_reports_to() -> None:
    """ORG-SA-05"""
    wu = given(BranchMembership, IN_B1)

    with refused("member-not-reported-in", "ORG-SA-05"):
        wu.record_activity(today(), branch="b2", activity="swept the yard")
    wu.record_activity(today(), branch="b1", activity="swept the yard")

    then(
        wu,
        fact(BranchMembership.MemberActivityRecorded, branch_id="b1", activity="swept the yard"),
    )
