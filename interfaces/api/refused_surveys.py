"""Which refusals the commands to surveys and assessments can meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.errors import BodyNotFound
from domain.assessments import errors as assessment
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
"""By command to a survey."""

_YEAR: Final[Refusals] = (
    BodyNotFound,
    assessment.AssessmentUndefined,
    assessment.NotOpenedSo,
    assessment.OpenedAlready,
)
_JUDGED: Final[Refusals] = (
    BodyNotFound,
    assessment.AssessmentUndefined,
    assessment.ConcludedAlready,
    assessment.NotJudgedSo,
    assessment.YearUnclear,
)
_PART: Final[Refusals] = (
    *_JUDGED,
    assessment.AssessmentNotOpened,
    assessment.AssessorNotEntitled,
    assessment.PartUnknown,
    assessment.ResultMissing,
    assessment.ScoredAlready,
    assessment.ScoreOffScale,
)

OF_ASSESSMENTS: Final[Mapping[str, Refusals]] = {
    "open_appraisal": _YEAR,
    "fix_assessment_method": (*_YEAR, assessment.WeightsUnsound),
    "appraise_unit": (*_PART, assessment.NoCaseWithUnit),
    "publish_pledge": (
        *_JUDGED,
        assessment.NotOpenedSo,
        assessment.PledgePublishedAlready,
    ),
    "score_dimension": (
        *_PART,
        survey.AnswersInsufficient,
        survey.SurveyNotClosed,
        survey.SurveyNotFound,
    ),
    "score_post": _PART,
    "assess_service": _PART,
    "add_assessment_input": _PART,
    "conclude_assessment": (
        *_JUDGED,
        assessment.AssessmentIncomplete,
        assessment.AssessmentNotOpened,
        assessment.AssessorNotEntitled,
        assessment.ResultMissing,
        assessment.ScoreOffScale,
        assessment.WeightsMissing,
    ),
}
"""By command to an assessment."""
