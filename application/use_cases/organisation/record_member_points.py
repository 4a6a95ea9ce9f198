"""Record the points of a party member by the formula of the pack (RWD-BZ-05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.member_command import MemberCommand
from domain.exact_points import Amount
from domain.party_branches.errors import NotReportedIn
from domain.party_branches.membership import BranchMembership
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RecordMemberPoints(MemberCommand):
    """Command: record what a member did, for points by the formula of the pack.

    Attributes:
        counts: how much of each thing that the formula counts.
    """

    NAME: ClassVar[str] = "record_member_points"

    counts: Mapping[Code, Amount] = Field(min_length=1, max_length=200)

    def decide(self, act: Act, ground: Ground) -> BranchMembership:
        known = ground.aggregate(BranchMembership, self.subject_id(ground.jurisdiction))
        if known is None:
            raise NotReportedIn(self.person_ref, self.branch)
        known.record_points(act, branch=self.branch, counts=self.counts)
        return known
