"""The log as a caller may follow it: in order, without a gap, one case's rows at a time.

An event is shown to whoever may see its case at the moment it is sent, by the case as it stands
and the directory as it stands: what a list or a case would show then, and nothing else. So

- an event that brings a case into sight is the first one shown of it; the case itself has the rest;
- a correction that takes a case out of sight is still shown, as a notice, to whoever saw it by the
  value that was wrong, so that nobody goes on believing in it; what came before is shown no more;
- events of units, grids and posts are for whoever may replay histories and has every row in sight.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol
from uuid import UUID

from application.live.cloud_events import Detail, cloud_event
from application.queries.audience import Audience
from application.queries.desk import QueryDesk
from application.use_cases.request import Caller
from domain.kernel import Event, EventCorrected, Invalid

if TYPE_CHECKING:
    from application.directory import Scope

_BATCH: Final = 200
_LEAST: Final = 50
_SCANNED: Final = 4_000  # events that one page looks at: a filter may pass over many


class CaseMarks(NamedTuple):
    """What row scope asks of a case, as it stands now."""

    reporter: str | None
    units: tuple[str, ...]
    grid: str | None
    community: str | None


class LoggedEvent(NamedTuple):
    """An event of a log with the marks of its case; None: it is not about a case."""

    position: int
    event: Event
    marks: CaseMarks | None


class FeedLog(Protocol):
    """Where the events of a feed come from."""

    def head(self, jurisdiction: str) -> int:
        """Position of the newest event, 0 for an empty log."""
        ...

    def logged_after(
        self, jurisdiction: str, position: int, limit: int, *, up_to: int | None = None
    ) -> Sequence[LoggedEvent]:
        """The next events by position: as many as ``limit``, fewer only at the end."""
        ...


class Signals(Protocol):
    """Says when something was appended, so that nobody has to ask all the time."""

    def appended(self) -> AsyncGenerator[str | None, None]:
        """Names of logs, each time something is appended to one; never ends by itself.

        None: something may have been missed, in any of them. A signal can be lost, so whoever
        waits for one asks the log by itself now and then.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFilter:
    """What of the feed is wanted; None: all.

    Attributes:
        types: names of the event catalogue.
        case_id: events of this case.
        unit: events of cases that this unit has or had.
    """

    types: frozenset[str] | None = None
    case_id: UUID | None = None
    unit: str | None = None


