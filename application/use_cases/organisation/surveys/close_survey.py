"""Close a survey: count its answers, and forget how to tell who gave them (6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.surveys.survey_command import (
    SurveyCommand,
    key_of,
    survey_of,
)
from domain.surveys.survey import Survey

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class CloseSurvey(SurveyCommand):
    """Command: count the answers, after the survey's last day.

    Nothing is typed in: the answers on record are counted, and up to which position of the log is
    part of the record. The key under which respondents were told apart is destroyed.
    """

    NAME: ClassVar[str] = "close_survey"

    def decide(self, act: Act, ground: Ground) -> Survey:
        survey = survey_of(ground, self.survey)
        survey.close(act, ground.tally(self.survey, survey.closes_at))
        # Also when it was closed before: whoever closed it may not have come that far.
        ground.forgotten.append(key_of(self.survey))
        return survey
