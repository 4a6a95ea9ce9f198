"""Conclude an assessment (SAT-BJ-02, SAT-BZ-02, SAT-BZ-07, SAT-CY-01, SAT-CY-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.assessments.assessment_command import AssessmentCommand
from application.use_cases.organisation.assessments.parts import Score
from domain.assessments.judging import Said
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.assessments.assessment import Assessment


class ConcludeAssessment(AssessmentCommand):
    """Command: conclude an assessment, once all its parts are there.

    The result is computed where the pack combines the parts, and stated where it does not.

    Attributes:
        score: stated result on a scale of numbers.
        grade: stated result on a scale of labels.
    """

    NAME: ClassVar[str] = "conclude_assessment"

    score: Score | None = None
    grade: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Assessment:
        said = Said(score=self.score, grade=self.grade)
        return self.judging(act, ground).conclude(said)
