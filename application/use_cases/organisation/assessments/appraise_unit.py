"""Let a station score a unit by the cases it closed with it (SAT-DG-02)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Any, ClassVar
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.assessments.assessment_command import AssessmentCommand
from application.use_cases.organisation.assessments.parts import Score
from application.use_cases.organisation.standing import require_living
from domain.assessments.errors import NoCaseWithUnit
from domain.assessments.judging import Said
from domain.cases.case import Case
from domain.vocabulary import CLOSED, Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.assessments.assessment import Assessment


class AppraiseUnit(AssessmentCommand):
    """Command: let a station score a unit, once a year.

    A station speaks of a unit only if it closed a case that the unit handled, and names such cases;
    one that was taken out of all appraisal is none.

    Attributes:
        about: code of the unit.
        station: code of the station.
        score: a figure on the scale of the pack.
        grade: a word of the station's own; None: it says none.
        case_ids: closed cases of that unit and station.
    """

    NAME: ClassVar[str] = "appraise_unit"

    station: Code
    score: Score
    grade: Code | None = None
    case_ids: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()

    @property
    def reach(self) -> Collection[str]:
        return (self.station,)

    def decide(self, act: Act, ground: Ground) -> Assessment:
        require_living(ground.directory, self.station)
        judging = self.judging(act, ground)
        for case_id in self.case_ids:
            if not self._is_of_both(ground, case_id):
                raise NoCaseWithUnit(self.about, self.station)
        said = Said(score=self.score, grade=self.grade)
        return judging.appraise(self.station, said, self.case_ids)

    def _is_of_both(self, ground: Ground, case_id: UUID) -> bool:
        """Whether the case is closed, by the station, and was the unit's."""
        case = ground.aggregate(Case, case_id)
        if case is None or case.is_excluded:
            return False
        if case.state not in CLOSED or self.about not in case.units:
            return False
        closings: list[Any] = [
            event for event in ground.history(case_id) if event.event_type == Case.Closed.TOPIC
        ]
        return bool(closings) and closings[-1].on_behalf_of_unit == self.station
