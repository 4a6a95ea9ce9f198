"""Where a member of an organ or enterprise reports at home."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.act import Act, Actor
from domain.party_branches.membership import BranchMembership
from domain.policy.pack import PolicyPack
from domain.policy.volunteer_rules import MemberLedger
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


def with_formula(**formula: str) -> PolicyPack:
    """Bijie, if it wrote a formula."""
    bijie = pack("bijie")
    ledger = MemberLedger.model_validate({"ledger": "MEMBER", "formula": formula})
    return bijie.model_copy(update={"points": bijie.points | {"member_points": ledger}})


@pytest.mark.parametrize("under", ["bijie", "daguan", "kundulun"])
def test_points_without_a_formula_are_off_and_not_zero(under: str) -> None:
    """RWD-BZ-05"""
    wu = given(BranchMembership, IN_B1)

    with refused("member-formula-missing", "RWD-BZ-05"):
        wu.record_points(
            act(CLERK, "2021-05-08 10:00", pack(under)), branch="b1", counts={"hours": Decimal(1)}
        )
    then(wu)


def test_points_are_what_the_formula_makes_of_the_counts() -> None:
    """RWD-BZ-05, B-10: 2.5 hours at 2 and 1 lesson at 0.5 are 5.5"""
    wu = given(BranchMembership, IN_B1)
    by = act(CLERK, "2021-05-08 10:00", with_formula(hours="2", lessons="0.5"))
    counts = {"hours": Decimal("2.5"), "lessons": Decimal(1)}

    wu.record_points(by, branch="b1", counts=counts)

    [event] = then(
        wu,
        fact(
            BranchMembership.MemberPointsRecorded,
            branch_id="b1", counts=counts, points=Decimal("5.5"),
        ),
    )  # fmt: skip
    assert event.rule_ids == ("RWD-BZ-05",)
    with refused("formula-has-no-such-count", "RWD-BZ-05"):
        wu.record_points(by, branch="b1", counts={"years": Decimal(1)})
    with refused("member-not-reported-in", "ORG-SA-05"):
        wu.record_points(by, branch="b2", counts=counts)
