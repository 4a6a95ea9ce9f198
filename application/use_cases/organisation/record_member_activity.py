"""Record what a member did for the branch outside working hours (ORG-SA-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.member_command import MemberCommand
from domain.party_branches.errors import NotReportedIn
from domain.party_branches.membership import BranchMembership
from domain.vocabulary import OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RecordMemberActivity(MemberCommand):
    """Command: record what a member did for the branch outside working hours.

    Attributes:
        activity: what it was.
    """

    NAME: ClassVar[str] = "record_member_activity"
    PERMISSION: ClassVar[str | None] = "report_member"

    activity: OfficialText

    def decide(self, act: Act, ground: Ground) -> BranchMembership:
        known = ground.aggregate(BranchMembership, self.subject_id(ground.jurisdiction))
        if known is None:
            raise NotReportedIn(self.person_ref, self.branch)
        known.record_activity(act, branch=self.branch, activity=self.activity)
        return known
