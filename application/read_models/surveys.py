"""The surveys with what came of them, and their answers without who gave them (6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from application.read_models.aggregate_story import AggregateStory
from application.read_models.row import Position, row
from domain.numbers import rate
from domain.rebinding import pack_ref
from domain.surveys.answer import SurveyAnswer
from domain.surveys.survey import Survey


class Question(StrEnum):
    """What a survey asks, and so which rate is meant."""

    AWARENESS = "AWARENESS"
    SATISFACTION = "SATISFACTION"


@row
class SurveyLine:
    """One survey. Instants are aware, UTC; the counts are None until it is closed.

    Attributes:
        version: of its last event.
        code: its own; ``kind``: a word of the pack.
        body: code of the body under which it is.
        about: code of the station, grid, project or body it is about.
        opened_on, until_on: first and last local day of its answers.
        satisfied_by: labels that count as satisfied.
        min_valid: fewer valid answers to a question tell nothing.
        answers: how many people answered; ``valid``: validly; ``aware``: of the valid.
        judged: of the valid, who said how satisfied they are; ``satisfied``: of those.
        counted_to: position of the log up to which answers count.
        pack: ``id@version`` that judges it.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    code: str
    kind: str
    body: str
    about: str
    population: int
    sample_size: int
    opened_at: datetime
    until_on: date
    closes_at: datetime
    closed_at: datetime | None
    awareness: bool
    satisfied_by: tuple[str, ...]
    min_valid: int
    answers: int | None
    valid: int | None
    aware: int | None
    judged: int | None
    satisfied: int | None
    counted_to: Position | None
    pack: str

    def sides(self, question: Question) -> tuple[int, int] | None:
        """Numerator and denominator of a rate; None: not counted yet, or not asked."""
        if question is Question.AWARENESS:
            numerator, denominator = self.aware, self.valid
            if not self.awareness:
                return None
        else:
            numerator, denominator = self.satisfied, self.judged
        if numerator is None or denominator is None:
            return None
        return numerator, denominator

    def sufficient(self, question: Question) -> bool:
        """Whether there are enough valid answers to a question for its rate to tell something."""
        sides = self.sides(question)
        return sides is not None and sides[1] >= self.min_valid

    def rate(self, question: Question) -> Fraction | None:
        """The exact rate; None where too few valid answers tell nothing (6.1)."""
        sides = self.sides(question)
        return rate(*sides) if sides is not None and self.sufficient(question) else None


@row
class AnswerLine:
    """One answer, without who gave it.

    Attributes:
        survey: code of the survey.
        aware, satisfied: None: don't know.
    """

    jurisdiction: str
    aggregate_id: UUID
    version: int
    changed_at: datetime
    latest_occurred_at: datetime
    survey: str
    aware: bool | None
    satisfied: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyFilter:
    """Which surveys a list shows; a field left alone admits all.

    Attributes:
        from_on, until_on: local days, both included; the survey's last day lies between them.
    """

    code: str | None = None
    kind: str | None = None
    body: str | None = None
    about: str | None = None
    closed: bool | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFilter:
    """The rate of one question in one survey."""

    code: str
    question: Question


SURVEY_BEGINS = frozenset({Survey.SurveyOpened.TOPIC})
ANSWER_BEGINS = frozenset({SurveyAnswer.AnswerRecorded.TOPIC})
_COUNTED = ("answers", "valid", "aware", "judged", "satisfied")


def survey_lines(story: AggregateStory) -> Sequence[SurveyLine]:
    """The one row of a survey."""
    opened: Any = story.history[0]
    closed: Any = next(
        (
            event
            for topic, event in zip(story.topics, story.history, strict=True)
            if topic == Survey.SurveyClosed.TOPIC
        ),
        None,
    )
    return [
        SurveyLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            code=opened.code,
            kind=opened.kind,
            body=opened.body,
            about=opened.subject,
            population=opened.population,
            sample_size=opened.sample_size,
            opened_at=opened.timestamp,
            until_on=opened.until_on,
            closes_at=opened.closes_at,
            closed_at=None if closed is None else closed.timestamp,
            awareness=opened.awareness,
            satisfied_by=tuple(opened.satisfied_by),
            min_valid=opened.min_valid,
            **{name: getattr(closed, name, None) for name in _COUNTED},
            counted_to=None if closed is None else Position(closed.counted_to),
            pack=pack_ref(story.history),
        )
    ]


def answer_lines(story: AggregateStory) -> Sequence[AnswerLine]:
    """The one row of an answer."""
    given: Any = story.history[0]
    return [
        AnswerLine(
            jurisdiction=story.jurisdiction,
            aggregate_id=story.subject_id,
            version=story.version,
            changed_at=story.changed_at,
            latest_occurred_at=story.latest_occurred_at,
            survey=given.survey,
            aware=given.aware,
            satisfied=given.satisfied,
        )
    ]
