"""The founding of a branch for one estate, step by step (street SA)."""

from __future__ import annotations

from typing import Any

from domain.act import Act, Actor, HeldPost
from domain.party_branches.branch import PartyBranch
from domain.vocabulary import Role
from tests.samples import act, on, pack
from tests.spec import Fact, fact, given, refused, then

STREET_A = pack("street-a")


def holder(post: str) -> Actor:
    return Actor(id=post, roles=frozenset({Role.STR}), posts=(HeldPost(post, "x"),))


DELIBERATES = holder("general_branch_secretary")
VETS = holder("party_building_officer")
APPOINTS = holder("work_committee_member")


def by(actor: Actor, day: str, **further: Any) -> Act:
    return act(actor, f"{day} 10:00", STREET_A, **further)


def proposed(day: str) -> Fact:
    return fact(PartyBranch.BranchProposed, code="b1", estate_id="e1", parent="general", on=on(day))


def vetted(day: str, *, passed: bool) -> Fact:
    return fact(PartyBranch.BranchVetted, passed=passed, on=on(day))


def test_a_branch_is_proposed_vetted_and_appointed() -> None:
    """ORG-SA-02: deliberation, vetting, appointment"""
    branch = PartyBranch.deliberate(
        by(DELIBERATES, "2021-03-01"),
        jurisdiction="j",
        code="b1",
        estate="e1",
        parent="general",
        on=on("2021-03-01"),
    )
    branch.vet(by(VETS, "2021-03-05"), passed=True, on=on("2021-03-05"))
    branch.appoint_secretary(by(APPOINTS, "2021-03-10"), secretary_ref="li", on=on("2021-03-10"))

    events = then(
        branch,
        proposed("2021-03-01"),
        vetted("2021-03-05", passed=True),
        fact(PartyBranch.BranchAppointed, secretary_ref="li", on=on("2021-03-10")),
    )
    assert {event.rule_ids for event in events} == {("ORG-SA-02",)}


def test_the_street_appoints_nothing_that_was_not_vetted() -> None:
    """ORG-SA-02 G: proposed 2021-03-01, not vetted"""
    branch = given(PartyBranch, proposed("2021-03-01"))

    with refused("branch-step-out-of-order", "ORG-SA-02"):
        branch.appoint_secretary(
            by(APPOINTS, "2021-03-10"), secretary_ref="li", on=on("2021-03-10")
        )


def test_a_failed_vetting_leads_back_and_both_attempts_stay() -> None:
    """ORG-SA-02 G2: vetted negative 2021-03-05, proposed again 2021-03-20"""
    branch = given(PartyBranch, proposed("2021-03-01"))

    with refused("reason-missing", "2.5"):
        branch.vet(by(VETS, "2021-03-05"), passed=False, on=on("2021-03-05"))
    branch.vet(by(VETS, "2021-03-05", reason="too few"), passed=False, on=on("2021-03-05"))
    with refused("branch-step-out-of-order", "ORG-SA-02"):
        branch.appoint_secretary(
            by(APPOINTS, "2021-03-06"), secretary_ref="li", on=on("2021-03-06")
        )
    branch.propose_again(
        by(DELIBERATES, "2021-03-20"), estate="e1", parent="general", on=on("2021-03-20")
    )

    then(branch, vetted("2021-03-05", passed=False), proposed("2021-03-20"))


def test_a_proposal_that_waits_is_not_proposed_again() -> None:
    """ORG-SA-02"""
    for waiting in ((), (vetted("2021-03-05", passed=True),)):
        branch = given(PartyBranch, proposed("2021-03-01"), *waiting)
        with refused("branch-step-out-of-order", "ORG-SA-02"):
            branch.propose_again(
                by(DELIBERATES, "2021-03-20"), estate="e1", parent="general", on=on("2021-03-20")
            )


def test_each_step_belongs_to_a_body_of_its_own() -> None:
    """ORG-SA-02"""
    branch = given(PartyBranch, proposed("2021-03-01"))

    with refused("step-of-another", "ORG-SA-02"):
        branch.vet(by(DELIBERATES, "2021-03-05"), passed=True, on=on("2021-03-05"))
    with refused("step-of-another", "ORG-SA-02"):
        branch.appoint_secretary(by(VETS, "2021-03-05"), secretary_ref="li", on=on("2021-03-05"))
    with refused("step-of-another", "ORG-SA-02"):
        PartyBranch.deliberate(
            by(APPOINTS, "2021-03-01"),
            jurisdiction="j",
            code="b2",
            estate="e2",
            parent="general",
            on=on("2021-03-01"),
        )


def test_a_step_lies_neither_before_the_last_one_nor_ahead() -> None:
    """ORG-SA-02, ENV-04"""
    branch = given(PartyBranch, proposed("2021-03-01"))

    with refused("branch-step-out-of-order", "ORG-SA-02"):
        branch.vet(by(VETS, "2021-03-05"), passed=True, on=on("2021-02-28"))
    with refused("date-in-future", "ENV-04"):
        branch.vet(by(VETS, "2021-03-05"), passed=True, on=on("2021-03-06"))


def test_a_pack_without_dedicated_branches_founds_none() -> None:
    """B-45"""
    with refused("policy-silent", "B-45"):
        PartyBranch.deliberate(
            act(DELIBERATES, "2021-03-01 10:00", pack("daguan")),
            jurisdiction="j",
            code="b1",
            estate="e1",
            parent="general",
            on=on("2021-03-01"),
        )
