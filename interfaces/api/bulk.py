"""Routes that give one command to many cases, each on its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final, Self
from uuid import UUID

import anyio
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field, create_model, model_validator

from application.directory import DirectoryBehind
from application.ports import LogUnavailable, Receipt
from application.use_cases.command import CaseCommand
from application.use_cases.request import Caller
from domain.kernel import DomainError
from interfaces.api import problems
from interfaces.api.bodies import CommandBody, body_of, command_of, description_of, summary_of
from interfaces.api.commands import OFFERED, path_of
from interfaces.api.dependencies import (
    IdempotencyKey,
    Jurisdiction,
    Wiring,
    WiringDep,
    Writer,
)
from interfaces.api.examples import bulk_examples_for
from interfaces.api.problems import Code, Problem
from interfaces.api.rates import bucket_of
from interfaces.api.receipts import ReceiptView, receipt_of
from interfaces.api.refusals import IfMatchRequired
from interfaces.api.refused_here import EVERY_CHANGE, EVERY_COMMAND, PLAIN, refusals_of

MOST: Final = 200
"""Cases in one request: what a person selects on a page, and seconds of work at most."""

_AT_ONCE: Final = 4
"""Items of one request that are decided at the same time, so that it leaves threads to others."""


class Item(CommandBody):
    """One of the cases, with the body of the command to it.

    Attributes:
        body: of the command; a subclass for each command says which.
    """

    case_id: UUID
    version: int | None = Field(
        default=None, ge=1, description="The version it was decided on, as If-Match names one."
    )
    body: Any


class Selection(CommandBody):
    """The cases of a request; a subclass for each command says what its items are.

    Attributes:
        items: each case once, so that no item waits for another.
    """

    items: tuple[Any, ...] = Field(min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def _names_each_case_once(self) -> Self:
        if len({item.case_id for item in self.items}) < len(self.items):
            raise ValueError("each case is named once")
        return self


class ItemResult(BaseModel):
    """What became of one item: its receipt, or the problem it met."""

    case_id: UUID
    status: int = Field(description="As the command alone would have been answered.")
    replayed: bool = Field(description="The key had been used; this is the first receipt.")
    receipt: ReceiptView | None
    problem: Problem | None


class BulkResult(BaseModel):
    """What became of the items, in the order in which they were sent."""

    items: list[ItemResult]
    done: int = Field(description="Items with a receipt.")
    refused: int = Field(description="Items with a problem.")


def item_key(key: str, case_id: UUID) -> str:
    """The idempotency key of one item, so that a retry of the whole, or of what was refused,
    repeats nothing."""
    return f"{key}/{case_id}"


def _selection_of(command: type[CaseCommand]) -> type[Selection]:
    name, body = command.__name__, body_of(command)
    optional = not any(field.is_required() for field in body.model_fields.values())
    fields: dict[str, Any] = {"body": (body, body() if optional else ...)}
    item = create_model(f"{name}Item", __base__=Item, **fields)
    items = (tuple[item, ...], Field(min_length=1, max_length=MOST))
    return create_model(f"{name}Selection", __base__=Selection, items=items)


class _Bulk:
    """One request under way.

    Attributes:
        lost: the store cannot be reached: what has not begun is not tried, or each item would
            wait as long as the first.
    """

    def __init__(
        self,
        wired: Wiring,
        jurisdiction: str,
        caller: Caller,
        key: str,
        commands: Sequence[tuple[CaseCommand, int | None]],
    ) -> None:
        self._wired = wired
        self._jurisdiction = jurisdiction
        self._caller = caller
        self._key = key
        self._commands = commands
        self.lost: LogUnavailable | None = None
        self.results: list[ItemResult | None] = [None] * len(commands)

    async def carry_out(self) -> list[ItemResult]:
        """Decide every item, a few at a time."""
        waiting = iter(enumerate(self._commands))

        async def work() -> None:
            for place, (command, version) in waiting:
                self.results[place] = await self._one(command, version)

        async with anyio.create_task_group() as group:
            for _ in range(min(_AT_ONCE, len(self._commands))):
                group.start_soon(work)
        return [result for result in self.results if result is not None]

    async def _one(self, command: CaseCommand, version: int | None) -> ItemResult:
        try:
            if self.lost is not None:
                raise self.lost
            if version is None and self._wired.require_if_match:
                raise IfMatchRequired
            decide = partial(
                self._wired.service.cases.execute,
                self._jurisdiction,
                self._caller,
                command,
                key=item_key(self._key, command.case_id),
                expected_version=version,
            )
            return _done(await self._wired.commands.run(decide))
        except DirectoryBehind:
            return self._refused(command, None)
        except DomainError as refusal:
            if isinstance(refusal, LogUnavailable) and self.lost is None:
                self.lost = LogUnavailable(
                    "The store went away before this item; nothing was done."
                )
            return self._refused(command, refusal)

    def _refused(self, command: CaseCommand, refusal: DomainError | None) -> ItemResult:
        address = (
            f"/jurisdictions/{self._jurisdiction}/cases/{command.case_id}/{path_of(command.NAME)}"
        )
        if refusal is None:
            detail = "Nothing was decided; try again shortly."
            problem = problems.plain_problem(Code.BEHIND, detail, address)
        else:
            problem = problems.problem_of(refusal, address)
        return ItemResult(
            case_id=command.case_id,
            status=problem.status,
            replayed=False,
            receipt=None,
            problem=problem,
        )


def _done(receipt: Receipt) -> ItemResult:
    return ItemResult(
        case_id=receipt.aggregate_id,
        status=HTTPStatus.OK,
        replayed=receipt.repeated,
        receipt=receipt_of(receipt),
        problem=None,
    )


def _endpoint(command: type[CaseCommand]) -> Callable[..., Awaitable[BulkResult]]:
    async def endpoint(
        jurisdiction: Jurisdiction,
        caller: Writer,
        key: IdempotencyKey,
        wired: WiringDep,
        request: Request,
        response: Response,
        body: Any,
    ) -> BulkResult:
        if wired.rates.commands is not None:  # each item is a command; one is counted already
            further = len(body.items) - 1
            wired.rates.commands.charge(bucket_of(caller), further, request.scope)
        commands = [
            (
                command_of(
                    command,
                    item.body,
                    {"case_id": item.case_id},
                    at=("body", "items", n, "body"),
                ),
                item.version,
            )
            for n, item in enumerate(body.items)
        ]
        items = await _Bulk(wired, jurisdiction, caller, key, commands).carry_out()
        if any(item.status == HTTPStatus.SERVICE_UNAVAILABLE for item in items):
            response.headers["Retry-After"] = problems.RETRY_AFTER
        done = sum(item.receipt is not None for item in items)
        return BulkResult(items=items, done=done, refused=len(items) - done)

    shown = Body(openapi_examples=bulk_examples_for(command.NAME))
    endpoint.__annotations__["body"] = Annotated[_selection_of(command), shown]
    return endpoint


def _told_of(name: str) -> str:
    refusals = problems.listed(*EVERY_COMMAND, *refusals_of(name), codes=(Code.BEHIND,))
    return f"What became of each item. The problem of an item is one of:\n{refusals}"


router = APIRouter(tags=["bulk"])

for _name, _offered in OFFERED.items():
    router.add_api_route(
        f"/jurisdictions/{{jurisdiction}}/cases/bulk/{path_of(_name)}",
        _endpoint(_offered),
        methods=["POST"],
        operation_id=f"bulk_{_name}",
        summary=f"{summary_of(_offered)}, for up to {MOST} cases",
        description=f"{description_of(_offered)}\n\n"
        "Each item is decided as the command alone would be, under a key of its own made of the "
        "Idempotency-Key and the case: one refusal touches no other item, and a retry of the "
        "whole, or of what was refused, repeats nothing. A malformed request is refused whole.",
        responses={
            HTTPStatus.OK: {"description": _told_of(_name)},
            **problems.responses(*EVERY_CHANGE, codes=PLAIN),
        },
    )
