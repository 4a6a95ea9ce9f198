"""Questions about what bodies, communities, branches and members did: the history of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from application.errors import BodyNotFound
from application.queries.asking import QuestionDesk
from application.queries.timeline import TimelineEntry, timeline
from application.read_models.as_of import AsOf
from domain.communities.community import Community
from domain.communities.errors import CommunityNotDefined
from domain.kernel import NotFound
from domain.organisation.body import Body
from domain.party_branches.branch import PartyBranch
from domain.party_branches.errors import BranchNotProposed, MemberUnknown
from domain.party_branches.membership import BranchMembership

if TYPE_CHECKING:
    from application.use_cases.request import Caller


class Subject(StrEnum):
    """What a history is that of."""

    BODY = "BODY"
    COMMUNITY = "COMMUNITY"
    BRANCH = "BRANCH"
    MEMBER = "MEMBER"

    def id_of(self, jurisdiction: str, code: str) -> UUID:
        """The aggregate of that code."""
        match self:
            case Subject.BODY:
                return Body.create_id(jurisdiction, code)
            case Subject.COMMUNITY:
                return Community.create_id(jurisdiction, code)
            case Subject.BRANCH:
                return PartyBranch.create_id(jurisdiction, code)
            case Subject.MEMBER:
                return BranchMembership.create_id(jurisdiction, code)

    def unknown(self, code: str) -> NotFound:
        """The refusal where there is none."""
        match self:
            case Subject.BODY:
                return BodyNotFound(code)
            case Subject.COMMUNITY:
                return CommunityNotDefined(code)
            case Subject.BRANCH:
                return BranchNotProposed(code)
            case Subject.MEMBER:
                return MemberUnknown(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodiesDesk(QuestionDesk):
    """Takes questions about what bodies did. Safe for many threads.

    A history needs the right to histories (C). ``as_of`` asks for it as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.
    """

    def history(
        self,
        jurisdiction: str,
        caller: Caller,
        of: Subject,
        code: str,
        *,
        as_of: AsOf | None = None,
    ) -> Sequence[TimelineEntry]:
        """Every event of one body, community, founding or membership, in its order.

        Raises:
            NotFound: there is none of this code, in the words of its kind.
        """
        asked = self._ask(jurisdiction, caller, "read_history", own=False)
        aggregate_id = of.id_of(jurisdiction, code)
        history = self.log.history(jurisdiction, aggregate_id)
        if not history:
            raise of.unknown(code)
        return timeline(history, asked.pack, as_of=as_of)
