"""What a pack may not say about bodies and their people."""

from __future__ import annotations

from typing import Any

import pytest

from domain.policy.branch_rules import BranchRules
from domain.policy.coherence import faults
from domain.policy.community_rules import CommunityRules
from domain.policy.election_rules import ElectionRules
from domain.policy.hierarchy import Hierarchy
from domain.policy.pack import PolicyPack
from domain.policy.staffing_rules import StaffingRules
from tests.samples import changed, pack

BIJIE, CHENGYANG, STREET_A = pack("bijie"), pack("chengyang"), pack("street-a")


def reasons(of: PolicyPack, **sections: Any) -> list[str]:
    """What is wrong with a pack that has other sections."""
    known = {name: getattr(of, name) for name in PolicyPack.model_fields}
    return [fault.reason for fault in faults(known | sections)]


def test_the_packs_of_the_product_are_coherent() -> None:
    """B.3"""
    assert [reasons(each) for each in (BIJIE, CHENGYANG, STREET_A)] == [[], [], []]


def test_no_layer_stands_between_the_street_and_its_communities() -> None:
    """ORG-CY-08: flat management"""
    flat = "COMMUNITY stands directly under STREET, with no layer between"
    levels = ("GRID", "COMMUNITY", "OFFICE", "STREET")
    owners = Hierarchy.model_validate(["STREET", "OFFICE", "COMMUNITY", "OWNERS_COMMITTEE"])

    by_case_levels = reasons(CHENGYANG, cases=changed(CHENGYANG, levels=levels).cases)
    by_tree = reasons(CHENGYANG, hierarchies=CHENGYANG.hierarchies | {"owners": owners})

    assert flat in by_case_levels
    assert flat in by_tree
    assert flat not in reasons(BIJIE, hierarchies=BIJIE.hierarchies | {"owners": owners})


@pytest.mark.parametrize(
    ("of", "section", "wrong", "reason"),
    [
        (BIJIE, CommunityRules, {"households": "none"}, "none is no ratio of this pack"),
        (BIJIE, CommunityRules, {"housing": "none"}, "none is no threshold of this pack"),
        (BIJIE, CommunityRules, {"level": "ISLE"}, "level ISLE is in no tree and no case level"),
        (BIJIE, CommunityRules, {"kinds": ("ODD",)}, "code ODD has no label"),
        (
            BIJIE,
            CommunityRules,
            {"founded_as": {"RC": "ISLE"}},
            "level ISLE is in no tree and no case level",
        ),
        (
            BIJIE,
            CommunityRules,
            {"founded_as": {"ODD": "COMMUNITY"}},
            "ODD is no result of the threshold for housing",
        ),
        (BIJIE, BranchRules, {"upgrade": "none"}, "none is no threshold of this pack"),
        (BIJIE, BranchRules, {"level": "ISLE"}, "level ISLE is in no tree and no case level"),
        (BIJIE, StaffingRules, {"total": "none"}, "none is no ratio of this pack"),
        (BIJIE, ElectionRules, {"heads": {"king": {}}}, "king is no post of this pack"),
    ],
)
def test_a_word_that_the_pack_does_not_have_is_refused(
    of: PolicyPack, section: type[Any], wrong: dict[str, Any], reason: str
) -> None:
    """B.3"""
    names: dict[type[Any], str] = {
        CommunityRules: "communities",
        BranchRules: "branches",
        ElectionRules: "elections",
        StaffingRules: "staffing",
    }
    name = names[section]
    value = section.model_validate(getattr(of, name).model_dump() | wrong)

    assert reason in reasons(of, **{name: value})


def test_the_steps_of_a_founding_are_taken_by_posts_at_a_level_that_there_is() -> None:
    """ORG-SA-02, B.3"""
    assert STREET_A.branches is not None
    assert STREET_A.branches.dedicated is not None
    steps = STREET_A.branches.dedicated.model_dump()

    def with_steps(**wrong: Any) -> list[str]:
        return reasons(STREET_A, branches=BranchRules.model_validate({"dedicated": steps | wrong}))

    assert "nobody is no post of this pack" in with_steps(vetted_by=("nobody",))
    assert "there is no level ISLE in a tree organisation" in with_steps(level="ISLE")
