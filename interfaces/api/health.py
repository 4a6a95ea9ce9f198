"""Whether the process lives, and whether it can work. Both are asked without a token."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from application.ports import LogUnavailable
from interfaces.api import problems
from interfaces.api.dependencies import WiringDep
from interfaces.api.problems import Code
from interfaces.api.refusals import NotReady, ServiceBusy

router = APIRouter(tags=["operation"])


class Health(BaseModel):
    """All is well."""

    status: str = "ok"


class Ready(Health):
    """Requests can be served."""

    notices: list[str] = Field(
        default_factory=list,
        description="What will stop the service one day unless somebody sees to it.",
        examples=[["calendar-of-next-year"]],
    )


@router.get("/healthz", operation_id="healthz", summary="Whether the process lives")
async def healthz() -> Health:
    """Answers as long as the process can answer at all."""
    return Health()


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Whether requests can be served",
    responses=problems.responses(NotReady, ServiceBusy, LogUnavailable, codes=(Code.INTERNAL,)),
)
async def readyz(wired: WiringDep) -> Ready:
    """Looks at the database, its tables, the follower and the calendar; names what is missing."""
    readiness = wired.readiness
    if readiness is None:
        await wired.reads.run(wired.service.jurisdictions.all)
        return Ready()
    if lacking := await wired.probes.run(readiness.lacking):
        raise NotReady(lacking)
    return Ready(notices=list(await wired.probes.run(readiness.notices)))
