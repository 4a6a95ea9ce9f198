"""What every step of founding a dedicated branch is (ORG-SA-02)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.party_branches.branch import PartyBranch
from domain.party_branches.errors import BranchNotProposed
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


class BranchCommand(OrganisationCommand):
    """A step after the proposal. Who takes it has charge of the party body above.

    Attributes:
        branch: code of the branch to be.
    """

    FAMILY: ClassVar[str] = "branches"

    branch: Code

    @property
    def subject(self) -> str:
        return self.branch

    def subject_id(self, jurisdiction: str) -> UUID:
        return PartyBranch.create_id(jurisdiction, self.branch)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (self.proposed(ground).parent,)

    def proposed(self, ground: Ground) -> PartyBranch:
        """The founding.

        Raises:
            BranchNotProposed: it has not begun (ORG-SA-02).
        """
        found = ground.aggregate(PartyBranch, self.subject_id(ground.jurisdiction))
        if found is None:
            raise BranchNotProposed(self.branch)
        return found
