"""What a pack says of an obligation: who owes what, how often or by when (OBL-01)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from domain.calendar.clocks import ClockRule
from domain.calendar.periods import Period
from domain.kernel import Value
from domain.policy.catalogue import EventName
from domain.policy.meetings import Meeting
from domain.policy.registers import Duty, YearDay
from domain.policy.thresholds import ExactNumber
from domain.vocabulary import Code, Strength


class HolderRule(Value):
    """Who owes it. Exactly one of these.

    Attributes:
        body: each living body of that type, a word of the pack; a grid is of the type its level
            names. What is done in a body below counts for it.
        post: the seat of that post in each body where it sits, filled or not.
        each_of: each person who holds one of these posts.
        staff: each person who serves a grid, for each grid.
        itself: the body in which the opening event happened.
        named_in: field of the opening event with the code of the body that owes it.
    """

    body: Code | None = None
    post: Code | None = None
    each_of: tuple[Code, ...] = ()
    staff: bool = False
    itself: bool = False
    named_in: Code | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        stated = (self.body, self.post, self.each_of, self.staff, self.itself, self.named_in)
        if sum(bool(one) for one in stated) != 1:
            raise ValueError(
                "exactly one of body, post, each_of, staff, itself and named_in is needed"
            )
        return self


class Range(Value):
    """Numbers that count; both ends belong to it (CAL-06)."""

    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _range_is_not_empty(self) -> Self:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError("min is greater than max: at_least is greater than at_most")
        return self


Where = dict[Code, Code | tuple[Code, ...] | Range]
"""By field of an event what it must say: a word, one of several, or a number in a range."""


class Opening(Value):
    """The event that opens an obligation, and the time it leaves. Exactly one of the times.

    Attributes:
        by: the event.
        where: what its fields must say, as for ``ObligationRule.where``.
        subject: its field that names what the obligation is about.
        hours: so many hours of the clock, holidays or not.
        within: so many days.
        until: its field with the last local day.
        window: the window of that period in which it happened.
        recurs: so is every window of that period after it.
        once: it opens one for each holder and subject and never another, however often it happens.
    """

    by: EventName
    where: Where = Field(default_factory=dict)
    subject: Code | None = None
    hours: int | None = Field(default=None, ge=1)
    within: ClockRule | None = None
    until: Code | None = None
    window: Period | None = None
    recurs: bool = False
    once: bool = False

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        if self.recurs and self.window is None:
            raise ValueError("recurs belongs to a window")
        if self.recurs and self.once:
            raise ValueError("what is opened once does not recur")
        times = (self.hours, self.within, self.until, self.window)
        if sum(one is not None for one in times) != 1:
            raise ValueError("exactly one of hours, within, until and window is needed")
        return self


class ShareRule(Value):
    """A share that is wanted of the bodies of a sort below whoever owes it (RWD-BZ-04).

    How many that makes is reckoned when the window ends, by the bodies that there are on its last
    day: what is wanted in a period is tested at its end (CAL-05).

    Attributes:
        of: sort of the bodies, a word of the pack.
        at_least: the share, exact; inclusive.
    """

    of: Code
    at_least: Annotated[ExactNumber, Field(gt=0, le=1)]


def _in_order(leads: tuple[int, ...]) -> tuple[int, ...]:
    if any(lead < 1 for lead in leads) or list(leads) != sorted(set(leads), reverse=True):
        raise ValueError("leads are whole working days, the longest first")
    return leads


Leads = Annotated[tuple[int, ...], AfterValidator(_in_order)]
"""Working days before the last day on which a reminder goes out, the longest first."""


class ObligationRule(Duty):
    """A duty with a period, a date of every year, one date, or an event that opens it (OBL-01).

    Exactly one of these. ``at_least`` counts deeds, or what ``measure`` adds up to; with ``share``
    the share says how many deeds.

    Attributes:
        holder: who owes it.
        months: months in which a period of MONTH is owed; empty: all.
        due_on: one-off date. It never rolls.
        due_every: day of every year; never rolls.
        opens_on, opens_every: first day on which a deed counts towards that date, and a deed after
            it does not count at all; None: the first day of its year, and a later deed is late.
        opened_by: the event that opens it.
        planned: kind of record by which a plan is filed: for each subject, how often.
        day_kind: WORKING_DAY: a period without a working day owes nothing.
        fulfilled_by: the event that fulfils it.
        where: what fields of that event must say.
        by: its field with the code of the body that did it; None: the body it happened in.
        subject: its field that must name the obligation's own subject; None: it has none.
        measure: its field with a number that counts instead of the deed itself.
        share: of which bodies a share of deeds is owed; None: ``at_least`` is the number.
        reminders: None: those that the pack sets for all.
        accepts_occurred_at: a deed entered late counts by when it happened (ENV-04).
        escalates_to: post that a miss is reported to.
    """

    holder: HolderRule
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    due_on: date | None = None
    due_every: YearDay | None = None
    opens_on: date | None = None
    opens_every: YearDay | None = None
    opened_by: Opening | None = None
    planned: Code | None = None
    day_kind: Literal["WORKING_DAY", "CALENDAR_DAY"]
    fulfilled_by: EventName
    where: Where = Field(default_factory=dict)
    by: Code | None = None
    subject: Code | None = None
    measure: Code | None = None
    share: ShareRule | None = None
    reminders: Leads | None = None
    accepts_occurred_at: bool = False
    escalates_to: Code | None = None

    @model_validator(mode="after")
    def _has_one_time(self) -> Self:
        times = (self.period, self.due_on, self.due_every, self.opened_by, self.planned)
        if sum(one is not None for one in times) != 1:
            raise ValueError(
                "exactly one of period, due_on, due_every, opened_by and planned is needed"
            )
        return self

    @property
    def recurs(self) -> Period | None:
        """Period of the windows that follow the one in which an event opened it; None: none do."""
        opening = self.opened_by
        return opening.window if opening is not None and opening.recurs else None

    @property
    def is_opened_by_time(self) -> bool:
        """Whether the calendar alone opens it, and neither an event nor a plan."""
        return self.opened_by is None and self.planned is None

    @model_validator(mode="after")
    def _fits_its_time(self) -> Self:
        if self.months and self.period is not Period.MONTH:
            raise ValueError("months belong to a period of MONTH")
        if self.opens_on is not None and (self.due_on is None or self.opens_on > self.due_on):
            raise ValueError("opens_on belongs to a later due_on")
        if self.opens_every is not None and (
            self.due_every is None or self.opens_every > self.due_every
        ):
            raise ValueError("opens_every belongs to a later due_every")
        if (self.holder.named_in or self.holder.itself) and self.opened_by is None:
            raise ValueError("itself and named_in speak of the event that opens it")
        if self.share is not None and (self.measure is not None or self.at_least != 1):
            raise ValueError("a share says how many deeds: drop measure and at_least")
        return self


def meeting_duty(code: str, meeting: Meeting) -> ObligationRule:
    """What a type of meeting with a period is as a duty: a session that counts for it fulfils it.

    Whether a session counts, the meeting decides: chair, quorum and sides are its rules (4.1).
    """
    return ObligationRule(
        strength=meeting.strength,
        period=meeting.period,
        at_least=meeting.at_least,
        on_miss=meeting.on_miss,
        holder=HolderRule(body=meeting.of),
        day_kind="CALENDAR_DAY",
        fulfilled_by="MeetingHeld",
        where={"fulfils": code},
    )


def publication_duty(code: str, meeting: Meeting) -> ObligationRule | None:
    """The duty to publish the outcome of each session in time; None: no clock (MTG-BZ-07).

    The session opens it, and only its own publication fulfils it.
    """
    publish = meeting.publish
    if publish is None or meeting.of is None:
        return None
    return ObligationRule(
        strength=publish.strength,
        on_miss=publish.on_miss,
        holder=HolderRule(body=meeting.of),
        opened_by=Opening(
            by="MeetingHeld",
            where={"publication": publish.code},
            subject="code",
            within=publish.clock,
        ),
        day_kind="CALENDAR_DAY",
        fulfilled_by="OutcomePublished",
        where={"kind": code},
        subject="code",
    )


INTERVIEW: Final = "INTERVIEW"
"""Name of the duty to hold the talks that triggers call for (3.2)."""


def interview_duty() -> ObligationRule:
    """The duty of who calls somebody to a talk: to hold it by the day that the call names."""
    return ObligationRule(
        strength=Strength.MUST,
        on_miss="ACCOUNTABILITY",
        holder=HolderRule(named_in="caller_body"),
        opened_by=Opening(by="InterviewTriggered", subject="code", until="due_on"),
        day_kind="CALENDAR_DAY",
        fulfilled_by="InterviewHeld",
        by="caller_body",
        subject="code",
    )


class ObligationDefaults(Value):
    """What holds for every obligation of the pack.

    Attributes:
        reminders: working days before the last day.
    """

    reminders: Leads
