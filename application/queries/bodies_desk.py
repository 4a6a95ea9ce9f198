"""Questions about bodies and what they did: how many there are, and the history of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from application.errors import BodyNotFound
from application.queries.asking import Asked, QuestionDesk
from application.queries.timeline import TimelineEntry, timeline
from application.read_models.as_of import AsOf, Axis
from domain.communities.community import Community
from domain.communities.errors import CommunityNotDefined
from domain.kernel import NotFound
from domain.organisation.body import Body
from domain.party_branches.branch import PartyBranch
from domain.party_branches.errors import BranchNotProposed, MemberUnknown
from domain.party_branches.membership import BranchMembership

if TYPE_CHECKING:
    from application.directory import Directory
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
    """Takes questions about bodies and what they did. Safe for many threads.

    How many bodies there are is there for whoever may read the directory; a history needs the
    right to histories (C). ``as_of`` asks for the answer as it stood (ENV-06).

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

    def counts(
        self, jurisdiction: str, caller: Caller, *, as_of: AsOf | None = None
    ) -> Mapping[str, int]:
        """How many living bodies there are by level; a level without one is absent."""
        asked = self._ask(jurisdiction, caller, "read_directory", own=False)
        directory = _directory(asked, as_of)
        return dict(sorted(Counter(entry.level for entry in directory.bodies()).items()))


def _directory(asked: Asked, as_of: AsOf | None) -> Directory:
    if as_of is None:
        return asked.directory
    if as_of.axis is Axis.RECORDED:
        return asked.directory.known_by(as_of.instant)
    return asked.directory.true_by(as_of.instant)
