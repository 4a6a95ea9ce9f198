"""Routes of disputes and their mediation: the list, and what it comes to."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field

from application.read_models.mediations import Counted, MediationFigures, MediationFilter
from domain.mediation.mediation import MediationState
from domain.numbers import percent_text
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import ListRoutes
from interfaces.api.refused_here import EVERY_LIST, PLAIN_READ
from interfaces.api.views import View

router = APIRouter()

_Days = Annotated[int | None, Field(description="Days; null: it has not come to that.")]


class MediationView(View):
    """A dispute. Instants are UTC; what was said is no part of it (ENV-07)."""

    code: str = Field(description="Its code, as it stands in the path of its commands.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    body: str = Field(description="Grid or community in which it is.")
    state: MediationState
    counted: tuple[Counted, ...] = Field(
        description="What it counts as; BROKEN is a success that was sued."
    )
    channel: str | None = Field(description="Word of the pack; null: nobody applied yet.")
    parties: int = Field(description="How many.")
    sessions: int
    found_on: date | None = Field(description="Local day; null: it was brought, not found.")
    applied_on: date | None
    first_session_on: date | None
    report_lag: _Days = Field(description="From the finding to the report of it.")
    days_to_session: _Days = Field(description="From finding or application to first session.")
    session_due_at: AwareDatetime | None = Field(description="Exclusive bound (CAL-02).")
    session_late: bool
    warnings: int = Field(description="Early warnings raised.")
    pack: str = Field(description="`id@version` that judges it (ENV-03).")


class MediationFiguresView(View):
    """How many disputes count as what, and their shares of all that were mediated (CAL-07)."""

    applied: int
    mediated: int = Field(description="At least one session was held; the denominator.")
    succeeded: int
    litigation: int
    other: int = Field(description="Mediated, and neither: pending, failed, or given up.")
    broken: int = Field(description="Successes that were sued: in both, so shares exceed one.")
    success_rate: str | None = Field(description="With one decimal; null: nothing was mediated.")
    litigation_rate: str | None
    other_rate: str | None


async def _which(
    code: Annotated[Code | None, Query(description="Its code.")] = None,
    body: Annotated[Code | None, Query(description="Grid or community.")] = None,
    state: Annotated[MediationState | None, Query(description="Where it stands.")] = None,
    counted: Annotated[Counted | None, Query(description="What it counts as.")] = None,
    unheard_at: Annotated[
        AwareDatetime | None,
        Query(description="First session due by this instant, and not held in time."),
    ] = None,
    from_on: Annotated[date | None, Query(description="First day of application.")] = None,
    until_on: Annotated[date | None, Query(description="Last day of application.")] = None,
) -> MediationFilter:
    return MediationFilter(
        code=code,
        body=body,
        state=state,
        counted=counted,
        unheard_at=unheard_at,
        from_on=from_on,
        until_on=until_on,
    )


@router.get(
    "/jurisdictions/{jurisdiction}/mediations/figures",
    operation_id="read_mediation_figures",
    summary="Read what mediation came to",
    tags=["mediation"],
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_mediation_figures(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    which: Annotated[MediationFilter, Depends(_which)],
    as_of: AsOfDep,
) -> MediationFiguresView:
    """Counts and shares. The events behind one: `/mediations/evidence?counted=…`, same filters."""
    read = partial(wired.service.mediations.figures, jurisdiction, caller, which, as_of=as_of)
    return _view(await wired.reads.run(read))


def _view(found: MediationFigures) -> MediationFiguresView:
    return MediationFiguresView(
        **{counted.lower(): count for counted, count in found.counts.items()},
        success_rate=_shown(found.success),
        litigation_rate=_shown(found.litigation),
        other_rate=_shown(found.other),
    )


def _shown(share: Fraction | None) -> str | None:
    return None if share is None else percent_text(share)


ListRoutes(
    name="read_mediations",
    path="/mediations",
    tag="mediation",
    what="disputes and their mediation",
    told="Disputes by code, of one's bodies and all below; a party's own.",
    desk=lambda service: service.mediations,
    which=_which,
    item=MediationView,
).add_to(router)
