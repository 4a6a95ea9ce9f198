"""Which refusals the commands to surveys can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.kernel import DomainError
from domain.oversight.errors import CodeIsTaken
from domain.surveys import errors as survey

Refusals = tuple[type[DomainError], ...]

OF_SURVEYS: Final[Mapping[str, Refusals]] = {
    "open_survey": (
        BodyNotFound,
        CodeIsTaken,
        survey.SampleTooLarge,
        survey.SurveyDateInPast,
        survey.SurveyUndefined,
    ),
    "record_answer": (
        survey.AnsweredAlready,
        survey.AnswerOffScale,
        survey.SurveyIsOver,
        survey.SurveyNotFound,
    ),
    "close_survey": (
        survey.AnswersNotCountedYet,
        survey.SurveyNotFound,
        survey.SurveyStillRuns,
    ),
}
"""By command."""
