"""The one way a question about what is owed goes: permission, scope, then the calendar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from application.directory import SEES_EVERYTHING
from application.errors import BodyNotFound, FeedNotFound
from application.queries.asking import Asked, QuestionDesk
from application.queries.meeting_desk import MeetingViews
from application.read_models.as_of import AsOf
from application.read_models.meeting_sessions import SessionRow
from application.read_models.obligation_calendar import (
    CalendarCount,
    CalendarCursor,
    CalendarEvent,
    CalendarFilter,
    ObligationLine,
)
from application.read_models.pages import Page, page_of
from domain.calendar.local_time import local_date
from domain.vocabulary import Role

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.policy.pack import PolicyPack

_BACK, _AHEAD, _FEED = timedelta(days=31), timedelta(days=366), 2_000


@dataclass(frozen=True, slots=True)
class CalendarScope:
    """Which obligations somebody may see: of these bodies, and their own.

    Attributes:
        bodies: codes; None: all.
        under: codes of the bodies that are asked for; None: all.
    """

    person_ref: str
    bodies: frozenset[str] | None
    under: frozenset[str] | None = None


class ObligationCalendar(Protocol):
    """The read model of what is owed, now or as it stood."""

    def page(  # what, seen by whom, and where to go on
        self,
        jurisdiction: str,
        which: CalendarFilter,
        scope: CalendarScope,
        *,
        after: CalendarCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ObligationLine]:
        """The next lines by bound."""
        ...

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
        scope: CalendarScope,
        *,
        as_of: AsOf | None,
    ) -> Sequence[CalendarCount]:
        """How many of each standing, by body, holder and code."""
        ...

    def events(
        self,
        jurisdiction: str,
        which: CalendarFilter,
        scope: CalendarScope,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[CalendarEvent]:
        """The events the lines were folded from, by position."""
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
class ObligationDesk(QuestionDesk):
    """Takes every question about what is owed. Safe for many threads.

    Who works for the whole jurisdiction sees all of it, anybody else what their bodies owe and all
    below, and what they owe themselves. ``as_of`` asks for the calendar as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C), ``UnknownJurisdiction`` and ``BodyNotFound``.
    """

    calendar: ObligationCalendar
    meetings: MeetingViews

    def obligations(
        self,
        jurisdiction: str,
        caller: Caller,
        which: CalendarFilter,
        *,
        after: CalendarCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[ObligationLine, CalendarCursor]:
        """What is or was owed, the earliest bound first."""
        asked = self._ask(jurisdiction, caller, "read_obligations", own=False)
        found = self.calendar.page(
            jurisdiction, which, _scope(asked, which), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda line: CalendarCursor(line.due_at, line.aggregate_id))

    def counts(
        self, jurisdiction: str, caller: Caller, which: CalendarFilter, *, as_of: AsOf | None = None
    ) -> Sequence[CalendarCount]:
        """Due, met, missed and deviating, by body, holder and code (F)."""
        asked = self._ask(jurisdiction, caller, "read_obligations", own=False)
        return self.calendar.counts(jurisdiction, which, _scope(asked, which), as_of=as_of)

    def feed(self, jurisdiction: str, caller: Caller, person_ref: str) -> Feed:
        """What the posts of a person owe, and the meetings of their bodies, from a month back to a
        year ahead.

        Raises:
            FeedNotFound: it is somebody else's (C).
        """
        asked = self.require_feed(jurisdiction, caller, person_ref)
        since, until = asked.now - _BACK, asked.now + _AHEAD
        seats = _seats(asked, person_ref)
        lines = self.calendar.of_seats(
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
        asked = self._ask(jurisdiction, caller, "read_obligations", own=False)
        if person_ref != asked.actor.id and not asked.actor.roles & SEES_EVERYTHING:
            raise FeedNotFound(person_ref)
        return asked

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        which: CalendarFilter,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[CalendarEvent, int]:
        """The events that the calendar was folded from, in the order of the log."""
        asked = self._ask(jurisdiction, caller, "read_obligations", own=False)
        found = self.calendar.events(
            jurisdiction, which, _scope(asked, which), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)


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


def _scope(asked: Asked, which: CalendarFilter) -> CalendarScope:
    mine = asked.scope
    bodies = None if mine.everything else mine.units | mine.grids | mine.communities
    under = None
    if which.under is not None:
        known = asked.directory.body(which.under) is not None
        if not known or (bodies is not None and which.under not in bodies):
            raise BodyNotFound(which.under)
        under = asked.directory.below({which.under})
    return CalendarScope(asked.actor.id, bodies, under)
