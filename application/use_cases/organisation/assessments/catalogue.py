"""Every command to assessments, one line each."""

from __future__ import annotations

from typing import Final

from application.use_cases.organisation.assessments.appraise_unit import AppraiseUnit
from application.use_cases.organisation.assessments.conclude_assessment import ConcludeAssessment
from application.use_cases.organisation.assessments.parts import (
    AddAssessmentInput,
    AssessService,
    PublishPledge,
    ScoreDimension,
    ScorePost,
)
from application.use_cases.organisation.assessments.years import FixAssessmentMethod, OpenAppraisal
from application.use_cases.organisation.command import OrganisationCommand

ASSESSMENT_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (
    AddAssessmentInput,
    AppraiseUnit,
    AssessService,
    ConcludeAssessment,
    FixAssessmentMethod,
    OpenAppraisal,
    PublishPledge,
    ScoreDimension,
    ScorePost,
)
