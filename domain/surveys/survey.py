"""The survey: whom it asks about what, until when, and what came of it (rulebook 6.1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from domain import kernel
from domain.act import Act
from domain.calendar.local_time import end_of, local_date
from domain.kernel import Aggregate, CreatedEvent, Value
from domain.numbers import rate
from domain.ruled import ruled
from domain.surveys.errors import (
    AnswersInsufficient,
    AnswersNotCountedYet,
    SampleTooLarge,
    SurveyDateInPast,
    SurveyIsOver,
    SurveyNotClosed,
    SurveyStillRuns,
    SurveyUndefined,
)
from domain.surveys.tally import Counts, Tally
from domain.vocabulary import Code

_NAMESPACE = UUID("5f6c1f5c-8a2b-4a55-9a3d-0f6f2f5a7f61")


class Rate(Value):
    """A share as two counts; never rounded (CAL-06)."""

    numerator: int = Field(ge=0)
    denominator: int = Field(ge=1)


class Survey(Aggregate):
    """A survey takes answers until the end of its last day; then they are counted, once.

    The answers are no part of it: each is an aggregate of its own, so that taking one is the same
    work for the first and the ten-thousandth (ADR 33). What judges them stands in the first event.
    """

    TOPIC = "Survey"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class SurveyOpened(CreatedEvent):
        """People are asked from now on.

        Attributes:
            kind: kind of survey, a word of the pack.
            body: code of the body under which it is.
            subject: code of the station, grid, project or body that it is about.
            population: how many people it speaks for; sample_size: how many of them are asked.
            until_on: last local day; closes_at: its end as an exclusive bound.
            awareness, scale, satisfied_by, min_valid: how answers are judged, by the pack then.
        """

        TOPIC: ClassVar[str] = "SurveyOpened"

        code: Code
        kind: Code
        body: Code
        subject: Code
        population: int
        sample_size: int
        until_on: date
        closes_at: AwareDatetime
        awareness: bool
        scale: Code
        satisfied_by: tuple[Code, ...]
        min_valid: int

    class SurveyClosed(kernel.Event):
        """The answers are counted.

        Attributes:
            answers, valid, aware, judged, satisfied: see ``Counts``.
            counted_to: position of the log up to which answers count. One that was under way when
                they were counted lies behind it and does not.
        """

        TOPIC: ClassVar[str] = "SurveyClosed"

        answers: int
        valid: int
        aware: int
        judged: int
        satisfied: int
        counted_to: int

        def apply(self, aggregate: Survey) -> None:
            aggregate.counts = Counts(
                answers=self.answers,
                valid=self.valid,
                aware=self.aware,
                judged=self.judged,
                satisfied=self.satisfied,
            )

    # --- State: only what the commands below need to decide. ---

    def __init__(
        self,
        code: str,
        kind: str,
        body: str,
        subject: str,
        until_on: date,
        closes_at: datetime,
        awareness: bool,  # noqa: FBT001  # the library hands over an event's fields by name
        scale: str,
        satisfied_by: tuple[str, ...],
        min_valid: int,
    ) -> None:
        self.code = code
        self.kind = kind
        self.body = body
        self.subject = subject
        self.until_on = until_on
        self.closes_at = closes_at
        self.awareness = awareness
        self.scale = scale
        self.satisfied_by = satisfied_by
        self.min_valid = min_valid
        self.counts: Counts | None = None

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one survey."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def open(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        kind: str,
        body: str,
        subject: str,
        population: int,
        sample_size: int,
        until_on: date,
    ) -> Self:
        """Open a survey that takes answers until the end of a local day.

        Raises:
            SurveyUndefined: B-45.
            SampleTooLarge, SurveyDateInPast: 6.1.
        """
        rule = act.pack.surveys.get(kind)
        if rule is None:
            raise SurveyUndefined(kind, act.pack.ref)
        if sample_size > population:
            raise SampleTooLarge(sample_size, population)
        if until_on < local_date(act.at):
            raise SurveyDateInPast(until_on)
        return cls._create(
            cls.SurveyOpened,
            id=cls.create_id(jurisdiction, code),
            code=code,
            kind=kind,
            body=body,
            subject=subject,
            population=population,
            sample_size=sample_size,
            until_on=until_on,
            closes_at=end_of(until_on),
            awareness=rule.awareness,
            scale=rule.scale,
            satisfied_by=rule.satisfied,
            min_valid=rule.min_valid,
            **ruled(act, "surveys", kind).envelope(cls.SurveyOpened.TOPIC),
        )

    def require_open(self, at: datetime) -> None:
        """Refuse an answer that comes after the last day.

        Raises:
            SurveyIsOver: 6.1.
        """
        if self.counts is not None or at >= self.closes_at:
            raise SurveyIsOver(self.code)

    def close(self, act: Act, tally: Tally) -> None:
        """Put down what was counted; closing again is a no-op.

        Raises:
            SurveyStillRuns: its last day is not over.
            AnswersNotCountedYet: an answer that came in time is not counted.
        """
        if self.counts is not None:
            return
        if act.at < self.closes_at:
            raise SurveyStillRuns(self.code, self.until_on)
        if not tally.complete:
            raise AnswersNotCountedYet(self.code)
        counts = tally.counts(awareness=self.awareness, satisfied=self.satisfied_by)
        self.trigger_event(
            self.SurveyClosed,
            counted_to=tally.counted_to,
            **counts.model_dump(),
            **act.envelope(self.SurveyClosed.TOPIC),
        )

    # --- What others rest on. ---

    def awareness_rate(self) -> Rate:
        """Aware of the valid answers (知晓率).

        Raises:
            SurveyNotClosed, AnswersInsufficient: 6.1.
        """
        counts = self._counted()
        return self._rate("awareness", counts.aware, counts.valid if self.awareness else 0)

    def satisfaction_rate(self) -> Rate:
        """Satisfied or very satisfied of the valid answers to that question (满意率).

        Raises:
            SurveyNotClosed, AnswersInsufficient: 6.1.
        """
        counts = self._counted()
        return self._rate("satisfaction", counts.satisfied, counts.judged)

    def _counted(self) -> Counts:
        if self.counts is None:
            raise SurveyNotClosed(self.code)
        return self.counts

    def _rate(self, question: str, numerator: int, denominator: int) -> Rate:
        if denominator < self.min_valid or rate(numerator, denominator) is None:
            raise AnswersInsufficient(self.code, question, denominator, self.min_valid)
        return Rate(numerator=numerator, denominator=denominator)
