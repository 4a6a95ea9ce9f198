"""Questions about what bodies, communities, branches and members did: the history of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.errors import BodyNotFound
from application.queries.asking import QuestionDesk
from application.queries.timeline import TimelineEntry, timeline
from application.read_models.as_of import AsOf
from application.read_models.communities import CommunityFilter, CommunityLine
from application.read_models.pages import Page, page_of
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


@dataclass(frozen=True, slots=True)
class CommunityEvent:
    """An event that a row was folded from; ``position`` is its place in the log."""

    position: int
    aggregate_id: UUID
    event: str


class Communities(Protocol):
    """The read model of communities, now or as they stood."""

    def page(
        self,
        jurisdiction: str,
        which: CommunityFilter,
        *,
        after: str | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[CommunityLine]:
        """The next rows by code."""
        ...

    def events(
        self,
        jurisdiction: str,
        which: CommunityFilter,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[CommunityEvent]:
        """The events those rows were folded from, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BodiesDesk(QuestionDesk):
    """Takes questions about communities and about what bodies did. Safe for many threads.

    The list of communities needs the right to read the directory, and as there no row is hidden. A
    history needs the right to histories (C). ``as_of`` asks for it as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.
    """

    listed: Communities

    def communities(
        self,
        jurisdiction: str,
        caller: Caller,
        which: CommunityFilter,
        *,
        after: str | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[CommunityLine, str]:
        """Communities by code."""
        self._ask(jurisdiction, caller, "read_directory", own=False)
        found = self.listed.page(jurisdiction, which, after=after, limit=limit + 1, as_of=as_of)
        return page_of(found, limit, lambda line: line.code)

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        which: CommunityFilter,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[CommunityEvent, int]:
        """The events that the rows were folded from, in the order of the log."""
        self._ask(jurisdiction, caller, "read_directory", own=False)
        found = self.listed.events(jurisdiction, which, after=after, limit=limit + 1, as_of=as_of)
        return page_of(found, limit, lambda event: event.position)

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
