"""Routes of how triggers stand."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, Field

from application.errors import BodyNotFound
from domain.cases.record import ObligationStatus
from domain.required import PolicySilent
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.accountability import FileEventView, FileView
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ
from interfaces.api.views import View

_ROOT: Final = "/jurisdictions/{jurisdiction}/consecutive-misses/{unit}"

router = APIRouter(tags=["accountability"])

Unit = Annotated[Code, Path(description="Code of the unit.")]


class OwedView(View):
    """A report that the unit owed."""

    obligation_id: str = Field(description="Its id.")
    case_id: UUID = Field(description="The case it is about.")
    due_at: AwareDatetime = Field(description="Exclusive bound.")
    status: ObligationStatus = Field(description="What became of it.")
    settled_at: AwareDatetime | None = Field(description="When it was given or missed.")


class CountView(View):
    """One trigger's count."""

    trigger: str = Field(description="A word of the pack.")
    calls_at: int = Field(description="How many in a row call to a talk.")
    count: int = Field(description="Misses since the last report in time, or the last call.")
    last: list[OwedView] = Field(description="What was owed last, by bound; fifty at most.")
    calls: list[FileView] = Field(description="Files it began, the oldest first.")


class ConsecutiveMissView(View):
    """How many misses in a row a unit has."""

    unit: str = Field(description="Code of the unit.")
    items: list[CountView] = Field(description="One for each trigger that counts misses.")


class ConsecutiveMissEvidence(View):
    """The events behind a count, in the order of the log."""

    items: list[FileEventView]


@router.get(
    _ROOT,
    operation_id="read_consecutive_miss",
    summary="Read how many misses in a row a unit has",
    responses=problems.responses(*EVERY_ROUTE, BodyNotFound, PolicySilent, codes=PLAIN_READ),
)
async def read_consecutive_miss(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, unit: Unit, as_of: AsOfDep
) -> ConsecutiveMissView:
    """In the order of their bounds, across cases and years, as the pack says."""
    read = partial(wired.service.triggers.consecutive_miss, jurisdiction, caller, unit, as_of=as_of)
    found = await wired.reads.run(read)
    return ConsecutiveMissView(unit=unit, items=[CountView.model_validate(one) for one in found])


@router.get(
    f"{_ROOT}/evidence",
    operation_id="read_consecutive_miss_evidence",
    summary="List the events behind the count of a unit",
    responses=problems.responses(*EVERY_ROUTE, BodyNotFound, PolicySilent, codes=PLAIN_READ),
)
async def read_consecutive_miss_evidence(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep, unit: Unit, as_of: AsOfDep
) -> ConsecutiveMissEvidence:
    """What settled the reports that are shown, and what called the unit."""
    read = partial(wired.service.triggers.evidence, jurisdiction, caller, unit, as_of=as_of)
    found = await wired.reads.run(read)
    return ConsecutiveMissEvidence(items=[FileEventView.model_validate(one) for one in found])
