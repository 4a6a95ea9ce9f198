"""The obligation: what somebody owes in one window, and what became of it (OBL-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from domain import kernel
from domain.act import Act
from domain.calendar.periods import Period
from domain.cases.events import DeadlineRecalculated
from domain.kernel import Aggregate
from domain.obligations.reminders import Reminder, latest_due, reminders
from domain.obligations.spans import Span
from domain.policy.obligation_rules import ObligationRule
from domain.reminders import ObligationReminderSent
from domain.targets import TargetCounted
from domain.vocabulary import Code, PersonRef, Strength

_NAMESPACE = UUID("5f1d1c0e-4f0b-4c53-9a55-6f6b1c0d7e21")


class ObligationState(StrEnum):
    """How an obligation stands; a miss is for ever, a late deed stands beside it."""

    OPEN = "OPEN"
    FULFILLED = "FULFILLED"
    MISSED = "MISSED"
    FULFILLED_LATE = "FULFILLED_LATE"
    NOT_DUE = "NOT_DUE"


_FULFILLED = frozenset({ObligationState.FULFILLED, ObligationState.FULFILLED_LATE})
_COUNTS_ON = frozenset(
    {ObligationState.FULFILLED, ObligationState.FULFILLED_LATE, ObligationState.NOT_DUE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Who owes what to whom.

    Attributes:
        code: what is owed, a word of the pack.
        subject: what it is about: a body, a household, a matter.
        holder: who owes it: a body, a post or a person.
        body: the body in whose charge that is; itself, where it is a body.
    """

    code: str
    subject: str
    holder: str
    body: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many deeds a share comes to.

    Attributes:
        count: the least whole number that reaches the share.
        base: how many there are of which it is a share.
    """

    count: int
    base: int


class Obligation(Aggregate):
    """One duty of one holder in one window. It is opened by time or by an event, never by hand.

    Rules: OBL-01, ENV-04 and ENV-06 (when a deed counts), CAL-02 (bounds), CAL-08.
    """

    TOPIC = "Obligation"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class ObligationOpened(kernel.CreatedEvent):
        """Somebody owes something from here on.

        Attributes:
            code, subject, holder, body: see ``Owed``.
            window_start: its first instant, UTC.
            due_at: exclusive bound, UTC: exactly then it is late (CAL-02).
            min_count: how often, or how much of ``measure``; of a share 1, until it is reckoned.
            share_of: sort of the bodies of which a share is owed; None: ``min_count`` is fixed.
            measure: what is added up instead of counting deeds; None: deeds.
            on_miss: where a miss goes; None: it is shown as a deviation, or only counted (0.2).
            accepts_occurred_at: a deed entered late counts by when it happened.
            escalates_to: post that a miss is reported to.
            reminders: those to send, the earliest first.
            renews: period of the plan that goes on after it (DUT-BZ-01); None: it stands alone.
            calendar_version: the calendar that decided window and reminders.
        """

        TOPIC: ClassVar[str] = "ObligationOpened"

        code: Code
        subject: Code
        holder: PersonRef
        body: Code
        window_start: AwareDatetime
        due_at: AwareDatetime
        min_count: int = Field(ge=1)
        strength: Strength
        measure: Code | None = None
        on_miss: Literal["ACCOUNTABILITY", "REPORT_ONLY"] | None = None
        accepts_occurred_at: bool = False
        escalates_to: Code | None = None
        reminders: tuple[Reminder, ...] = ()
        renews: Period | None = None
        calendar_version: str
        share_of: Code | None = None

        def apply(self, aggregate: Obligation) -> None:
            aggregate.share_of = self.share_of

    class ObligationFulfilled(kernel.Event):
        """Enough was done in time; ``evidence`` names the events that count.

        Attributes:
            count: how much was done.
            min_count: how much a share came to on the last day; None: as it was opened.
            base: of how many that is a share.
        """

        TOPIC: ClassVar[str] = "ObligationFulfilled"

        count: int = Field(ge=1)
        min_count: int | None = Field(default=None, ge=1)
        base: int | None = Field(default=None, ge=1)

        def apply(self, aggregate: Obligation) -> None:
            aggregate.min_count = self.min_count or aggregate.min_count
            aggregate.on_counted(self.count, self.evidence)
            aggregate.outcome = ObligationState.FULFILLED

    class ObligationFulfilledLate(kernel.Event):
        """Enough was done after all; the miss stands beside it.

        Attributes:
            count: how much was done.
        """

        TOPIC: ClassVar[str] = "ObligationFulfilledLate"

        count: int = Field(ge=1)

        def apply(self, aggregate: Obligation) -> None:
            aggregate.on_counted(self.count, self.evidence)
            aggregate.outcome = ObligationState.FULFILLED_LATE

    class ObligationMissed(kernel.Event):
        """The bound passed before enough was done.

        Attributes:
            count: how much was done by then; ``min_count``: how much was owed.
            base: of how many that is a share; None: of none.
        """

        TOPIC: ClassVar[str] = "ObligationMissed"

        count: int = Field(ge=0)
        min_count: int = Field(ge=1)
        base: int | None = Field(default=None, ge=1)

        def apply(self, aggregate: Obligation) -> None:
            aggregate.min_count = self.min_count
            aggregate.outcome = ObligationState.MISSED
            aggregate.was_missed = True

    DeadlineRecalculated = DeadlineRecalculated
    ObligationReminderSent = ObligationReminderSent
    TargetCounted = TargetCounted

    # --- State: only what the commands below need to decide. ---

    def __init__(
        self,
        code: str,
        subject: str,
        holder: str,
        body: str,
        window_start: datetime,
        due_at: datetime,
        min_count: int,
        accepts_occurred_at: bool,  # noqa: FBT001 - a field of the fact
        reminders: tuple[Reminder, ...],
        renews: Period | None = None,
    ) -> None:
        self.share_of: str | None = None
        self.owed = Owed(code=code, subject=subject, holder=holder, body=body)
        self.span = Span(window_start, due_at)
        self.due: datetime | None = due_at
        self.min_count = min_count
        self.accepts_occurred_at = accepts_occurred_at
        self.reminders = reminders
        self.renews = renews
        self.reminded: int | None = None
        self.count = 0
        self.counted: Mapping[str, int] = MappingProxyType({})
        self.corrections: frozenset[str] = frozenset()
        self.outcome = ObligationState.OPEN
        self.was_missed = False

    @property
    def state(self) -> ObligationState:
        """How it stands now."""
        if self.outcome is ObligationState.OPEN and self.due is None:
            return ObligationState.NOT_DUE
        return self.outcome

    @property
    def waits(self) -> bool:
        """Whether it is still to be fulfilled, in time or late."""
        return self.state in {ObligationState.OPEN, ObligationState.MISSED}

    @staticmethod
    def create_id(jurisdiction: str, owed: Owed, which: Span | int) -> UUID:
        """One duty, one holder, one subject, one window: one obligation.

        Args:
            which: the window; a number, from 1, where an event opens it and not the calendar.
        """
        place = str(which)
        if isinstance(which, Span):
            place = f"{which.starts_at.isoformat()}/{which.due_at.isoformat()}"
        name = f"{jurisdiction}/{owed.code}/{owed.holder}/{owed.body}/{owed.subject}/{place}"
        return uuid5(_NAMESPACE, name)

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def open(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        owed: Owed,
        rule: ObligationRule,
        span: Span,
        number: int | None = None,
        renews: Period | None = None,
        settles: bool = True,
    ) -> Self:
        """Open it, as true since the window began; what has passed already is settled at once.

        Args:
            number: see ``create_id``; None: the window tells it apart.
            renews: period of the plan it belongs to.
            settles: False: a deed of its window is counted first, which was recorded in time.

        Raises:
            CalendarMissing: no table says when a reminder is to go out (CAL-03).
        """
        leads = rule.reminders
        if leads is None:
            leads = act.pack.obligation_defaults.reminders if act.pack.obligation_defaults else ()
        opened = cls._create(
            cls.ObligationOpened,
            id=cls.create_id(jurisdiction, owed, number or span),
            code=owed.code,
            subject=owed.subject,
            holder=owed.holder,
            body=owed.body,
            window_start=span.starts_at,
            due_at=span.due_at,
            min_count=rule.at_least,
            strength=rule.strength,
            measure=rule.measure,
            on_miss=rule.on_miss,
            accepts_occurred_at=rule.accepts_occurred_at,
            escalates_to=rule.escalates_to,
            reminders=reminders(leads, span, act.calendar),
            renews=renews,
            share_of=rule.share.of if rule.share is not None else None,
            calendar_version=act.calendar.version,
            **_by_system(act, cls.ObligationOpened.TOPIC, min(span.starts_at, act.at), owed.code),
        )
        if settles:
            opened.settle(act)
        return opened

    def settle(self, act: Act, wanted: Wanted | None = None) -> None:
        """Record the miss, if the bound has passed; true since the bound (ENV-06).

        A share is judged then, either way, by whoever knows how many there are.

        Args:
            wanted: what a share comes to on the last day; None: unknown, so it stays open.
        """
        if self.state is not ObligationState.OPEN or act.at < self.span.due_at:
            return
        if self.share_of is None:
            self.trigger_event(
                self.ObligationMissed,
                count=self.count,
                min_count=self.min_count,
                **self._settled(act, self.ObligationMissed.TOPIC, self.span.due_at),
            )
        elif wanted is not None:
            self._judge_share(act, wanted)

    def _judge_share(self, act: Act, wanted: Wanted) -> None:
        if wanted.base == 0:
            self.excuse(act, why="there is nothing of which it would be a share", ended=True)
            return
        enough = self.count >= wanted.count
        event: Any = self.ObligationFulfilled if enough else self.ObligationMissed
        evidence = {"evidence": tuple(self.counted)}
        self.trigger_event(
            event,
            count=self.count,
            min_count=wanted.count,
            base=wanted.base,
            **self._settled(act, event.TOPIC, self.span.due_at) | evidence,
        )

    def excuse(self, act: Act, *, why: str, ended: bool) -> None:
        """Nothing is owed any more: its day is no working day, or its holder has ended (CAL-08).

        Only an open one is excused; what is settled stays settled.

        Args:
            ended: the holder has ended; else another calendar decided.
        """
        if self.state is ObligationState.OPEN:
            envelope = self._settled(act, DeadlineRecalculated.TOPIC, act.at)
            self.trigger_event(
                DeadlineRecalculated,
                obligation_id=None,
                clock=None,
                started_at=None,
                old_due=self.span.due_at,
                new_due=None,
                deadline=None,
                calendar_version=act.calendar.version,
                cause="STOPPED" if ended else "CALENDAR",
                **envelope | {"reason": why},
            )

    def remind(self, act: Act) -> None:
        """Send the reminder that is due; of several that are, the last one."""
        due = latest_due(self.reminders, self.reminded, act.at)
        if self.state is ObligationState.OPEN and due is not None and act.at < self.span.due_at:
            self.trigger_event(
                ObligationReminderSent,
                lead=due.lead,
                **self._settled(act, ObligationReminderSent.TOPIC, act.at),
            )

    def count_deed(
        self,
        act: Act,
        *,
        amount: int,
        evidence: str,
        happened_at: datetime | None = None,
        recorded_at: datetime | None = None,
        wanted: Wanted | None = None,
    ) -> None:
        """Count what was done. Whether it was in time is judged by when it was recorded (ENV-04).

        Counting the same deed again is a no-op.

        Only where the pack says so it is judged by when it happened; then a miss that was
        recorded meanwhile is followed by the fulfilment, and stays.

        Args:
            amount: what it adds.
            evidence: the event that did it.
            happened_at: when it happened; None: when it was recorded.
            recorded_at: when the deed was recorded; None: with this act.
            wanted: what a share comes to by now.
        """
        if amount <= 0 or evidence in self.counted:
            return
        at = recorded_at or act.at
        if at >= self.span.due_at:
            self.settle(act, wanted)
        if self.accepts_occurred_at:
            at = happened_at or at
        self._counts(act, self.count + amount, (evidence,), at, wanted)

    def correct_deed(
        self,
        act: Act,
        *,
        amount: int,
        evidence: str,
        correction: str,
        wanted: Wanted | None = None,
    ) -> None:
        """Count a deed as it reads since a correction; what it fulfilled alone is open again.

        After the bound it is missed then, if it was not missed before. Nothing happens where the
        correction adds and takes nothing, nor a second time.

        Args:
            amount: what the deed adds now; 0: it does not count any more.
            correction: the ``EventCorrected``.
            wanted: what a share comes to by now.
        """
        was = self.counted.get(evidence, 0)
        if amount == was or correction in self.corrections:
            return
        self._counts(act, self.count - was + amount, (evidence, correction), act.at, wanted)
        self.settle(act, wanted)

    def _counts(
        self,
        act: Act,
        reached: int,
        evidence: tuple[str, ...],
        at: datetime,
        wanted: Wanted | None,
    ) -> None:
        runs_on = self.share_of is not None and self.state is ObligationState.OPEN
        if runs_on or self.state in _COUNTS_ON or reached < self.min_count:
            self._record(
                act,
                TargetCounted,
                evidence,
                code=self.owed.code,
                count=reached,
                wanted=wanted.count if runs_on and wanted else self.min_count,
            )
        elif at < self.span.due_at:
            self._record(act, self.ObligationFulfilled, evidence, count=reached)
        else:
            self._record(act, self.ObligationFulfilledLate, evidence, count=reached)

    def on_reminded(self, reminder: Any) -> None:
        """For ``ObligationReminderSent``."""
        self.reminded = reminder.lead

    def on_target_counted(self, count: int, evidence: Sequence[str]) -> None:
        """For ``TargetCounted``: where a correction took too much away it is fulfilled no more."""
        self.on_counted(count, evidence)
        if self.outcome in _FULFILLED and count < self.min_count:
            self.outcome = ObligationState.MISSED if self.was_missed else ObligationState.OPEN

    def on_counted(self, count: int, evidence: Sequence[str]) -> None:
        """What a deed, the first of the evidence, adds; corrections of it follow."""
        for deed in evidence[:1]:
            adds = self.counted.get(deed, 0) + count - self.count
            self.counted = MappingProxyType({**self.counted, deed: adds})
        self.corrections |= frozenset(evidence[1:])
        self.count = count

    def _record(self, act: Act, event: Any, evidence: tuple[str, ...], **facts: Any) -> None:
        envelope = act.envelope(event.TOPIC) | {"evidence": evidence}
        envelope["rule_ids"] = _rules(act, event.TOPIC, self.owed.code)
        self.trigger_event(event, **facts, **envelope)

    def _settled(self, act: Act, event: str, since: datetime) -> dict[str, Any]:
        return _by_system(act, event, since, self.owed.code)


def _by_system(act: Act, event: str, since: datetime, code: str) -> dict[str, Any]:
    return act.system_envelope(event, since) | {"rule_ids": _rules(act, event, code)}


def _rules(act: Act, event: str, code: str) -> tuple[str, ...]:
    """The rules of the event and the one that the pack names for the duty."""
    named = act.pack.rule_of("obligations", code) or act.pack.rule_of("meetings", code)
    return act.pack.rules_of(event) + ((named,) if named else ())
