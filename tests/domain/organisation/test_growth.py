"""A party body grows with its members: the numbers permit, an approver decides."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import gates
from domain.act import Act, Actor, HeldPost
from domain.organisation.body import OrgUnitFounded
from domain.organisation.growth import UPGRADE
from domain.organisation.org_unit import OrgUnit
from domain.vocabulary import Role
from tests.samples import act, on, pack
from tests.spec import fact, given, refused, then

BIJIE = pack("bijie")
FOUNDED = fact(
    OrgUnitFounded,
    code="p1",
    org_type="BRANCH",
    tree="community_bodies",
    level="COMMUNITY_PARTY",
    parent="c1",
    founded_on=date(2018, 1, 1),
)
CLERK = Actor(id="clerk", roles=frozenset({Role.STR}))
STREET = Actor(id="s", roles=frozenset({Role.STR}), posts=(HeldPost("street_officer", "street"),))
COUNTY = Actor(id="k", roles=frozenset({Role.STR}), posts=(HeldPost("county_officer", "county"),))


def by(actor: Actor, **further: Any) -> Act:
    return act(actor, "2018-06-01 10:00", BIJIE, **further)


def body(**changes: Any) -> OrgUnit:
    facts = FOUNDED.payload | changes
    return given(OrgUnit, fact(OrgUnitFounded, **facts))


def counts(members: int, others: int = 0) -> dict[str, int]:
    return {"party_members": members, "other_branches": others}


def test_fifty_one_members_and_the_street_make_a_general_branch() -> None:
    """ORG-BZ-11: UpgradeProposed, GateOpinionGiven, OrgUnitUpgraded"""
    party = body()

    party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(51))
    party.decide_upgrade(by(STREET), approved=True, opinion="agreed")

    then(
        party,
        fact(
            OrgUnit.UpgradeProposed,
            to="GENERAL_BRANCH",
            counts=counts(51),
            outcome="GENERAL_BRANCH",
            asked=("street_officer",),
        ),
        fact(
            gates.GateRequested,
            gate_code=UPGRADE,
            subject="GENERAL_BRANCH",
            requested_from=("street_officer",),
        ),
        fact(gates.GateOpinionGiven, gate_code=UPGRADE, approved=True, opinion="agreed"),
        fact(gates.GatePassed, gate_code=UPGRADE),
        fact(
            OrgUnit.OrgUnitUpgraded,
            org_type="GENERAL_BRANCH",
            member_count=51,
            approver="street",
            upgraded_on=on("2018-06-01"),
        ),
    )


def test_a_hundred_members_need_the_county_and_the_street_is_not_enough() -> None:
    """ORG-BZ-11: 100 and the street's approval only are refused"""
    party = body()
    party.propose_upgrade(by(CLERK), to="PARTY_COMMITTEE", counts=counts(100))

    with refused("approver-not-competent", "ORG-BZ-11"):
        party.decide_upgrade(by(STREET), approved=True, opinion="agreed")
    party.decide_upgrade(by(COUNTY), approved=True, opinion="agreed")

    assert party.grown_to == "PARTY_COMMITTEE"


def test_exactly_fifty_members_are_decided_by_hand() -> None:
    """ORG-BZ-11, B-18: neither clause, UNDEFINED"""
    party = body()

    with refused("upgrade-undefined", "ORG-BZ-11"):
        party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(50))
    with refused("reason-missing", "2.5"):
        party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(50), by_hand=True)
    party.propose_upgrade(
        by(CLERK, reason="decided on 30 May"),
        to="GENERAL_BRANCH",
        counts=counts(50),
        by_hand=True,
    )

    proposed = party.collect_events()[0]
    assert isinstance(proposed, OrgUnit.UpgradeProposed)
    assert (proposed.outcome, proposed.asked) == ("UNDEFINED", ("street_officer",))


def test_reaching_a_number_permits_and_does_not_force() -> None:
    """ORG-BZ-11: "as needed": 120 members may stay a branch, or become either"""
    party = body()
    assert (party.grown_to, party.proposal) == (None, None)

    party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(120))

    assert party.proposal is not None
    assert party.proposal.asked == ("street_officer",)


@pytest.mark.parametrize(
    ("to", "members", "others"),
    [("PARTY_COMMITTEE", 99, 5), ("GENERAL_BRANCH", 49, 0), ("TEMPLE", 100, 0)],
)
def test_what_the_numbers_do_not_permit_is_refused(to: str, members: int, others: int) -> None:
    """ORG-BZ-11"""
    with refused("upgrade-not-permitted", "ORG-BZ-11"):
        body().propose_upgrade(by(CLERK), to=to, counts=counts(members, others))


def test_fewer_than_fifty_with_another_branch_make_a_general_branch() -> None:
    """ORG-BZ-11"""
    party = body()

    party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(20, 1))

    assert party.proposal is not None


def test_an_upgrade_that_is_turned_down_is_proposed_anew() -> None:
    """ORG-BZ-11, GAT-01"""
    party = body()
    party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(60))
    party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(60))
    party.decide_upgrade(by(STREET), approved=False, opinion="too soon")
    then_events = [event.event_type for event in party.collect_events()]  # type: ignore[attr-defined]  # an Event

    assert then_events == ["UpgradeProposed", "GateRequested", "GateOpinionGiven", "GateBlocked"]
    with refused("upgrade-not-proposed", "ORG-BZ-11"):
        party.decide_upgrade(by(STREET), approved=True, opinion="now")
    party.propose_upgrade(by(CLERK), to="GENERAL_BRANCH", counts=counts(61))
    with refused("upgrade-proposed-already", "ORG-BZ-11"):
        party.propose_upgrade(by(CLERK), to="PARTY_COMMITTEE", counts=counts(100))


def test_only_the_bodies_that_the_pack_names_grow() -> None:
    """ORG-BZ-11, B-45"""
    with refused("level-does-not-grow", "ORG-BZ-11"):
        body(level="RESIDENTS_COMMITTEE").propose_upgrade(
            by(CLERK), to="GENERAL_BRANCH", counts=counts(60)
        )
    with refused("policy-silent", "B-45"):
        body().propose_upgrade(
            act(CLERK, "2021-06-01 10:00"), to="GENERAL_BRANCH", counts=counts(60)
        )
