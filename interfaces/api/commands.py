"""Routes for commands to a case: one for each in the catalogue, but the system's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Response

from application.use_cases.cases.mark_due import MarkDue
from application.use_cases.cases.recalculate_deadlines import RecalculateDeadlines
from application.use_cases.cases.remind_follow_up import RemindFollowUp
from application.use_cases.catalogue import CASE_COMMANDS
from application.use_cases.command import CaseCommand
from interfaces.api import problems
from interfaces.api.bodies import body_of, command_of, description_of, summary_of
from interfaces.api.dependencies import (
    CaseId,
    ExpectedVersion,
    IdempotencyKey,
    Jurisdiction,
    WiringDep,
    Writer,
)
from interfaces.api.examples import examples_for
from interfaces.api.receipts import RECEIPT_DOCUMENTED, ReceiptView, receipt_view
from interfaces.api.refused_here import EVERY_COMMAND, PLAIN, refusals_of

SYSTEMS_OWN: Final = frozenset({MarkDue.NAME, RecalculateDeadlines.NAME, RemindFollowUp.NAME})
"""Commands that only the service itself gives; they have no route."""

OFFERED: Final = {
    name: command for name, command in CASE_COMMANDS.items() if name not in SYSTEMS_OWN
}
"""Commands that callers may send, by name."""

router = APIRouter(tags=["commands"])


def path_of(command: str) -> str:
    """The last part of a command's path."""
    return command.replace("_", "-")


def _endpoint(command: type[CaseCommand]) -> Callable[..., Awaitable[ReceiptView]]:
    body_model = body_of(command)
    optional = not any(field.is_required() for field in body_model.model_fields.values())

    async def endpoint(
        jurisdiction: Jurisdiction,
        case_id: CaseId,
        caller: Writer,
        key: IdempotencyKey,
        expected_version: ExpectedVersion,
        wired: WiringDep,
        response: Response,
        body: Any,
    ) -> ReceiptView:
        decide = partial(
            wired.service.cases.execute,
            jurisdiction,
            caller,
            command_of(command, body, {"case_id": case_id}),
            key=key,
            expected_version=expected_version,
        )
        return receipt_view(await wired.commands.run(decide), response)

    shown = Body(openapi_examples=examples_for(command.NAME))
    endpoint.__annotations__["body"] = Annotated[body_model, shown]
    if optional:
        endpoint.__defaults__ = (body_model(),)
    return endpoint


for _name, _offered in OFFERED.items():
    router.add_api_route(
        f"/jurisdictions/{{jurisdiction}}/cases/{{case_id}}/{path_of(_name)}",
        _endpoint(_offered),
        methods=["POST"],
        operation_id=_name,
        summary=summary_of(_offered),
        description=description_of(_offered),
        responses={
            **RECEIPT_DOCUMENTED,
            **problems.responses(*EVERY_COMMAND, *refusals_of(_name), codes=PLAIN),
        },
    )
