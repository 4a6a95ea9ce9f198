"""Questions about meetings: the sessions of a body, and whether it met as often as it has to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from application.directory import UnitEntry
from application.errors import BodyNotFound
from application.queries.listing import PagedDesk
from application.read_models.aggregate_story import story_of
from application.read_models.as_of import AsOf, read_as_of
from application.read_models.meeting_sessions import (
    SessionCursor,
    SessionFilter,
    SessionRow,
    SessionState,
    session_rows,
)
from application.read_models.pages import Page, page_of
from application.use_cases.request import Caller
from domain.calendar.local_time import local_date
from domain.calendar.periods import Window, window
from domain.kernel import Invalid
from domain.meetings.compliance import Session, Standing, standing
from domain.meetings.errors import MeetingNotFound, MeetingTypeUndefined
from domain.meetings.meeting import Meeting
from domain.policy import meetings as policy
from domain.vocabulary import Strength

if TYPE_CHECKING:
    from application.directory import Directory, GridEntry

_AT_ONCE = 50  # bodies whose sessions are read together
_LONGEST = timedelta(days=5 * 366)


class SpanTooLong(Invalid):
    """A question about windows is about some years at most."""

    code = "span-too-long"
    title = "The span is too long or runs backwards"

    def __init__(self) -> None:
        super().__init__("Ask for the windows of five years at most, from a day to a later one.")


class Sessions(Protocol):
    """Rows of sessions, as they are or as they stood."""

    def between(self, bodies: Collection[str], since: date, until: date) -> Sequence[SessionRow]:
        """Those in the record of these bodies between two local days, both included."""
        ...


class MeetingViews(Protocol):
    """Where rows of sessions come from."""

    def sessions(
        self, jurisdiction: str, *, as_of: AsOf | None
    ) -> AbstractContextManager[Sessions]: ...


@dataclass(frozen=True, slots=True)
class ComplianceLine:
    """One window of one type of meeting of one body.

    Attributes:
        void: sessions of the window that were called and do not count: without quorum, or without
            a side that must be there.
        sessions: codes of those that count.
    """

    body: str
    type: str
    strength: Strength
    standing: Standing
    void: int
    sessions: tuple[str, ...]

    @property
    def place(self) -> CompliancePlace:
        """Its place among the lines."""
        return CompliancePlace(self.body, self.type, self.standing.window.first_day)


@dataclass(frozen=True, slots=True, order=True)
class CompliancePlace:
    """Place among the lines, which are ordered by body, type and window."""

    body: str
    type: str
    first_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDesk(PagedDesk[SessionFilter, SessionRow, SessionCursor]):
    """Takes questions about meetings. Safe for many threads.

    ``rows`` are sessions in the order of their days; one that counts in two bodies is two rows.
    Each method refuses what matrix C does not grant, and answers about the bodies in the caller's
    row scope only. ``as_of``: as it stood at an instant on one of two axes (ENV-06); None: now.
    """

    QUERY: ClassVar[str] = "read_meetings"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = SessionCursor

    views: MeetingViews

    def compliance(
        self,
        jurisdiction: str,
        caller: Caller,
        which: SessionFilter,
        *,
        after: CompliancePlace | None = None,
        limit: int = 200,
        as_of: AsOf | None = None,
    ) -> Page[ComplianceLine, CompliancePlace]:
        """How often each body held each type, window by window.

        Args:
            which: every window with a day from ``since`` to ``until``; None: the day of the
                question.

        Raises:
            SpanTooLong: more than five years, or backwards.
            MeetingTypeUndefined: the pack has no such type (B-45).
        """
        asked = self._asked(jurisdiction, caller)
        at = asked.now if as_of is None else as_of.instant
        first = which.since or which.until or local_date(at)
        last = which.until or first
        if not timedelta() <= last - first <= _LONGEST:
            raise SpanTooLong
        if which.type is not None and which.type not in asked.pack.meetings:
            raise MeetingTypeUndefined(which.type)
        directory = asked.directory_at(as_of)
        kinds = {
            name: rule
            for name, rule in sorted(asked.pack.meetings.items())
            if rule.period is not None and which.type in {None, name}
        }
        seen = asked.scope.bodies
        bodies = [
            entry
            for entry in directory.bodies()
            if which.body in {None, entry.code}
            and _sees(seen, entry.code)
            and (after is None or entry.code >= after.body)
        ]
        found: list[ComplianceLine] = []
        with self.views.sessions(jurisdiction, as_of=as_of) as sessions:
            for some in _batches(bodies):
                found += [
                    line
                    for line in _lines(sessions, directory, some, kinds, first, last, at)
                    if after is None or line.place > after
                ]
                if len(found) > limit:
                    break
        return page_of(found[: limit + 1], limit, lambda line: line.place)

    def sessions_of(
        self,
        jurisdiction: str,
        caller: Caller,
        *,
        body: str,
        type: str,  # noqa: A002  # the rulebook's word
        on: date,
        as_of: AsOf | None = None,
    ) -> Sequence[SessionRow]:
        """The sessions behind one line: every session of the window, counting or not.

        Args:
            on: a local day of the window.

        Raises:
            BodyNotFound: there is none, or the caller may not see it.
            MeetingTypeUndefined: the pack has no such type with a period (B-45).
        """
        asked = self._asked(jurisdiction, caller)
        rule = asked.pack.meetings.get(type)
        if rule is None or rule.period is None:
            raise MeetingTypeUndefined(type)
        if asked.directory_at(as_of).body(body) is None or not _sees(asked.scope.bodies, body):
            raise BodyNotFound(body)
        days = window(rule.period, on)
        with self.views.sessions(jurisdiction, as_of=as_of) as sessions:
            found = sessions.between([body], days.first_day, days.last_day)
        return [row for row in found if type in {row.type, *row.fulfils}]

    def session(
        self, jurisdiction: str, caller: Caller, code: str, *, as_of: AsOf | None = None
    ) -> SessionRow:
        """One session in the record of the body that holds it, read from the log itself.

        Raises:
            MeetingNotFound: there was none, or the caller may not see it.
        """
        asked = self._asked(jurisdiction, caller)
        stored = self.log.history(jurisdiction, Meeting.create_id(jurisdiction, code))
        story = story_of(read_as_of([event for _, event in stored], as_of), jurisdiction)
        if story is None or not _sees(asked.scope.bodies, session_rows(story)[0].body):
            raise MeetingNotFound(code)
        return session_rows(story)[0]


def _lines(  # of what, as it stood then
    sessions: Sessions,
    directory: Directory,
    bodies: Sequence[UnitEntry | GridEntry],
    kinds: dict[str, policy.Meeting],
    first: date,
    last: date,
    at: datetime,
) -> Iterator[ComplianceLine]:
    owed = [
        (entry.code, name, rule, windows)
        for entry in bodies
        for name, rule in kinds.items()
        if _owes(entry, rule)
        # Nothing was due in windows that had ended before the body was known here (ADR 24).
        for windows in [list(_windows(rule, max(first, directory.life(entry.code)[0]), last))]
        if windows
    ]
    if not owed:
        return
    days = [day for _, _, _, windows in owed for one in windows for day in _ends(one)]
    held: dict[str, list[SessionRow]] = {}
    codes = sorted({code for code, _, _, _ in owed})
    for row in sessions.between(codes, min(days), max(days)):
        held.setdefault(row.body, []).append(row)
    for code, name, rule, windows in owed:
        rows = held.get(code, [])
        for one in windows:
            yield _line(code, name, rule, one, rows, at)


def _line(
    body: str,
    name: str,
    rule: policy.Meeting,
    days: Window,
    rows: Sequence[SessionRow],
    at: datetime,
) -> ComplianceLine:
    inside = [row for row in rows if days.contains(row.held_on)]
    counting = [row for row in inside if name in row.fulfils and row.held_at is not None]
    void = sum(
        row.type == name and name not in row.fulfils and row.state is not SessionState.CONVENED
        for row in inside
    )
    found = standing(
        rule,
        days,
        [Session(row.held_on, row.held_at) for row in counting if row.held_at is not None],
        at,
    )
    return ComplianceLine(
        body, name, rule.strength, found, void, tuple(row.code for row in counting)
    )


def _batches(bodies: Sequence[UnitEntry | GridEntry]) -> Iterator[list[UnitEntry | GridEntry]]:
    rest = iter(bodies)
    while some := list(islice(rest, _AT_ONCE)):
        yield some


def _windows(rule: policy.Meeting, first: date, last: date) -> Iterator[Window]:
    assert rule.period is not None, "only what has a period has windows"
    one = window(rule.period, first)
    while one.first_day <= last:
        yield one
        one = one.following()


def _ends(one: Window) -> tuple[date, date]:
    return one.first_day, one.last_day


def _owes(entry: UnitEntry | GridEntry, rule: policy.Meeting) -> bool:
    sort = entry.org_type if isinstance(entry, UnitEntry) else entry.level
    return rule.of is not None and rule.of in {entry.level, sort}


def _sees(seen: frozenset[str] | None, body: str) -> bool:
    return seen is None or body in seen
