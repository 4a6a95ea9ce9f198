"""What a pack says about party branches: their founding, growth and life (1.4, ORG-BZ-11, 12)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.kernel import Value
from domain.vocabulary import Code

Posts = Annotated[tuple[Code, ...], Field(min_length=1)]


class DedicatedBranch(Value):
    """How a branch for one estate is founded, in three steps (ORG-SA-02).

    Attributes:
        tree, level: where it stands in the pack's hierarchies.
        proposed_by, vetted_by, appointed_by: posts that take each step.
        secretary: the post that the appointment fills.
    """

    tree: Code
    level: Code
    proposed_by: Posts
    vetted_by: Posts
    appointed_by: Posts
    secretary: Code


class PartTimeSource(Value):
    """Where a part-time committee member comes from (ORG-BZ-12).

    Attributes:
        party_member: only a party member of this source may be one.
    """

    party_member: bool = False


class BranchRules(Value):
    """Party branches of a jurisdiction. What is None or empty is off and refused (B-45).

    Attributes:
        level: level of the bodies that grow by upgrades.
        upgrade: threshold that says what a body may grow into.
        dedicated: how a branch for one estate is founded.
        joint_kinds: what branches do jointly; lead_kinds: how members go ahead (ORG-KD-05).
        first_secretaries_from: levels of the bodies that send first secretaries (ORG-BZ-19).
        talent_routes: how red leaders are found (ORG-SA-04).
        part_time: sources of part-time committee members.
    """

    level: Code | None = None
    upgrade: Code | None = None
    dedicated: DedicatedBranch | None = None
    joint_kinds: tuple[Code, ...] = ()
    lead_kinds: tuple[Code, ...] = ()
    first_secretaries_from: tuple[Code, ...] = ()
    talent_routes: tuple[Code, ...] = ()
    part_time: dict[Code, PartTimeSource] = Field(default_factory=dict)
