"""What housing called for is settled by the founding of it (ORG-BZ-05, ORG-CY-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.communities.community import Community
from domain.communities.errors import CommunityNotDefined
from domain.kernel import Event
from domain.organisation.body import OrgUnitFounded

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


def founding_settles(act: Act, ground: Ground, events: Sequence[Event]) -> None:
    """Settle what was due for the housing area that a body was founded for.

    Raises:
        CommunityNotDefined: the community that is said to call for it is none.
        FoundingNotDue: nothing of that level is due there.
    """
    for event in events:
        if not isinstance(event, OrgUnitFounded) or event.community_id is None:
            continue
        assert event.estate_id is not None, "a community calls for it with its housing area"
        community_id = Community.create_id(ground.jurisdiction, event.community_id)
        community = ground.aggregate(Community, community_id)
        if community is None:
            raise CommunityNotDefined(event.community_id)
        founding = f"event:{event.originator_id}/{event.originator_version}"
        community.settle_founding(
            replace(act, evidence=(*act.evidence, founding)),
            estate=event.estate_id,
            level=event.level,
            founded=event.code,
        )
        ground.also_changed(community)
