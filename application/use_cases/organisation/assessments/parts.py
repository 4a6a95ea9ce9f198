"""Bring the parts of an assessment: pledge, dimensions, posts, sides, inputs (SAT-BZ-03, SAT-BZ-04,
SAT-BZ-06, SAT-BJ-02, SAT-CY-01, SAT-DG-03)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

from application.use_cases.organisation.assessments.assessment_command import AssessmentCommand
from application.use_cases.organisation.surveys.survey_command import survey_of
from domain.assessments import events
from domain.assessments.judging import Said
from domain.exact_figures import Exactly
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.assessments.assessment import Assessment

Score = Annotated[Decimal, Exactly(whole=8, places=4)]


class PublishPledge(AssessmentCommand):
    """Command: put down what somebody pledges in public for the year.

    Attributes:
        pledge: in an official's words.
    """

    NAME: ClassVar[str] = "publish_pledge"

    pledge: OfficialText

    def decide(self, act: Act, ground: Ground) -> Assessment:
        return self.judging(act, ground).pledge(self.pledge)


class _ScoreCommand(AssessmentCommand):
    """A command that brings a part.

    Attributes:
        score: a figure, where the part stands on a scale of numbers.
        grade: a label, where it stands on a scale of labels.
    """

    score: Score | None = None
    grade: Code | None = None

    @property
    def said(self) -> Said:
        """What is stated."""
        return Said(score=self.score, grade=self.grade)


class ScoreDimension(_ScoreCommand):
    """Command: score one element, or take it from a survey where the pack says so.

    Attributes:
        dim: which one, a word of the pack or of the year's method.
        survey: code of the closed survey whose satisfaction it is.
    """

    NAME: ClassVar[str] = "score_dimension"

    dim: Code
    survey: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Assessment:
        survey = None if self.survey is None else survey_of(ground, self.survey)
        return self.judging(act, ground).score(
            events.DimensionScored, self.dim, self.said, survey=survey, dim=self.dim
        )


class ScorePost(_ScoreCommand):
    """Command: score one of the posts that somebody holds.

    Attributes:
        seat: which of them, a word of the pack.
        post: the post.
    """

    NAME: ClassVar[str] = "score_post"

    seat: Code
    post: Code

    def decide(self, act: Act, ground: Ground) -> Assessment:
        return self.judging(act, ground).score(
            events.PostScored, self.seat, self.said, seat=self.seat, post=self.post
        )


class AssessService(_ScoreCommand):
    """Command: put down what one of three sides says of a purchased service.

    Attributes:
        party: buyer, users or third party, a word of the pack.
    """

    NAME: ClassVar[str] = "assess_service"

    party: Code

    def decide(self, act: Act, ground: Ground) -> Assessment:
        return self.judging(act, ground).score(
            events.TripartiteAssessed, self.party, self.said, party=self.party
        )


class AddAssessmentInput(AssessmentCommand):
    """Command: enter a figure from elsewhere in an assessment.

    Attributes:
        input: which one, a word of the pack.
        value: the figure.
    """

    NAME: ClassVar[str] = "add_assessment_input"

    input: Code
    value: Score

    def decide(self, act: Act, ground: Ground) -> Assessment:
        return self.judging(act, ground).score(
            events.AssessmentInputAdded, self.input, Said(score=self.value), kind=self.input
        )
