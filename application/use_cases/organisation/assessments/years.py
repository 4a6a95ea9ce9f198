"""Begin a year of assessments: open its appraisal, or fix its method (SAT-DG-02, SAT-CY-01)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.standing import require_living
from domain.assessments.assessment_year import AssessmentYear
from domain.assessments.errors import OpenedAlready
from domain.exact_figures import Bounds, Exactly
from domain.vocabulary import CalendarYear, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act

Weight = Annotated[Decimal, Exactly(whole=1, places=6, bounds=Bounds.SHARE)]


class _YearCommand(OrganisationCommand):
    """A command that begins a year.

    Attributes:
        assessment: kind of assessment of the pack.
        body: code of the body whose office does it.
        year: the year that is going to be judged.
    """

    FAMILY: ClassVar[str] = "assessments"

    assessment: Code
    body: Code
    year: CalendarYear

    @property
    def subject(self) -> str:
        return self.assessment

    def subject_id(self, jurisdiction: str) -> UUID:
        return AssessmentYear.create_id(jurisdiction, self.assessment, self.year)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def require_new(self, ground: Ground) -> None:
        """Refuse a year that was begun, and a body that is gone.

        Raises:
            OpenedAlready, BodyNotFound.
        """
        require_living(ground.directory, self.body)
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise OpenedAlready(self.assessment, self.year)


class OpenAppraisal(_YearCommand):
    """Command: open the appraisal of a year, so that it can be scored."""

    NAME: ClassVar[str] = "open_appraisal"

    def decide(self, act: Act, ground: Ground) -> AssessmentYear:
        self.require_new(ground)
        return AssessmentYear.open_appraisal(
            act,
            jurisdiction=ground.jurisdiction,
            kind=self.assessment,
            body=self.body,
            year=self.year,
        )


class FixAssessmentMethod(_YearCommand):
    """Command: fix how a year is judged; later than the pack says is shown as a deviation.

    Attributes:
        weights: by part how much it counts, where the pack leaves that to the method; they sum to
            1, and the parts are those that must be there.
        method_ref: where the document lies.
    """

    NAME: ClassVar[str] = "fix_assessment_method"

    weights: dict[Code, Weight] = Field(default_factory=dict, max_length=200)
    method_ref: Code

    def decide(self, act: Act, ground: Ground) -> AssessmentYear:
        self.require_new(ground)
        return AssessmentYear.fix_method(
            act,
            jurisdiction=ground.jurisdiction,
            kind=self.assessment,
            body=self.body,
            year=self.year,
            weights=self.weights,
            method_ref=self.method_ref,
        )
