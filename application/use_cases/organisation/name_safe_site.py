"""Name a site safe (SAF-BZ-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.community_command import CommunityCommand
from domain.oversight.inspection import Inspection
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
        passed = self.inspection_ref if self._is_passed(ground) else None
        community.name_safe_site(act, site=self.site, kind=self.kind, inspection_ref=passed)
        return community

    def _is_passed(self, ground: Ground) -> bool:
        """Whether there is such an inspection of this site, and nothing it found is still wrong."""
        if self.inspection_ref is None:
            return False
        inspection_id = Inspection.create_id(ground.jurisdiction, self.inspection_ref)
        inspection = ground.aggregate(Inspection, inspection_id)
        return (
            inspection is not None
            and inspection.subject == self.site
            and not inspection.open_defects
        )
