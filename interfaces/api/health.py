"""Whether the process lives, and whether it can work."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from application.ports import LogUnavailable
from interfaces.api import problems
from interfaces.api.dependencies import WiringDep
from interfaces.api.problems import Code
from interfaces.api.refusals import ServiceBusy

router = APIRouter(tags=["operation"])


class Health(BaseModel):
    """All is well."""

    status: str = "ok"


@router.get("/healthz", operation_id="healthz", summary="Whether the process lives")
async def healthz() -> Health:
    """Answers as long as the process can answer at all."""
    return Health()


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Whether requests can be served",
    responses=problems.responses(ServiceBusy, LogUnavailable, codes=(Code.INTERNAL,)),
)
async def readyz(wired: WiringDep) -> Health:
    """Reads the log; a refusal says what is missing."""
    await wired.reads.run(wired.service.jurisdictions.all)
    return Health()
