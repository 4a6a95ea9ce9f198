"""Routes of surveys: what residents know of and are satisfied with, and who made up each rate."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, Field

from application.queries.survey_desk import SurveyCursor
from application.read_models.surveys import Question, RateFilter, SurveyFilter, SurveyLine
from domain.numbers import percent_text
from domain.vocabulary import Code
from interfaces.api.dependencies import Day
from interfaces.api.listing import EvidenceRoute, PageRoute
from interfaces.api.views import ListView, View

router = APIRouter(tags=["surveys"])


class RateView(View):
    """A rate, exact as two counts, and as it is shown (CAL-06, CAL-07)."""

    numerator: int
    denominator: int
    sufficient: bool = Field(
        description="False: too few valid answers; nobody is held to account by them."
    )
    text: str | None = Field(
        description="Per cent with one decimal; null: insufficient.", examples=["78.9 %"]
    )


class SurveyView(View):
    """One survey. Instants are UTC; the counts are null until it is closed."""

    aggregate_id: UUID = Field(description="Its id.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    code: str = Field(description="Its code, as it stands in the path of its commands.")
    kind: str = Field(description="Kind of survey of the pack.")
    body: str = Field(description="Body under which it is.")
    about: str = Field(description="Station, grid, project or body it is about.")
    population: int = Field(description="How many people it speaks for.")
    sample_size: int = Field(description="How many of them are asked.")
    opened_at: AwareDatetime
    until_on: date = Field(description="Last local day on which answers are taken.")
    closed_at: AwareDatetime | None
    min_valid: int = Field(description="Fewer valid answers to a question tell nothing.")
    answers: int | None = Field(description="How many people answered.")
    valid: int | None = Field(description="How many of them validly.")
    counted_to: int | None = Field(description="Position of the log up to which answers count.")
    awareness: RateView | None = Field(description="Null: not counted yet, or not asked.")
    satisfaction: RateView | None = Field(description="Null: not counted yet.")
    pack: str = Field(description="`id@version` that judges it (ENV-03).")


class SurveyListView(ListView):
    """One page of the list."""

    items: list[SurveyView]


class RateEventView(View):
    """An answer below the line of a rate; who gave it is kept nowhere."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    numerator: bool = Field(description="It counts above the line, too.")


class RateEvidence(ListView):
    """One page of the answers behind a rate, in the order of the log."""

    items: list[RateEventView]


async def _which(
    code: Annotated[Code | None, Query(description="Its code.")] = None,
    kind: Annotated[Code | None, Query(description="Kind of survey of the pack.")] = None,
    body: Annotated[Code | None, Query(description="Body under which it is.")] = None,
    about: Annotated[Code | None, Query(description="What it is about.")] = None,
    closed: Annotated[bool | None, Query(description="Whether it is closed.")] = None,
    from_on: Annotated[Day | None, Query(description="First last day, included.")] = None,
    until_on: Annotated[Day | None, Query(description="Last last day, included.")] = None,
) -> SurveyFilter:
    return SurveyFilter(
        code=code,
        kind=kind,
        body=body,
        about=about,
        closed=closed,
        from_on=from_on,
        until_on=until_on,
    )


async def _rate_of(
    code: Annotated[Code, Path(description="Code of the survey.", examples=["chain-2021-06"])],
    question: Annotated[Question, Query(description="Which rate.")],
) -> RateFilter:
    return RateFilter(code=code, question=question)


_RATES: Final = {"awareness": Question.AWARENESS, "satisfaction": Question.SATISFACTION}


def _view(line: SurveyLine) -> SurveyView:
    shown = {name: getattr(line, name) for name in SurveyView.model_fields if name not in _RATES}
    rates = {name: _rate(line, question) for name, question in _RATES.items()}
    return SurveyView.model_validate(shown | rates)


def _rate(line: SurveyLine, question: Question) -> RateView | None:
    sides = line.sides(question)
    if sides is None:
        return None
    exact = line.rate(question)
    return RateView(
        numerator=sides[0],
        denominator=sides[1],
        sufficient=line.sufficient(question),
        text=None if exact is None else percent_text(exact),
    )


PageRoute(
    name="read_surveys",
    path="/surveys",
    summary="List surveys with awareness and satisfaction",
    told="Those of one's bodies and all below, by last day and code.",
    asks=lambda service: service.surveys.rows,
    which=_which,
    place=SurveyCursor,
    page=SurveyListView,
    shown=_view,
).add_to(router)


EvidenceRoute(
    name="read_survey_evidence",
    path="/surveys/{code}/evidence",
    summary="List the answers behind a rate",
    told="Every answer below the line, and whether it stands above it; none until it is closed.",
    asks=lambda service: service.surveys.answers,
    which=_rate_of,
    page=RateEvidence,
    most=10_000,
).add_to(router)
