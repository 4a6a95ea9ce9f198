"""Questions about surveys, and about how bodies, posts and services were judged."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from application.read_models.assessments import AssessmentFilter, AssessmentState
from application.read_models.surveys import Question as Asks
from application.read_models.surveys import RateFilter, SurveyFilter, SurveyLine
from application.scenarios.question import Asked, Question, every, facts_of
from domain.vocabulary import Code


class SurveysQuestion(Question):
    """Surveys by last day: code, kind, body, about, population, until_on, closed_at, answers,
    valid, aware, judged, satisfied, and ``awareness`` and ``satisfaction``, each with ``rate``
    (exact; null: insufficient), ``numerator``, ``denominator`` and ``sufficient``."""

    NAME: ClassVar[str] = "surveys"

    code: Code | None = None
    kind: Code | None = None
    body: Code | None = None
    about: Code | None = None
    closed: bool | None = None
    from_on: date | None = None
    until_on: date | None = None

    def answer(self, asked: Asked) -> Any:
        which = SurveyFilter(**self.model_dump(exclude_none=True))
        rows = every(asked, asked.service.surveys.rows, which)
        return [
            facts_of(row)
            | {"awareness": _rate(row, Asks.AWARENESS)}
            | {"satisfaction": _rate(row, Asks.SATISFACTION)}
            for row in rows
        ]


class SurveyEvidenceQuestion(Question):
    """How many answers stand below (``denominator``) and above (``numerator``) the line of a rate,
    counted one by one."""

    NAME: ClassVar[str] = "survey_evidence"

    code: Code
    question: Asks

    def answer(self, asked: Asked) -> Any:
        which = RateFilter(code=self.code, question=self.question)
        found = every(asked, asked.service.surveys.answers, which)
        return {"numerator": sum(one.numerator for one in found), "denominator": len(found)}


class AssessmentsQuestion(Question):
    """Assessments by kind: assessment, body, about (null: a person), year, state, parts, overall,
    review, scale, grade, on_time, deviates."""

    NAME: ClassVar[str] = "assessments"

    assessment: Code | None = None
    about: Code | None = None
    body: Code | None = None
    year: int | None = None
    state: AssessmentState | None = None

    def answer(self, asked: Asked) -> Any:
        which = AssessmentFilter(**self.model_dump(exclude_none=True))
        return [facts_of(row) for row in every(asked, asked.service.assessments.rows, which)]


def _rate(line: SurveyLine, question: Asks) -> dict[str, Any]:
    sides = line.sides(question)
    return {
        "rate": line.rate(question),
        "numerator": sides and sides[0],
        "denominator": sides and sides[1],
        "sufficient": line.sufficient(question),
    }
