"""Routes of assessments: how bodies, people and services were judged."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from application.queries.assessment_desk import AssessmentCursor
from application.read_models.assessments import AssessmentFilter, AssessmentLine, AssessmentState
from domain.numbers import one_decimal
from domain.vocabulary import CalendarYear, Code
from interfaces.api.listing import EvidenceRoute, PageRoute, RowEvent
from interfaces.api.views import ListView, View

router = APIRouter(tags=["assessments"])


class AssessmentView(View):
    """One assessment. Instants are UTC; the result is null until it is concluded."""

    aggregate_id: UUID = Field(description="Its id.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    assessment: str = Field(description="Kind of assessment of the pack.")
    body: str = Field(description="Body under which it began.")
    about: str | None = Field(description="Body or matter that is judged; null: a person.")
    year: int | None = Field(description="Null: it has none.")
    state: AssessmentState
    parts: tuple[str, ...] = Field(description="Parts that are there, and stations that scored.")
    overall: str | None = Field(
        description="The overall score (总评), exact, as decimal text.", examples=["89.96"]
    )
    overall_text: str | None = Field(
        description="The same with one decimal (CAL-07).", examples=["90.0"]
    )
    review: str | None = Field(description="The score of the review (评审), kept apart (B-08).")
    scale: str | None = Field(description="The one scale of both.")
    grade: str | None = Field(description="Band of the overall score, or a word that was said.")
    on_time: bool | None = Field(description="Concluded by the last day.")
    deviates: bool | None = Field(description="What came before it came late.")
    concluded_at: AwareDatetime | None
    pack: str = Field(description="`id@version` that judges it (ENV-03).")


class AssessmentListView(ListView):
    """One page of the list."""

    items: list[AssessmentView]


class AssessmentEventView(RowEvent):
    """An event that a row was folded from."""


class AssessmentEvidence(ListView):
    """One page of the events behind the list, in the order of the log."""

    items: list[AssessmentEventView]


async def _which(
    assessment: Annotated[Code | None, Query(description="Kind of the pack.")] = None,
    about: Annotated[Code | None, Query(description="Body or matter that is judged.")] = None,
    body: Annotated[Code | None, Query(description="Body under which it began.")] = None,
    year: Annotated[CalendarYear | None, Query(description="Which year.")] = None,
    state: Annotated[AssessmentState | None, Query(description="Where it stands.")] = None,
) -> AssessmentFilter:
    return AssessmentFilter(assessment=assessment, about=about, body=body, year=year, state=state)


def _view(line: AssessmentLine) -> AssessmentView:
    exact = {
        "overall": None if line.overall is None else f"{line.overall:f}",
        "overall_text": None if line.overall is None else one_decimal(line.overall),
        "review": None if line.review is None else f"{line.review:f}",
    }
    shown = {name: getattr(line, name) for name in AssessmentView.model_fields if name not in exact}
    return AssessmentView.model_validate(shown | exact)


PageRoute(
    name="read_assessments",
    path="/assessments",
    summary="List assessments",
    told="Those under or about one's bodies and all below, by kind.",
    asks=lambda service: service.assessments.rows,
    which=_which,
    place=AssessmentCursor,
    page=AssessmentListView,
    shown=_view,
).add_to(router)


EvidenceRoute(
    name="read_assessment_evidence",
    path="/assessments/evidence",
    summary="List the events behind the assessments",
    asks=lambda service: service.assessments.evidence,
    which=_which,
    page=AssessmentEvidence,
).add_to(router)
