"""Surveys and their answers on PostgreSQL: both follow the log."""

from __future__ import annotations

from application.read_models.surveys import (
    ANSWER_BEGINS,
    SURVEY_BEGINS,
    AnswerLine,
    SurveyLine,
    answer_lines,
    survey_lines,
)
from infrastructure.projections.table import AggregateTable

SURVEYS = AggregateTable(
    "surveys_v1", SurveyLine, ("jurisdiction", "aggregate_id"), survey_lines, SURVEY_BEGINS
)
SURVEY_ANSWERS = AggregateTable(
    "survey_answers_v1", AnswerLine, ("jurisdiction", "aggregate_id"), answer_lines, ANSWER_BEGINS
)
