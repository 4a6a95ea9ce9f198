"""The discipline commission's view of one subject: what it was called for, and why (F, Annex C)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, cast

from application.dossier.errors import DossierTooLong
from application.dossier.told import Teller, ToldEvent
from application.errors import BodyNotFound, SpanTooLong
from application.ports import Change
from application.queries.accountability_desk import AccountabilityFiles, FileCursor
from application.queries.asking import Asked, QuestionDesk, names_of
from application.queries.listing import every_row, sight_of
from application.queries.obligation_desk import ObligationCalendar
from application.queries.oversight_desk import OversightCursor, OversightList
from application.read_models.accountability_files import FileFilter, FileLine
from application.read_models.as_of import AsOf
from application.read_models.case_board import ReadModels
from application.read_models.close_out_register import RegisterCursor, RegisterFilter, RegisterRow
from application.read_models.feedback_obligations import (
    ObligationCursor,
    ObligationFilter,
    ObligationRow,
)
from application.read_models.obligation_calendar import (
    CalendarCursor,
    CalendarFilter,
    ObligationLine,
)
from application.read_models.oversight_list import Matter, OversightFilter, OversightLine
from application.read_models.pages import Page
from application.use_cases.request import ATTEMPTS, Calendars
from domain.act import Act
from domain.calendar.local_time import local_date, start_of
from domain.honours.reward import open_rewards
from domain.kernel import ConcurrentChange, Event, effective
from domain.obligations.deed import Deed
from domain.readings.reading_log import ReadingLog

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.policy.pack import PolicyPack

QUERY: Final = "read_dossier"
DOSSIER: Final = "accountability_dossier"
LONGEST: Final = timedelta(days=3 * 366)
MOST: Final = 20_000
_PAGE: Final = 200
_MOMENT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order to put something right, and what became of it.

    Attributes:
        file: code of the file whose chain it belongs to; None: it stands alone.
    """

    line: OversightLine
    file: str | None
    steps: Sequence[ToldEvent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One occasion: what caused it, and every step since, each with the events it rests on.

    Attributes:
        exclusions: requests to leave a case behind it out of all counts, and what was answered.
        speaks_for: rewards that one of those events speaks for as well: a conflict that the system
            shows and a person decides (ACC-BJ-01).
    """

    line: FileLine
    steps: Sequence[ToldEvent]
    orders: Sequence[Order]
    exclusions: Sequence[ToldEvent]
    speaks_for: Sequence[str]

    def events(self) -> Iterator[ToldEvent]:
        """Every event that it tells."""
        for told in (*self.steps, *(step for order in self.orders for step in order.steps)):
            yield from told.all()
        yield from self.exclusions


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything about one subject in one period, as of one instant.

    Attributes:
        subject: code, or pseudonymous id of a member of staff.
        asked_at: when it was read; ``pack``: in force then, it has the labels.
        names: of bodies, by code, where they have one beside it.
        chains: files that began in the period, the oldest first.
        orders: orders to the subject that belong to no file.
        missed: duties that it missed and that feed accountability (OBL-01), by bound.
        feedback: the first feedback obligations of the period; ``feedback_of`` has the others.
        closings: the first claims of the period and what became of them.
    """

    subject: str
    from_on: date
    until_on: date
    as_of: AsOf | None
    asked_at: datetime
    pack: PolicyPack
    names: Mapping[str, str]
    chains: Sequence[Chain]
    orders: Sequence[Order]
    missed: Sequence[ObligationLine]
    feedback: Page[ObligationRow, ObligationCursor]
    closings: Page[RegisterRow, RegisterCursor]

    def events(self) -> Iterator[ToldEvent]:
        """Every event that it tells."""
        for chain in self.chains:
            yield from chain.events()
        for order in self.orders:
            for told in order.steps:
                yield from told.all()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDesk(QuestionDesk):
    """Answers what one subject was called to account for. Safe for many threads.

    For those who may replay the full history (C): others are told that there is nothing. Whoever
    works for a part of the jurisdiction sees the subjects of that part. Each reading is on record
    before anything is shown. Instants of ``as_of`` lie on one of two axes (ENV-06).

    Every method raises ``PermissionDenied`` (C), ``BodyNotFound`` for a subject out of sight,
    ``SpanTooLong`` and ``UnknownJurisdiction``.
    """

    listed: AccountabilityFiles
    orders: OversightList
    owed: ObligationCalendar
    models: ReadModels
    calendars: Calendars

    def dossier(
        self,
        jurisdiction: str,
        caller: Caller,
        subject: str,
        *,
        from_on: date,
        until_on: date,
        as_of: AsOf | None = None,
    ) -> Dossier:
        """The dossier of a subject.

        Args:
            from_on, until_on: local days, both included; three years at most.
        """
        asked = self._opened(jurisdiction, caller, subject, from_on, until_on)
        teller = Teller(self.log, jurisdiction, as_of)
        lines = list(self._files(jurisdiction, asked, subject, from_on, until_on, as_of))
        ordered = list(self._orders(jurisdiction, asked, subject, teller, as_of))
        ours = {line.code for line in lines}
        chains: list[Chain] = []
        for line in lines:
            steps = teller.history(line.aggregate_id)
            chains.append(
                Chain(
                    line=line,
                    steps=steps,
                    orders=[order for order in ordered if order.file == line.code],
                    exclusions=teller.exclusions(one for step in steps for one in step.all()),
                    speaks_for=_rewards(asked.pack, steps),
                )
            )
        since, until = _span(from_on, until_on)
        alone = [
            order
            for order in ordered
            if order.file not in ours
            and order.steps
            and since <= order.steps[0].occurred_at < until
        ]
        return Dossier(
            subject=subject,
            from_on=from_on,
            until_on=until_on,
            as_of=as_of,
            asked_at=asked.now,
            pack=asked.pack,
            names=names_of(asked.directory),
            chains=chains,
            orders=alone,
            missed=list(self._missed(jurisdiction, asked, subject, since, until, as_of)),
            feedback=self._feedback(jurisdiction, asked, subject, since, until, None, as_of),
            closings=self._closings(jurisdiction, asked, subject, since, until, None, as_of),
        )

    def whole(
        self,
        jurisdiction: str,
        caller: Caller,
        subject: str,
        *,
        from_on: date,
        until_on: date,
        as_of: AsOf | None = None,
    ) -> Dossier:
        """The dossier with all its feedback and closings, for a file.

        Raises:
            DossierTooLong: more than ``MOST`` of either.
        """
        found = self.dossier(
            jurisdiction, caller, subject, from_on=from_on, until_on=until_on, as_of=as_of
        )
        asked = self._ask(jurisdiction, caller, QUERY, own=False)
        span = _span(from_on, until_on)
        feedback, owed = list(found.feedback.items), found.feedback.next
        while owed is not None:
            page = self._feedback(jurisdiction, asked, subject, *span, owed, as_of)
            feedback += page.items
            owed = page.next
            _require_short(feedback)
        closings, claimed = list(found.closings.items), found.closings.next
        while claimed is not None:
            further = self._closings(jurisdiction, asked, subject, *span, claimed, as_of)
            closings += further.items
            claimed = further.next
            _require_short(closings)
        return replace(found, feedback=Page(feedback, None), closings=Page(closings, None))

    def feedback_of(
        self,
        jurisdiction: str,
        caller: Caller,
        subject: str,
        *,
        from_on: date,
        until_on: date,
        after: ObligationCursor | None = None,
        as_of: AsOf | None = None,
    ) -> Page[ObligationRow, ObligationCursor]:
        """Feedback obligations of a unit that opened in the period, the oldest first."""
        asked = self._opened(jurisdiction, caller, subject, from_on, until_on)
        span = _span(from_on, until_on)
        return self._feedback(jurisdiction, asked, subject, *span, after, as_of)

    def closings_of(
        self,
        jurisdiction: str,
        caller: Caller,
        subject: str,
        *,
        from_on: date,
        until_on: date,
        after: RegisterCursor | None = None,
        as_of: AsOf | None = None,
    ) -> Page[RegisterRow, RegisterCursor]:
        """Claims on cases that a unit handled, made in the period, the oldest first."""
        asked = self._opened(jurisdiction, caller, subject, from_on, until_on)
        span = _span(from_on, until_on)
        return self._closings(jurisdiction, asked, subject, *span, after, as_of)

    # --- What it is made of. ---

    def _opened(
        self, jurisdiction: str, caller: Caller, subject: str, from_on: date, until_on: date
    ) -> Asked:
        asked = self._ask(jurisdiction, caller, QUERY, own=False)
        seen = asked.scope.bodies
        if seen is not None and subject not in seen:
            raise BodyNotFound(subject)
        if until_on - from_on > LONGEST:
            raise SpanTooLong(LONGEST.days)
        self._note(jurisdiction, caller, asked, subject)
        return asked

    def _note(self, jurisdiction: str, caller: Caller, asked: Asked, subject: str) -> None:
        act = Act(
            actor=asked.actor,
            at=asked.now,
            pack=asked.pack,
            calendar=self.calendars.current(jurisdiction),
            post=asked.actor.post_for(
                frozenset(
                    role
                    for role in asked.actor.roles
                    if asked.pack.permissions.grant_for(QUERY, {role}) is not None
                ),
                asked.pack,
            ),
            correlation_id=caller.correlation_id,
        )
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._noted(jurisdiction, act, subject)
            except ConcurrentChange:
                if attempt == ATTEMPTS:
                    raise
            else:
                return

    def _noted(self, jurisdiction: str, act: Act, subject: str) -> None:
        day = local_date(act.at)
        log_id = ReadingLog.create_id(jurisdiction, DOSSIER, subject, act.actor.id, day)
        history = self.log.open(jurisdiction, [log_id]).histories[log_id]
        if history:
            act = replace(act, at=max(act.at, history[-1].timestamp))
        read = ReadingLog.view(
            act, _rebuilt(history), jurisdiction=jurisdiction, register=DOSSIER, subject=subject
        )
        events = list(cast("Sequence[Event]", read.collect_events()))
        self.log.append(Change(jurisdiction=jurisdiction, events=events, aggregates=(read,)))

    def _files(
        self,
        jurisdiction: str,
        asked: Asked,
        subject: str,
        from_on: date,
        until_on: date,
        as_of: AsOf | None,
    ) -> Iterator[FileLine]:
        since, until = _span(from_on, until_on)
        which = FileFilter(subject=subject, begun_from=since, begun_until=until)
        return every_row(self.listed, FileCursor, jurisdiction, which, sight_of(asked), as_of)

    def _orders(
        self, jurisdiction: str, asked: Asked, subject: str, teller: Teller, as_of: AsOf | None
    ) -> Iterator[Order]:
        which = OversightFilter(kind=Matter.RECTIFICATION, about=subject)
        for line in every_row(
            self.orders, OversightCursor, jurisdiction, which, sight_of(asked), as_of
        ):
            steps = teller.history(line.aggregate_id)
            file = steps[0].facts.get("file") if steps else None
            yield Order(line=line, file=file, steps=steps)

    def _missed(
        self,
        jurisdiction: str,
        asked: Asked,
        subject: str,
        since: datetime,
        until: datetime,
        as_of: AsOf | None,
    ) -> Iterator[ObligationLine]:
        # A bound is the first instant after its last day, so the span of bounds begins one later.
        which = CalendarFilter(
            body=subject,
            to_accountability=True,
            due_from=since + _MOMENT,
            due_until=until + _MOMENT,
        )
        return every_row(self.owed, CalendarCursor, jurisdiction, which, sight_of(asked), as_of)

    def _feedback(  # whose, when, and where to go on
        self,
        jurisdiction: str,
        asked: Asked,
        subject: str,
        since: datetime,
        until: datetime,
        after: ObligationCursor | None,
        as_of: AsOf | None,
    ) -> Page[ObligationRow, ObligationCursor]:
        which = ObligationFilter(unit=subject, since=since, until=until)
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            return view.obligations(asked.scope, which, after=after, limit=_PAGE)

    def _closings(  # whose, when, and where to go on
        self,
        jurisdiction: str,
        asked: Asked,
        subject: str,
        since: datetime,
        until: datetime,
        after: RegisterCursor | None,
        as_of: AsOf | None,
    ) -> Page[RegisterRow, RegisterCursor]:
        which = RegisterFilter(handled_by=subject, since=since, until=until)
        with self.models.view(jurisdiction, now=asked.now, as_of=as_of) as view:
            return view.register(asked.scope, which, after=after, limit=_PAGE)


def _rewards(pack: PolicyPack, steps: Sequence[ToldEvent]) -> Sequence[str]:
    """Rewards of the pack that an event behind these steps speaks for."""
    grounds = [told for step in steps for ground in step.because for told in ground.all()]
    deeds = [Deed(told.event, None, "", told.occurred_at, told.facts, told.ref) for told in grounds]
    return sorted({name for deed in deeds for name in open_rewards(pack, deed)})


def _require_short(lines: Sequence[object]) -> None:
    if len(lines) > MOST:
        raise DossierTooLong(MOST)


def _rebuilt(history: Sequence[Event]) -> ReadingLog | None:
    found: ReadingLog | None = None
    for event in effective(history):
        found = cast("ReadingLog | None", event.mutate(found))
    return found


def _span(from_on: date, until_on: date) -> tuple[datetime, datetime]:
    """The first instant of the period and the first after it."""
    return start_of(from_on), start_of(until_on + timedelta(days=1))
