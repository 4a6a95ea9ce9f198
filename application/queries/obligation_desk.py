"""The one way a question about what is owed goes: permission, scope, then the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from application.errors import BodyNotFound
from application.queries.asking import Asked, QuestionDesk
from application.read_models.as_of import AsOf
from application.read_models.obligation_calendar import (
    CalendarCount,
    CalendarCursor,
    CalendarEvent,
    CalendarFilter,
    ObligationLine,
)
from application.read_models.pages import Page, page_of

if TYPE_CHECKING:
    from application.use_cases.request import Caller


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationDesk(QuestionDesk):
    """Takes every question about what is owed. Safe for many threads.

    Who works for the whole jurisdiction sees all of it, anybody else what their bodies owe and all
    below, and what they owe themselves. ``as_of`` asks for the calendar as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C), ``UnknownJurisdiction`` and ``BodyNotFound``.
    """

    calendar: ObligationCalendar

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
