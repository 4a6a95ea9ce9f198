"""What every command about a member's reporting in is (ORG-SA-05)."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.party_branches.membership import BranchMembership
from domain.vocabulary import Code, PersonRef


class MemberCommand(OrganisationCommand):
    """A command about a member and the branch that speaks of it.

    Attributes:
        person_ref: pseudonymous id of the member.
        branch: code of the branch.
    """

    FAMILY: ClassVar[str] = "members"

    person_ref: PersonRef
    branch: Code

    @property
    def subject(self) -> str:
        return self.person_ref

    def subject_id(self, jurisdiction: str) -> UUID:
        return BranchMembership.create_id(jurisdiction, self.person_ref)

    @property
    def reach(self) -> Collection[str]:
        return (self.branch,)
