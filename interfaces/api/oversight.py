"""Routes of the oversight list: prior opinions, orders, inspections and targets."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from application.queries.oversight_desk import OversightCursor
from application.read_models.oversight_list import Matter, OversightFilter
from domain.vocabulary import Code
from interfaces.api.listing import EvidenceRoute, PageRoute, RowEvent
from interfaces.api.views import ListView, View

router = APIRouter(tags=["oversight"])


class OversightLineView(View):
    """A prior opinion, an order, an inspection or a target. Instants are UTC."""

    aggregate_id: UUID = Field(description="Its id.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    kind: Matter
    code: str = Field(description="Its code, as it stands in the path of its commands.")
    name: str | None = Field(description="Gate, inspection or target of the pack; null: an order.")
    about: str = Field(description="Code of the file, estate, company or body.")
    bodies: tuple[str, ...] = Field(description="Bodies it belongs to; of a gate those asked.")
    state: str = Field(
        description="REQUESTED, PASSED, BLOCKED; ORDERED, SUBMITTED, ACCEPTED; RUNNING, MET, "
        "MISSED; INCOMPLETE, COMPLETE; DONE."
    )
    due_at: AwareDatetime | None = Field(description="Exclusive bound (CAL-02); null: none.")
    late_at: AwareDatetime | None = Field(
        description="The bound that passed without what was due; stays when it comes late."
    )
    approved: bool | None = Field(description="What a gate was answered; null: not yet.")
    count: int | None = Field(description="How far a target has come.")
    wanted: int | None = Field(description="The figure of a target.")
    open_defects: int | None = Field(
        description="What is still wrong; of a round of supervision how much of it is missing."
    )
    pack: str = Field(description="`id@version` that judges it (ENV-03).")


class OversightListView(ListView):
    """One page of the list."""

    items: list[OversightLineView]


class OversightEventView(RowEvent):
    """An event that a row was folded from."""


class OversightEvidence(ListView):
    """One page of the events behind the list, in the order of the log."""

    items: list[OversightEventView]


async def _which(
    kind: Annotated[Matter | None, Query(description="What sort of thing.")] = None,
    code: Annotated[Code | None, Query(description="Its code.")] = None,
    name: Annotated[Code | None, Query(description="Word of the pack for its kind.")] = None,
    about: Annotated[Code | None, Query(description="What it is about.")] = None,
    body: Annotated[Code | None, Query(description="A body it belongs to.")] = None,
    state: Annotated[Code | None, Query(description="Where it stands.")] = None,
    late: Annotated[bool | None, Query(description="Whether a bound passed.")] = None,
) -> OversightFilter:
    return OversightFilter(
        kind=kind, code=code, name=name, about=about, body=body, state=state, late=late
    )


PageRoute(
    name="read_oversight",
    path="/oversight",
    summary="List prior opinions, orders, inspections and targets",
    told="What belongs to one's bodies and all below, by kind and code.",
    asks=lambda service: service.oversight.rows,
    which=_which,
    place=OversightCursor,
    page=OversightListView,
).add_to(router)


EvidenceRoute(
    name="read_oversight_evidence",
    path="/oversight/evidence",
    summary="List the events behind the oversight list",
    asks=lambda service: service.oversight.evidence,
    which=_which,
    page=OversightEvidence,
).add_to(router)
