"""Every command to surveys, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.surveys.close_survey import CloseSurvey
from application.use_cases.organisation.surveys.open_survey import OpenSurvey
from application.use_cases.organisation.surveys.record_answer import RecordAnswer

SURVEY_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    CloseSurvey,
    OpenSurvey,
    RecordAnswer,
)
