"""Look into a proposed branch (ORG-SA-02, second step)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.branch_command import BranchCommand
from application.use_cases.organisation.command import day_or_today

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.party_branches.branch import PartyBranch


class VetBranch(BranchCommand):
    """Command: say what the vetting of a proposed branch came to.

    Attributes:
        passed: False: it goes back to deliberation; the reason says why.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "vet_branch"
    PERMISSION: ClassVar[str | None] = "appoint_branch"

    passed: bool
    on: date | None = None

    def decide(self, act: Act, ground: Ground) -> PartyBranch:
        branch = self.proposed(ground)
        branch.vet(act, passed=self.passed, on=day_or_today(self.on, act))
        return branch
