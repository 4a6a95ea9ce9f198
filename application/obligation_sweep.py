"""What time does to obligations: windows begin, reminders go out, bounds pass (OBL-01).

Everything goes in batches: one look at the log and one append for many obligations. What to do is
decided by the histories themselves, so a sweep that was killed, or that runs twice at once, loses
nothing and does nothing twice.

What cases fulfil is counted by a reaction. No miss of such a duty is recorded before the reaction
has read everything that could have been recorded by the bound.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar, cast
from uuid import UUID

from application.obligation_holders import Seat, seats, wanted_of
from application.ports import Change, Opened, Receipt
from application.reactions.fulfilment import Fulfilment
from application.read_models.obligation_calendar import CalendarCursor
from application.use_cases.request import Calendars, Directories, Packs
from domain.act import THE_SYSTEM, Act
from domain.calendar.errors import CalendarMissing
from domain.calendar.local_time import local_date, start_of
from domain.kernel import Aggregate, ConcurrentChange, Event, effective
from domain.obligations.obligation import Obligation
from domain.obligations.plans import planned_period
from domain.obligations.spans import Span, is_owed, planned_span, spans
from domain.records.book import RecordBook

if TYPE_CHECKING:
    from application.directory import Directory
    from application.ports import Clock
    from application.reactions.unread import Unread
    from domain.policy.obligation_rules import ObligationRule
    from domain.policy.pack import PolicyPack

LOGGER = logging.getLogger(__name__)

_BATCH = 1_000
_ATTEMPTS = 3
_IN_FLIGHT = timedelta(minutes=1)
"""Longer than a command takes from its decision to its record: each wait for the log is bounded."""
_PLANS = "@plans"  # no word of a pack
_EVER = datetime.min.replace(tzinfo=UTC)
T = TypeVar("T")
A = TypeVar("A", bound=Aggregate)
_Find = Callable[[str, datetime, CalendarCursor | None, int], Sequence[CalendarCursor]]
_Seen = tuple[date, int, str, str]


class SweptLog(Protocol):
    """The log, many aggregates at a time, remembering none of them."""

    def open(self, jurisdiction: str, aggregate_ids: Sequence[UUID]) -> Opened: ...

    def append(self, change: Change) -> Receipt: ...

    def begun(self, jurisdiction: str, aggregate_ids: Sequence[UUID]) -> AbstractSet[UUID]:
        """Which of these aggregates exist."""
        ...

    def histories(
        self, jurisdiction: str, aggregate_ids: Sequence[UUID]
    ) -> Mapping[UUID, Sequence[Event]]:
        """Whole histories, in version order; an unknown id has none."""
        ...


class ObligationIndex(Protocol):
    """Which obligations are to be looked at. May lag behind the log, never decides."""

    def due(
        self, jurisdiction: str, now: datetime, after: CalendarCursor | None, limit: int
    ) -> Sequence[CalendarCursor]:
        """Open ones whose bound is at or before ``now``, the oldest bound first."""
        ...

    def to_remind(
        self, jurisdiction: str, now: datetime, after: CalendarCursor | None, limit: int
    ) -> Sequence[CalendarCursor]:
        """Open ones with a reminder that is to go out; ``due_at`` of the place is its time."""
        ...

    def renewing(  # those of a span of time, page by page
        self,
        jurisdiction: str,
        since: datetime,
        now: datetime,
        after: CalendarCursor | None,
        limit: int,
    ) -> Sequence[CalendarCursor]:
        """Those of plans whose bound is at or after ``since`` and at or before ``now``."""
        ...

    def marks(self, jurisdiction: str) -> Mapping[str, date]:
        """By code the first day of the last window that was opened for everybody."""
        ...

    def mark(self, jurisdiction: str, code: str, opened_on: date) -> None:
        """Note that a window was opened for everybody; an older one changes nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationSweep:
    """Opens, reminds and settles what a jurisdiction owes. Built once; used by one scheduler.

    Attributes:
        batch: obligations per append.
    """

    log: SweptLog
    index: ObligationIndex
    unread: Unread
    packs: Packs
    calendars: Calendars
    directories: Directories
    clock: Clock
    batch: int = _BATCH
    _seen: dict[tuple[str, str], _Seen] = field(default_factory=dict)

    def sweep(self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Do everything that is due by now; returns how many obligations changed.

        Args:
            stopping: asked before each batch, so that a leader that lost its lock appends no more.
        """
        now = self.clock()
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        act = Act(
            actor=THE_SYSTEM,
            at=now,
            pack=self.packs.current(jurisdiction, local_date(now)),
            calendar=self.calendars.current(jurisdiction),
        )
        behind = self.unread.any(jurisdiction, Fulfilment.NAME, Fulfilment.TOPICS)
        run = _Run(self, jurisdiction, directory, act, stopping, behind)
        return run.open_windows() + run.renew() + run.settle() + run.remind()

    def is_done(self, jurisdiction: str, code: str, seen: _Seen) -> bool:
        """Whether this process has opened that window already, for everybody there is."""
        return self._seen.get((jurisdiction, code)) == seen

    def has_done(self, jurisdiction: str, code: str, seen: _Seen) -> None:
        """Remember it."""
        self._seen[jurisdiction, code] = seen


@dataclass(frozen=True, slots=True)
class _Run:
    """One sweep of one jurisdiction.

    Attributes:
        is_behind: something that happened to a case may fulfil a duty and was not read yet.
    """

    sweep: ObligationSweep
    jurisdiction: str
    directory: Directory
    act: Act
    stopping: Callable[[], bool]
    is_behind: bool

    def may_be_missed(self, rule: ObligationRule | None, due_at: datetime) -> bool:
        """Whether what is not fulfilled of a window that ended then was not fulfilled at all."""
        if rule is None or rule.fulfilled_by not in Fulfilment.TOPICS or self.act.at < due_at:
            return True
        return not self.is_behind and due_at + _IN_FLIGHT <= self.act.at

    # --- Windows begin ---

    def open_windows(self) -> int:
        """Open every window that has begun, for everybody who owes it."""
        changed = 0
        marks = self.sweep.index.marks(self.jurisdiction)
        for code, rule in self.act.pack.duties.items():
            if not rule.is_opened_by_time:
                continue
            try:
                changed += self._open_duty(code, rule, marks.get(code))
            except CalendarMissing as missing:
                LOGGER.warning("obligation %s is not opened: %s", code, missing)
        return changed

    def _open_duty(self, code: str, rule: ObligationRule, mark: date | None) -> int:
        today = local_date(self.act.at)
        since = mark
        if since is None:
            since = min((seat.since for seat in self._seats(code, rule)), default=today)
        changed = 0
        for span in spans(rule, since, today, self.act.calendar):
            seen = (
                span.first_day,
                self.directory.position,
                self.act.pack.ref,
                self.act.calendar.version,
            )
            if self.sweep.is_done(self.jurisdiction, code, seen):
                continue
            owing = (seat for seat in self._seats(code, rule) if seat.owes(span, today))
            for batch in _batches(owing, self.sweep.batch):
                if self.stopping():
                    return changed
                changed += self._appended(partial(self._begun, rule, span, batch))
            if mark is None or span.first_day > mark:
                self.sweep.index.mark(self.jurisdiction, code, span.first_day)
            self.sweep.has_done(self.jurisdiction, code, seen)
        return changed

    def _seats(self, code: str, rule: ObligationRule) -> Iterator[Seat]:
        return seats(code, rule, self.act.pack, self.directory)

    def _begun(self, rule: ObligationRule, span: Span, owing: Sequence[Seat]) -> list[Obligation]:
        by_id = {
            Obligation.create_id(self.jurisdiction, seat.owed, span): seat.owed for seat in owing
        }
        known = self.sweep.log.begun(self.jurisdiction, list(by_id))
        opened = [
            Obligation.open(
                self.act,
                jurisdiction=self.jurisdiction,
                owed=owed,
                rule=rule,
                span=span,
                settles=self.may_be_missed(rule, span.due_at),
            )
            for aggregate_id, owed in by_id.items()
            if aggregate_id not in known
        ]
        for obligation in opened:
            obligation.remind(self.act)
        return opened

    # --- Plans go on ---

    def renew(self) -> int:
        """Open the next windows of every plan whose window is over and that is still in force."""
        today = local_date(self.act.at)
        seen = (today, self.directory.position, self.act.pack.ref, self.act.calendar.version)
        if self.sweep.is_done(self.jurisdiction, _PLANS, seen):
            return 0
        mark = self.sweep.index.marks(self.jurisdiction).get(_PLANS)
        since = start_of(mark) if mark is not None else _EVER
        changed, after = 0, None
        while found := self.sweep.index.renewing(
            self.jurisdiction, since, self.act.at, after, self.sweep.batch
        ):
            if self.stopping():
                return changed
            changed += self._appended(
                partial(self._renewed, [place.aggregate_id for place in found])
            )
            after = found[-1]
        self.sweep.index.mark(self.jurisdiction, _PLANS, today)
        self.sweep.has_done(self.jurisdiction, _PLANS, seen)
        return changed

    def _renewed(self, ids: Sequence[UUID]) -> list[Obligation]:
        rules = self.act.pack.duties
        waiting: dict[UUID, tuple[Obligation, ObligationRule, Span]] = {}
        ended = self._read(Obligation, ids)
        books = self._books_of(ended)
        for obligation in ended:
            rule, period = rules.get(obligation.owed.code), obligation.renews
            if rule is None or period is None or not self._goes_on(obligation, rule, books):
                continue
            span = obligation.span
            while (span := planned_span(period, local_date(span.due_at))).starts_at <= self.act.at:
                following = Obligation.create_id(self.jurisdiction, obligation.owed, span)
                waiting[following] = (obligation, rule, span)
        known = self.sweep.log.begun(self.jurisdiction, list(waiting))
        return [
            Obligation.open(
                self.act,
                jurisdiction=self.jurisdiction,
                owed=obligation.owed,
                rule=rule,
                span=span,
                renews=obligation.renews,
                settles=self.may_be_missed(rule, span.due_at),
            )
            for following, (obligation, rule, span) in waiting.items()
            if following not in known
        ]

    def _goes_on(
        self, obligation: Obligation, rule: ObligationRule, books: Mapping[UUID, RecordBook]
    ) -> bool:
        """Whether the next window is owed, too: the plan stands, or the rule recurs."""
        if rule.planned is None:
            return rule.recurs is obligation.renews
        book = books.get(self._book_id(rule.planned, obligation.owed.body))
        return planned_period(book, obligation.owed.subject) is obligation.renews

    def _books_of(self, obligations: Iterable[Obligation]) -> Mapping[UUID, RecordBook]:
        planned = {code: rule.planned for code, rule in self.act.pack.duties.items()}
        ids = {
            self._book_id(kind, one.owed.body)
            for one in obligations
            if (kind := planned.get(one.owed.code)) is not None
        }
        return {book.id: book for book in self._read(RecordBook, sorted(ids))}

    def _book_id(self, kind: str, body: str) -> UUID:
        return RecordBook.create_id(self.jurisdiction, kind, body, None)

    def _read(self, kind: type[A], ids: Sequence[UUID]) -> list[A]:
        histories = self.sweep.log.histories(self.jurisdiction, ids).values()
        return [_rebuilt(kind, history) for history in histories if history]

    # --- Bounds pass, reminders go out ---

    def settle(self) -> int:
        """Record every bound that has passed."""
        return self._looked_at(self.sweep.index.due, self._settled)

    def remind(self) -> int:
        """Send every reminder that is to go out."""
        return self._looked_at(
            self.sweep.index.to_remind, lambda obligation, act, _rule: obligation.remind(act)
        )

    def _looked_at(
        self, find: _Find, then: Callable[[Obligation, Act, ObligationRule | None], None]
    ) -> int:
        changed, after = 0, None
        while found := find(self.jurisdiction, self.act.at, after, self.sweep.batch):
            if self.stopping():
                return changed
            ids = [place.aggregate_id for place in found]
            changed += self._appended(partial(self._decided, ids, then))
            after = found[-1]
        return changed

    def _decided(
        self,
        ids: Sequence[UUID],
        then: Callable[[Obligation, Act, ObligationRule | None], None],
    ) -> list[Obligation]:
        """The obligations after each was looked at, by the pack that judges it (ENV-03)."""
        found = []
        for history in self.sweep.log.histories(self.jurisdiction, ids).values():
            if not history or history[-1].timestamp > self.act.at:
                continue
            pack = self._pack(history[0].pack)
            act = Act(actor=self.act.actor, at=self.act.at, pack=pack, calendar=self.act.calendar)
            obligation = _rebuilt(Obligation, history)
            then(obligation, act, pack.duties.get(obligation.owed.code))
            found.append(obligation)
        return found

    def _pack(self, ref: str) -> PolicyPack:
        return self.act.pack if ref == self.act.pack.ref else self.sweep.packs.pinned(ref)

    def _settled(self, obligation: Obligation, act: Act, rule: ObligationRule | None) -> None:
        span = obligation.span
        if self._has_ended(obligation.owed.body, span):
            obligation.excuse(act, why="the holder has ended", ended=True)
        elif rule is not None and not is_owed(rule, span, act.calendar):
            obligation.excuse(act, why="the window is not worked", ended=False)
        elif self.may_be_missed(rule, span.due_at):
            wanted = None
            if rule is not None:
                today = local_date(act.at)
                wanted = wanted_of(rule, obligation.owed, self.directory, span, today)
            obligation.settle(act, wanted)

    def _has_ended(self, body: str, span: Span) -> bool:
        if self.directory.body(body) is None:
            return False
        _, until = self.directory.life(body)
        return until is not None and until <= span.last_day

    # --- Appending ---

    def _appended(self, decide: Callable[[], list[Obligation]]) -> int:
        """Append what was decided, all or none; decided anew if somebody was faster."""
        for attempt in range(1, _ATTEMPTS + 1):
            changed = decide()
            events: list[Event] = []
            for obligation in changed:
                events += cast("Sequence[Event]", obligation.collect_events())
            if not events:
                return 0
            try:
                self.sweep.log.append(Change(jurisdiction=self.jurisdiction, events=events))
            except ConcurrentChange:
                if attempt == _ATTEMPTS:
                    LOGGER.info("a batch of obligations waits for the next sweep")
                    return 0
            else:
                return len({event.originator_id for event in events})
        raise AssertionError("the loop returns")


def _rebuilt(kind: type[A], history: Sequence[Event]) -> A:
    found: Aggregate | None = None
    for event in effective(history):
        found = cast("Aggregate", event.mutate(found))
    assert isinstance(found, kind), "what was looked up is of this kind"
    return found


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(items)
    while batch := list(islice(waiting, size)):
        yield batch