@dataclass(slots=True)
class FeedItem:
    """One event, rendered once for all who get it."""

    jurisdiction: str
    logged: LoggedEvent
    _rendered: dict[Detail, bytes] = field(default_factory=dict)

    @property
    def position(self) -> int:
        """Its place in the log."""
        return self.logged.position

    @property
    def of_a_case(self) -> bool:
        """Whether it is about a case; the others may change who may see what."""
        return self.logged.marks is not None

    def rendered(self, detail: Detail) -> bytes:
        """Its CloudEvent, UTF-8 JSON on one line."""
        found = self._rendered.get(detail)
        if found is None:
            position, event, _ = self.logged
            told = cloud_event(self.jurisdiction, position, event, detail)
            found = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
            self._rendered[detail] = found
        return found


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Some of the feed, for callers who ask instead of listening.

    Attributes:
        items: CloudEvents, JSON each, in the order of the log.
        position: how far the log was looked through; where the next page begins.
        more: the log goes on.
    """

    items: Sequence[bytes]
    position: int
    more: bool


class PositionNotReached(Invalid):
    """The log of the jurisdiction does not reach that far.

    Resuming there would pass over what is yet to come: the position is of another log, or of a
    time before the log was restored.
    """

    code = "position-not-reached"
    title = "The log does not reach this position"

    def __init__(self, position: int, head: int) -> None:
        super().__init__(f"The log ends at {head}, before {position}.")
        self.head = head

    def facts(self) -> Mapping[str, object]:
        return {"head": self.head}


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFeed:
    """The feed of every jurisdiction. Built once by the composition root; safe for many threads."""

    queries: QueryDesk
    log: FeedLog
    signals: Signals

    def audience(self, jurisdiction: str, caller: Caller) -> Audience:
        """Which rows the caller may follow now, and how much of each event.

        Raises:
            PermissionDenied: none (Annex C).
            UnknownJurisdiction: no such log.
        """
        return self.queries.audience(jurisdiction, caller)

    def head(self, jurisdiction: str) -> int:
        """Position of the newest event."""
        return self.log.head(jurisdiction)

    def read(
        self, jurisdiction: str, after: int, *, up_to: int | None = None, limit: int = _BATCH
    ) -> Sequence[FeedItem]:
        """The next events of the log, for whoever decides himself who may see them."""
        return [
            FeedItem(jurisdiction, logged)
            for logged in self.log.logged_after(jurisdiction, after, limit, up_to=up_to)
        ]

    def require_reached(self, jurisdiction: str, position: int) -> None:
        """Refuse a position that lies beyond the log.

        Raises:
            PositionNotReached.
        """
        head = self.head(jurisdiction)
        if position > head:
            raise PositionNotReached(position, head)

    def page(
        self,
        jurisdiction: str,
        caller: Caller,
        which: FeedFilter,
        *,
        after: int = 0,
        limit: int = 100,
    ) -> FeedPage:
        """The next events that the caller may see; fewer than ``limit``, or none, where others lie
        between.

        Raises:
            PermissionDenied, UnknownJurisdiction: as ``audience``.
            PositionNotReached: ``after`` lies beyond the log.
        """
        audience = self.audience(jurisdiction, caller)
        head = self.head(jurisdiction)
        if after > head:
            raise PositionNotReached(after, head)
        items: list[bytes] = []
        position = after
        last = min(head, after + _SCANNED)
        while position < last and len(items) < limit:
            read = self.read(jurisdiction, position, up_to=last, limit=max(limit, _LEAST))
            for item in read:
                position = item.position
                detail = shown(audience, which, item.logged)
                if detail is not None:
                    items.append(item.rendered(detail))
                    if len(items) == limit:
                        break
        return FeedPage(items, position, position < head)


def shown(audience: Audience, which: FeedFilter, logged: LoggedEvent) -> Detail | None:
    """How much of an event the audience sees; None: nothing."""
    _, event, marks = logged
    if which.types is not None and event.event_type not in which.types:
        return None
    if which.case_id is not None and event.originator_id != which.case_id:
        return None
    if marks is None:
        return _of_the_directory(audience, which)
    if _in_sight(audience.scope, which.unit, marks):
        return audience.detail
    before = _marks_before(event, marks)
    if before is not None and _in_sight(audience.scope, which.unit, before):
        return Detail.NOTICE
    return None


def _of_the_directory(audience: Audience, which: FeedFilter) -> Detail | None:
    everything = audience.scope.everything and audience.detail is Detail.RECORD
    return Detail.RECORD if everything and which.unit is None else None


def _in_sight(scope: Scope, unit: str | None, marks: CaseMarks) -> bool:
    if unit is not None and unit not in marks.units:
        return False
    return scope.covers(
        reporter=marks.reporter, units=marks.units, grid=marks.grid, community=marks.community
    )


def _marks_before(event: Event, marks: CaseMarks) -> CaseMarks | None:
    """The marks of a case with what a correction took away; None: it took no mark away."""
    if not isinstance(event, EventCorrected) or event.old is None:
        return None
    match event.field:
        case "reporter_ref":
            return marks._replace(reporter=event.old)
        case "grid_id":
            return marks._replace(grid=event.old)
        case "community_id":
            return marks._replace(community=event.old)
        case "units" | "new_lead":
            old = [event.old] if isinstance(event.old, str) else event.old
            return marks._replace(units=(*marks.units, *old))
    return None
