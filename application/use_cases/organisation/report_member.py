"""Let a member report to the branch at home (ORG-SA-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import living_unit
from application.use_cases.organisation.member_command import MemberCommand
from domain.party_branches.membership import BranchMembership
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ReportMember(MemberCommand):
    """Command: let a member of an organ or enterprise report to the branch of their estate.

    Attributes:
        home_unit: where the member works and stays a member.
        transferred_from: the branch left with this; None: the member reports to none.
    """

    NAME: ClassVar[str] = "report_member"

    home_unit: Code
    transferred_from: Code | None = None

    def decide(self, act: Act, ground: Ground) -> BranchMembership:
        living_unit(ground, self.branch)
        known = ground.aggregate(BranchMembership, self.subject_id(ground.jurisdiction))
        if known is None:
            return BranchMembership.report(
                act,
                jurisdiction=ground.jurisdiction,
                person_ref=self.person_ref,
                branch=self.branch,
                home_unit=self.home_unit,
            )
        known.report_again(
            act,
            branch=self.branch,
            home_unit=self.home_unit,
            transferred_from=self.transferred_from,
        )
        return known
