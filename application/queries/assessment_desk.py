"""The list of assessments, which those see who judge and who are judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from application.queries.listing import PagedDesk
from application.read_models.assessments import AssessmentFilter, AssessmentLine


@dataclass(frozen=True, slots=True)
class AssessmentCursor:
    """Place in the list, which is in the order of the kinds."""

    assessment: str
    aggregate_id: UUID


class AssessmentDesk(PagedDesk[AssessmentFilter, AssessmentLine, AssessmentCursor]):
    """Takes every question about assessments."""

    QUERY: ClassVar[str] = "read_assessments"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = AssessmentCursor
