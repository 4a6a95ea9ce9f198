"""Hire a full-time worker (ORG-BZ-13)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import day_or_today
from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class HireStaff(CommunityCommand):
    """Command: hire a full-time worker for a community.

    Attributes:
        person_ref: pseudonymous id.
        kind: what for, a word of the pack.
        route: how the person came to the post, a word of the pack.
        hired_on: local day; None: today.
        reviewed_by: body that reviewed it, where the route needs that.
    """

    NAME: ClassVar[str] = "hire_staff"

    person_ref: PersonRef
    kind: Code
    route: Code
    hired_on: date | None = None
    reviewed_by: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.hire(
            act,
            person_ref=self.person_ref,
            kind=self.kind,
            route=self.route,
            hired_on=day_or_today(self.hired_on, act),
            reviewed_by=self.reviewed_by,
        )
        return community
