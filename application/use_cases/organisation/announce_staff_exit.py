"""Raise the task that a worker leaves (ORG-CY-12)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class AnnounceStaffExit(CommunityCommand):
    """Command: say by when a worker who reaches the statutory age has to leave.

    Attributes:
        person_ref: pseudonymous id.
        due_on: local day.
    """

    NAME: ClassVar[str] = "announce_staff_exit"

    person_ref: PersonRef
    due_on: date

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.announce_exit(act, person_ref=self.person_ref, due_on=self.due_on)
        return community
