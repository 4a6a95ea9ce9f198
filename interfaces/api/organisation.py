"""Routes for commands to units, grids and posts: one for each in the catalogue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from application.ports import Receipt
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.bodies import body_of, command_of, description_of, summary_of
from interfaces.api.dependencies import (
    ExpectedVersion,
    IdempotencyKey,
    Jurisdiction,
    WiringDep,
    Writer,
    etag,
)
from interfaces.api.examples import examples_for
from interfaces.api.receipts import RECEIPT_HEADERS, REPLAYED
from interfaces.api.refused_here import EVERY_CHANGE, PLAIN, VERSION
from interfaces.api.refused_organisation import refusals_of

_BODIES: Final = "/jurisdictions/{jurisdiction}/bodies"
_SUBJECTS: Final = frozenset({"body", "grid", "unit"})

router = APIRouter(tags=["organisation"])

OFFERED: Final = {
    name: command for name, command in ORGANISATION_COMMANDS.items() if command is not FoundOrgUnit
}
"""Commands to a body that exists, by name."""

BodyCode = Annotated[Code, Path(description="Code of the unit or grid.", examples=["c1"])]


class BodyReceiptView(BaseModel):
    """What a command left behind. The same key gives the same receipt."""

    body: str = Field(description="Code of the unit or grid.")
    version: int = Field(description="Version of the body after the command; its ETag.")
    position: int | None = Field(
        description="Place of the last event in the log of the jurisdiction; null: nothing changed."
    )
    recorded_at: AwareDatetime


def subject_of(command: type[OrganisationCommand]) -> str:
    """The field of a command that stands in the path: the body it changes."""
    (field,) = _SUBJECTS & command.model_fields.keys()
    return field


def _receipt_view(receipt: Receipt, code: str, response: Response) -> BodyReceiptView:
    response.headers["ETag"] = etag(receipt.version)
    if receipt.repeated:
        response.headers[REPLAYED] = "true"
    return BodyReceiptView(
        body=code,
        version=receipt.version,
        position=receipt.position,
        recorded_at=receipt.recorded_at,
    )


async def _found(
    jurisdiction: Jurisdiction,
    caller: Writer,
    key: IdempotencyKey,
    wired: WiringDep,
    request: Request,
    response: Response,
    body: Any,
) -> BodyReceiptView:
    command = command_of(FoundOrgUnit, body)
    found = partial(wired.service.organisation.execute, jurisdiction, caller, command, key=key)
    receipt = await wired.commands.run(found)
    address = request.app.url_path_for("get_body", jurisdiction=jurisdiction, code=command.code)
    response.headers["Location"] = str(address)
    return _receipt_view(receipt, command.code, response)


_found.__annotations__["body"] = Annotated[
    body_of(FoundOrgUnit), Body(openapi_examples=examples_for(FoundOrgUnit.NAME))
]
router.add_api_route(
    _BODIES,
    _found,
    methods=["POST"],
    status_code=HTTPStatus.CREATED,
    operation_id=FoundOrgUnit.NAME,
    summary=summary_of(FoundOrgUnit),
    description=description_of(FoundOrgUnit),
    responses={
        HTTPStatus.CREATED: {"headers": RECEIPT_HEADERS},
        **problems.responses(*EVERY_CHANGE, *refusals_of(FoundOrgUnit.NAME), codes=PLAIN),
    },
)


def _endpoint(command: type[OrganisationCommand]) -> Callable[..., Awaitable[BodyReceiptView]]:
    subject = subject_of(command)

    async def endpoint(
        jurisdiction: Jurisdiction,
        code: BodyCode,
        caller: Writer,
        key: IdempotencyKey,
        expected_version: ExpectedVersion,
        wired: WiringDep,
        response: Response,
        body: Any,
    ) -> BodyReceiptView:
        decide = partial(
            wired.service.organisation.execute,
            jurisdiction,
            caller,
            command_of(command, body, {subject: code}),
            key=key,
            expected_version=expected_version,
        )
        return _receipt_view(await wired.commands.run(decide), code, response)

    shown = Body(openapi_examples=examples_for(command.NAME))
    model = body_of(command, frozenset({subject}))
    endpoint.__annotations__["body"] = Annotated[model, shown]
    if not any(field.is_required() for field in model.model_fields.values()):
        endpoint.__defaults__ = (model(),)
    return endpoint


for _name, _offered in OFFERED.items():
    router.add_api_route(
        f"{_BODIES}/{{code}}/{_name.replace('_', '-')}",
        _endpoint(_offered),
        methods=["POST"],
        operation_id=_name,
        summary=summary_of(_offered),
        description=description_of(_offered),
        responses={
            HTTPStatus.OK: {"headers": RECEIPT_HEADERS},
            **problems.responses(*EVERY_CHANGE, *VERSION, *refusals_of(_name), codes=PLAIN),
        },
    )
