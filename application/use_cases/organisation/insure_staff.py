"""Record that a worker is insured (ORG-CY-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class InsureStaff(CommunityCommand):
    """Command: record that a worker above the statutory age is insured.

    Attributes:
        person_ref: pseudonymous id.
        kind: of insurance, a word of the pack.
    """

    NAME: ClassVar[str] = "insure_staff"

    person_ref: PersonRef
    kind: Code

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.insure(act, person_ref=self.person_ref, kind=self.kind)
        return community
