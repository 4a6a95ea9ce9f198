"""Routes of first moments and zero counters, each with its events (CAS-KD-06, CAS-SA-02)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from application.queries.figures import Evidence, Moment
from domain.cases.errors import UnknownSeriousKind
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.cohorts import CohortDep
from interfaces.api.dependencies import (
    AsOfDep,
    Jurisdiction,
    Reader,
    WiringDep,
)
from interfaces.api.refused_here import EVERY_LIST, EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import ListView, View

_FIGURES: Final = "/jurisdictions/{jurisdiction}/figures"
_MOST_EVENTS: Final = 10_000

router = APIRouter(tags=["figures"])


class MomentView(View):
    """One of the first moments (CAS-KD-06): a span between two steps of a case."""

    moment: Moment
    count: int = Field(description="Cases that have both ends.")
    median: timedelta | None
    ninetieth: timedelta | None = Field(description="90th percentile.")


class MomentList(ListView):
    """The first moments."""

    items: list[MomentView]


class ZeroCounterView(View):
    """Serious events of one kind; the aim is none (CAS-SA-02)."""

    kind: str
    count: int


class ZeroCounterList(ListView):
    """The counters that should stand at zero; empty where the pack has none."""

    items: list[ZeroCounterView]


class EvidenceEvent(View):
    """An event that a figure counts."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    numerator: bool = Field(description="It counts above the line.")
    denominator: bool = Field(description="It counts below the line.")


class EvidenceList(ListView):
    """One page of the events a figure was counted from, in the order of the log."""

    items: list[EvidenceEvent]


EventLimit = Annotated[int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")]


def _evidence_list(
    evidence: Evidence, same_list: str, request: Request, response: Response
) -> EvidenceList:
    above, below = set(evidence.numerator), set(evidence.denominator)
    return EvidenceList(
        items=[
            EvidenceEvent(position=at, numerator=at in above, denominator=at in below)
            for at in sorted(above | below)
        ],
        next=cursors.linked(request, response, cursors.encoded(evidence.next, same_list)),
    )


@router.get(
    f"{_FIGURES}/moments",
    operation_id="list_moments",
    summary="Read the first moments",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def list_moments(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> MomentList:
    """From discovery to upload, from upload to handling, from upload to closing (CAS-KD-06)."""
    read = partial(wired.service.queries.moments, jurisdiction, caller, cohort=cohort, as_of=as_of)
    found = await wired.reads.run(read)
    return MomentList(
        items=[
            MomentView(moment=moment, count=one.count, median=one.median, ninetieth=one.ninetieth)
            for moment, one in found.items()
        ]
    )


@router.get(
    f"{_FIGURES}/moments/{{moment}}/evidence",
    operation_id="read_moment_evidence",
    summary="List the events at both ends of a moment",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_moment_evidence(
    jurisdiction: Jurisdiction,
    moment: Annotated[Moment, Path(description="Which span.")],
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> EvidenceList:
    """Events that begin a span count below the line, those that end it above."""
    same_list = cursors.list_id("moment_evidence", moment, cohort, as_of)
    read = partial(
        wired.service.queries.moment_evidence,
        jurisdiction,
        caller,
        moment,
        cohort=cohort,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    return _evidence_list(await wired.reads.run(read), same_list, request, response)


@router.get(
    f"{_FIGURES}/zero-counters",
    operation_id="list_zero_counters",
    summary="Read the counters that should stand at zero",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def list_zero_counters(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    cohort: CohortDep,
    as_of: AsOfDep,
) -> ZeroCounterList:
    """Serious events by kind, those at zero included (CAS-SA-02)."""
    read = partial(
        wired.service.queries.zero_counters, jurisdiction, caller, cohort=cohort, as_of=as_of
    )
    found = await wired.reads.run(read)
    return ZeroCounterList(items=[ZeroCounterView.model_validate(one) for one in found])


@router.get(
    f"{_FIGURES}/zero-counters/{{kind}}/evidence",
    operation_id="read_zero_counter_evidence",
    summary="List the serious events of a kind",
    responses=problems.responses(*EVERY_LIST, UnknownSeriousKind, codes=PLAIN_READ),
)
async def read_zero_counter_evidence(
    jurisdiction: Jurisdiction,
    kind: Annotated[Code, Path(description="A kind of serious event of the pack.")],
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    cohort: CohortDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: EventLimit = 1_000,
) -> EvidenceList:
    """A count has nothing below the line."""
    same_list = cursors.list_id("zero_counter_evidence", kind, cohort, as_of)
    read = partial(
        wired.service.queries.zero_evidence,
        jurisdiction,
        caller,
        kind,
        cohort=cohort,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    return _evidence_list(await wired.reads.run(read), same_list, request, response)
