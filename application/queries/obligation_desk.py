"""What is and was owed, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from application.directory import SEES_EVERYTHING
from application.errors import BodyNotFound, FeedNotFound
from application.queries.asking import Asked
from application.queries.listing import Listing, PagedDesk, Sight
from application.queries.meeting_desk import MeetingViews
from application.read_models.as_of import AsOf
from application.read_models.meeting_sessions import SessionRow
from application.read_models.obligation_calendar import (
    CalendarCount,
    CalendarCursor,
    CalendarFilter,
    ObligationLine,
)
from domain.calendar.local_time import local_date
from domain.vocabulary import Role

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.policy.pack import PolicyPack

_BACK, _AHEAD, _FEED = timedelta(days=31), timedelta(days=366), 2_000


class ObligationCalendar(Listing[CalendarFilter, ObligationLine, CalendarCursor], Protocol):
    """The read model of what is owed, now or as it stood."""

    def of_seats(
        self,
        jurisdiction: str,
        seats: Collection[tuple[str, str]],
        *,
        due_from: datetime,
        due_until: datetime,
        limit: int,
    ) -> Sequence[ObligationLine]:
        """What these holders owe between two instants, by bound.

        Args:
            seats: bodies with the holder in each of them.
        """
        ...

    def counts(
        self,
        jurisdiction: str,
        which: CalendarFilter,
        sight: Sight | None,
        *,
        as_of: AsOf | None,
    ) -> Sequence[CalendarCount]:
        """How many of each standing, by body, holder and code."""
        ...


@dataclass(frozen=True, slots=True)
class Feed:
    """What the posts of a person owe, and the meetings of the bodies they are in.

    Attributes:
        pack: in force today; it has the labels.
        sessions: each once, whosever record it counts in.
    """

    person_ref: str
    pack: PolicyPack
    lines: Sequence[ObligationLine]
    sessions: Sequence[SessionRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationDesk(PagedDesk[CalendarFilter, ObligationLine, CalendarCursor]):
    """Takes every question about what is owed. Safe for many threads.

    Everybody sees what they owe themselves, too. Every method raises ``BodyNotFound`` besides.
    """

    QUERY: ClassVar[str] = "read_obligations"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = CalendarCursor

    listed: ObligationCalendar
    meetings: MeetingViews

    def counts(
        self, jurisdiction: str, caller: Caller, which: CalendarFilter, *, as_of: AsOf | None = None
    ) -> Sequence[CalendarCount]:
        """Due, met, missed and deviating, by body, holder and code (F)."""
        asked = self._asked(jurisdiction, caller)
        meant = self._meant(asked, which)
        return self.listed.counts(jurisdiction, meant, self._sight(asked), as_of=as_of)

    def feed(self, jurisdiction: str, caller: Caller, person_ref: str) -> Feed:
        """What the posts of a person owe, and the meetings of their bodies, from a month back to a
        year ahead.

        Raises:
            FeedNotFound: it is somebody else's (C).
        """
        asked = self.require_feed(jurisdiction, caller, person_ref)
        since, until = asked.now - _BACK, asked.now + _AHEAD
        seats = _seats(asked, person_ref)
        lines = self.listed.of_seats(
            jurisdiction, seats, due_from=since, due_until=until, limit=_FEED
        )
        with self.meetings.sessions(jurisdiction, as_of=None) as sessions:
            found = sessions.between(
                sorted({body for body, _ in seats}), local_date(since), local_date(until)
            )
        once = {row.aggregate_id: row for row in found}
        return Feed(person_ref, asked.pack, lines, list(once.values()))

    def require_feed(self, jurisdiction: str, caller: Caller, person_ref: str) -> Asked:
        """That the caller may read the feed of a person now.

        Raises:
            FeedNotFound: it is somebody else's (C).
        """
        asked = self._asked(jurisdiction, caller)
        if person_ref != asked.actor.id and not asked.actor.roles & SEES_EVERYTHING:
            raise FeedNotFound(person_ref)
        return asked

    def _meant(self, asked: Asked, which: CalendarFilter) -> CalendarFilter:
        if which.under is None:
            return which
        seen = asked.scope.bodies
        known = asked.directory.body(which.under) is not None
        if not known or (seen is not None and which.under not in seen):
            raise BodyNotFound(which.under)
        return replace(which, among=asked.directory.below({which.under}))


def _seats(asked: Asked, person_ref: str) -> frozenset[tuple[str, str]]:
    """Every holder that a person is or stands for: themselves, their posts and their bodies."""
    actor = asked.directory.actor(person_ref, asked.now, asked.pack)
    bodies = {held.body for held in actor.posts} | actor.grids
    served = {post for post, rule in asked.pack.posts.items() if rule.role is Role.GRD}
    return frozenset(
        {(held.body, held.post) for held in actor.posts}
        | {(body, body) for body in bodies}
        | {(body, person_ref) for body in bodies}
        | {(grid, post) for grid in actor.grids for post in served}
    )
