"""Name a site safe (SAF-BZ-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.communities.community import Community


class NameSafeSite(CommunityCommand):
    """Command: name a site safe on the strength of an inspection.

    Attributes:
        site: code.
        kind: one of the kinds of the pack.
        inspection_ref: the inspection it passed.
    """

    NAME: ClassVar[str] = "name_safe_site"

    site: Code
    kind: Code
    inspection_ref: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Community:
        community = self.defined(ground)
        community.name_safe_site(
            act, site=self.site, kind=self.kind, inspection_ref=self.inspection_ref
        )
        return community
