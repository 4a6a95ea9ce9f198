"""Appoint a vetted branch and its secretary, which founds it (ORG-SA-02, third step)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.branch_command import BranchCommand
from application.use_cases.organisation.command import day_or_today
from domain.organisation.org_unit import OrgUnit
from domain.party_branches.branch import dedicated
from domain.vocabulary import OfficialText, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.party_branches.branch import PartyBranch


class AppointBranch(BranchCommand):
    """Command: appoint a vetted branch; its body and its secretary begin with that.

    Attributes:
        secretary_ref: pseudonymous id.
        basis: the decision it rests on.
        on: local day; None: today.
        party_member: the appointing body has seen that the secretary is one; checked, not stored.
    """

    NAME: ClassVar[str] = "appoint_branch"

    secretary_ref: PersonRef
    basis: OfficialText
    on: date | None = None
    party_member: bool = False

    def decide(self, act: Act, ground: Ground) -> PartyBranch:
        branch = self.proposed(ground)
        rule = dedicated(act)
        day = day_or_today(self.on, act)
        branch.appoint_secretary(act, secretary_ref=self.secretary_ref, on=day)
        ground.directory.require_free(self.branch)
        body = OrgUnit.found(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.branch,
            org_type=rule.level,
            placement=ground.directory.placement(
                self.branch, tree=rule.tree, level=rule.level, parent=branch.parent
            ),
            founded_on=day,
            approver=act.post.body if act.post else None,
        )
        body.appoint(
            act,
            post=rule.secretary,
            person_ref=self.secretary_ref,
            from_on=day,
            basis=self.basis,
            party_member=self.party_member,
            held_elsewhere=ground.directory.holds_elsewhere(
                self.secretary_ref, rule.secretary, self.branch, day
            ),
        )
        ground.also_changed(body)
        return branch
