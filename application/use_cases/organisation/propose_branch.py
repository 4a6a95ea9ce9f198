"""Deliberate and propose a branch for an estate (ORG-SA-02, first step)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.branch_command import BranchCommand
from application.use_cases.organisation.command import day_or_today
from domain.organisation.body import require_place
from domain.party_branches.branch import PartyBranch, dedicated
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ProposeBranch(BranchCommand):
    """Command: propose a branch for an estate, anew after a vetting that failed.

    Attributes:
        estate: code of the estate.
        parent: code of the party body it will stand under.
        on: local day of the deliberation; None: today.
    """

    NAME: ClassVar[str] = "propose_branch"
    PERMISSION: ClassVar[str | None] = "appoint_branch"

    estate: Code
    parent: Code
    on: date | None = None

    @property
    def reach(self) -> Collection[str]:
        return (self.parent,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> PartyBranch:
        rule = dedicated(act)
        ground.directory.require_free(self.branch)
        placement = ground.directory.placement(
            self.branch, tree=rule.tree, level=rule.level, parent=self.parent
        )
        require_place(act, self.branch, placement)
        day = day_or_today(self.on, act)
        known = ground.aggregate(PartyBranch, self.subject_id(ground.jurisdiction))
        if known is None:
            return PartyBranch.deliberate(
                act,
                jurisdiction=ground.jurisdiction,
                code=self.branch,
                estate=self.estate,
                parent=self.parent,
                on=day,
            )
        known.propose_again(act, estate=self.estate, parent=self.parent, on=day)
        return known
