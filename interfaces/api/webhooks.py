"""Routes of webhooks: who gets events, what became of each, and another try."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query, Request, Response

from application.errors import BodyNotFound, VersionIsStale
from application.ports import KeyReused, OutcomeUnknown
from application.webhooks import errors
from application.webhooks.desk import (
    LAST_POSITION,
    ChangeWebhook,
    DeleteWebhook,
    Outcome,
    PauseWebhook,
    RegisterWebhook,
    ReplayDeliveries,
    ResumeWebhook,
    RotateSecret,
    WebhookCommand,
)
from application.webhooks.webhook import (
    Backlog,
    DeliveryState,
    Webhook,
)
from interfaces.api import problems
from interfaces.api.dependencies import (
    ExpectedVersion,
    IdempotencyKey,
    Jurisdiction,
    Reader,
    WiringDep,
    Writer,
    etag,
)
from interfaces.api.examples import shown
from interfaces.api.receipts import RECEIPT_HEADERS, REPLAYED
from interfaces.api.refusals import (
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    IfMatchMalformed,
    IfMatchRequired,
)
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN, PLAIN_READ
from interfaces.api.webhook_views import (
    AttemptView,
    BacklogView,
    ChangeList,
    ChangeView,
    ChangeWebhookBody,
    DeliveryDetailView,
    DeliveryList,
    DeliveryView,
    RegisterWebhookBody,
    ReplayDeliveriesBody,
    WebhookDetailView,
    WebhookList,
    WebhookOutcomeView,
    WebhookView,
)

_ALL: Final = "/jurisdictions/{jurisdiction}/webhooks"
_ONE: Final = _ALL + "/{webhook_id}"
_WRITES: Final = (
    *EVERY_ROUTE,
    OutcomeUnknown,
    IdempotencyKeyMissing,
    IdempotencyKeyMalformed,
    KeyReused,
)
_CHANGES: Final = (
    *_WRITES,
    IfMatchMalformed,
    IfMatchRequired,
    VersionIsStale,
    errors.WebhookNotFound,
)
_SOUNDNESS: Final = (
    errors.WebhookUrlMalformed,
    errors.WebhookAddressRefused,
    errors.WebhookHostUnresolved,
    errors.UnknownEventType,
    errors.ActsForNobody,
    BodyNotFound,
)
_EXAMPLE: Final = {
    "url": "https://lights.example.gov.cn/closeout",
    "acts_for": "m-lights",
    "event_types": ["CaseRouted", "CaseOverdue", "CaseClosed"],
    "unit": "lights",
    "description": "work orders of the street-light department",
}

router = APIRouter(tags=["webhooks"])

WebhookId = Annotated[UUID, Path(description="The webhook.")]
Position = Annotated[int, Path(ge=1, le=LAST_POSITION, description="Of the event in the log.")]


def _detailed(webhook: Webhook, backlog: Backlog) -> WebhookDetailView:
    shown = WebhookView.model_validate(webhook).model_dump()
    return WebhookDetailView(**shown, backlog=BacklogView.model_validate(backlog))


def _answer(outcome: Outcome, response: Response) -> WebhookOutcomeView:
    response.headers["ETag"] = etag(outcome.webhook.version)
    response.headers["Cache-Control"] = "no-store"
    if outcome.repeated:
        response.headers[REPLAYED] = "true"
    shown = WebhookView.model_validate(outcome.webhook).model_dump()
    return WebhookOutcomeView(**shown, secret=outcome.secret, replayed=outcome.replayed)


@router.post(
    _ALL,
    operation_id="register_webhook",
    summary="Register a webhook",
    status_code=HTTPStatus.CREATED,
    responses={
        HTTPStatus.CREATED: {"headers": RECEIPT_HEADERS},
        **problems.responses(*_WRITES, *_SOUNDNESS, errors.TooManyWebhooks, codes=PLAIN),
    },
)
async def register_webhook(
    jurisdiction: Jurisdiction,
    caller: Writer,
    key: IdempotencyKey,
    wired: WiringDep,
    request: Request,
    response: Response,
    body: Annotated[
        RegisterWebhookBody, Body(openapi_examples={"department": {"value": _EXAMPLE}})
    ],
) -> WebhookOutcomeView:
    """Events from now on are posted to the address as CloudEvents 1.0 (JSON, structured mode),
    signed as Standard Webhooks says: `webhook-id`, `webhook-timestamp`, `webhook-signature`.

    Each arrives at least once, those of one case in order; the `webhook-id` tells repetitions. Any
    2xx accepts it, anything else is tried again for about a day; 410 disables the webhook.
    Redirects are not followed. What is sent is what `acts_for` may see at that moment.
    """
    command = RegisterWebhook.model_validate(body.model_dump(exclude_unset=True))
    work = partial(wired.service.webhooks.register, jurisdiction, caller, command, key=key)
    outcome = await wired.commands.run(work)
    address = request.app.url_path_for(
        "get_webhook", jurisdiction=jurisdiction, webhook_id=str(outcome.webhook.webhook_id)
    )
    response.headers["Location"] = str(address)
    return _answer(outcome, response)


@router.get(
    _ALL,
    operation_id="list_webhooks",
    summary="List webhooks with what each has not got",
    responses=problems.responses(*EVERY_ROUTE, codes=PLAIN_READ),
)
async def list_webhooks(
    jurisdiction: Jurisdiction, caller: Reader, wired: WiringDep
) -> WebhookList:
    """All of them, by age."""
    work = partial(wired.service.webhooks.webhooks, jurisdiction, caller)
    return WebhookList(items=[_detailed(*found) for found in await wired.reads.run(work)])


@router.get(
    _ONE,
    name="get_webhook",
    operation_id="get_webhook",
    summary="Read a webhook",
    responses={
        HTTPStatus.OK: {"headers": {"ETag": RECEIPT_HEADERS["ETag"]}},
        **problems.responses(*EVERY_ROUTE, errors.WebhookNotFound, codes=PLAIN_READ),
    },
)
async def get_webhook(
    jurisdiction: Jurisdiction,
    webhook_id: WebhookId,
    caller: Reader,
    wired: WiringDep,
    response: Response,
) -> WebhookDetailView:
    """How it stands and what it has not got."""
    work = partial(wired.service.webhooks.get, jurisdiction, caller, webhook_id)
    webhook, backlog = await wired.reads.run(work)
    response.headers["ETag"] = etag(webhook.version)
    return _detailed(webhook, backlog)


@router.get(
    f"{_ONE}/changes",
    operation_id="list_webhook_changes",
    summary="Read who changed a webhook",
    responses=problems.responses(*EVERY_ROUTE, errors.WebhookNotFound, codes=PLAIN_READ),
)
async def list_webhook_changes(
    jurisdiction: Jurisdiction, webhook_id: WebhookId, caller: Reader, wired: WiringDep
) -> ChangeList:
    """For the auditor: of deleted webhooks, too. Of an address only its origin is shown."""
    work = partial(wired.service.webhooks.changes, jurisdiction, caller, webhook_id)
    return ChangeList(items=[ChangeView.model_validate(one) for one in await wired.reads.run(work)])


@router.get(
    f"{_ONE}/deliveries",
    operation_id="list_deliveries",
    summary="List deliveries of a webhook",
    responses=problems.responses(*EVERY_ROUTE, errors.WebhookNotFound, codes=PLAIN_READ),
)
async def list_deliveries(
    jurisdiction: Jurisdiction,
    webhook_id: WebhookId,
    caller: Reader,
    wired: WiringDep,
    state: Annotated[
        DeliveryState | None, Query(description="DEAD: given up, and can be replayed.")
    ] = None,
    after: Annotated[
        int, Query(ge=0, le=LAST_POSITION, description="`next` of the page before.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=200, description="Items of a page at most.")] = 50,
) -> DeliveryList:
    """In the order of the log; what ended is shown for some weeks."""
    work = partial(
        wired.service.webhooks.deliveries,
        jurisdiction,
        caller,
        webhook_id,
        state=state,
        after=after,
        limit=limit,
    )
    page, following = await wired.reads.run(work)
    return DeliveryList(items=[DeliveryView.model_validate(one) for one in page], next=following)


@router.get(
    f"{_ONE}/deliveries/{{position}}",
    operation_id="get_delivery",
    summary="Read a delivery with its attempts",
    responses=problems.responses(
        *EVERY_ROUTE, errors.WebhookNotFound, errors.DeliveryNotFound, codes=PLAIN_READ
    ),
)
async def get_delivery(
    jurisdiction: Jurisdiction,
    webhook_id: WebhookId,
    position: Position,
    caller: Reader,
    wired: WiringDep,
) -> DeliveryDetailView:
    """When it was tried, what came back, and how long that took."""
    work = partial(wired.service.webhooks.delivery, jurisdiction, caller, webhook_id, position)
    found, attempts = await wired.reads.run(work)
    return DeliveryDetailView(
        **DeliveryView.model_validate(found).model_dump(),
        tried=[AttemptView.model_validate(one) for one in attempts],
    )


@router.post(
    f"{_ONE}/change-webhook",
    operation_id="change_webhook",
    summary="Change a webhook",
    responses={
        HTTPStatus.OK: {"headers": RECEIPT_HEADERS},
        **problems.responses(*_CHANGES, *_SOUNDNESS, codes=PLAIN),
    },
)
async def change_webhook(
    jurisdiction: Jurisdiction,
    webhook_id: WebhookId,
    caller: Writer,
    key: IdempotencyKey,
    expected_version: ExpectedVersion,
    wired: WiringDep,
    response: Response,
    body: Annotated[
        ChangeWebhookBody,
        Body(openapi_examples=shown({"url": "https://console.example/closeout"})),
    ],
) -> WebhookOutcomeView:
    """What is left out stays. What was collected already is sent to the new address."""
    command = ChangeWebhook.model_validate(body.model_dump(exclude_unset=True))
    work = partial(
        wired.service.webhooks.change,
        jurisdiction,
        caller,
        webhook_id,
        command,
        key=key,
        expected_version=expected_version,
    )
    return _answer(await wired.commands.run(work), response)


@router.post(
    f"{_ONE}/replay-deliveries",
    operation_id="replay_deliveries",
    summary="Try dead deliveries again",
    responses={
        HTTPStatus.OK: {"headers": RECEIPT_HEADERS},
        **problems.responses(*_CHANGES, errors.WebhookStateUnfit, codes=PLAIN),
    },
)
async def replay_deliveries(
    jurisdiction: Jurisdiction,
    webhook_id: WebhookId,
    caller: Writer,
    key: IdempotencyKey,
    expected_version: ExpectedVersion,
    wired: WiringDep,
    response: Response,
    body: Annotated[
        ReplayDeliveriesBody | None, Body(openapi_examples=shown({"positions": [17, 42]}))
    ] = None,
) -> WebhookOutcomeView:
    """Under their old ids, so that a receiver that had one knows it again."""
    given = {} if body is None else body.model_dump(exclude_unset=True)
    work = partial(
        wired.service.webhooks.execute,
        jurisdiction,
        caller,
        webhook_id,
        ReplayDeliveries.model_validate(given),
        key=key,
        expected_version=expected_version,
    )
    return _answer(await wired.commands.run(work), response)


def _endpoint(command: WebhookCommand) -> Callable[..., Awaitable[WebhookOutcomeView]]:
    async def endpoint(
        jurisdiction: Jurisdiction,
        webhook_id: WebhookId,
        caller: Writer,
        key: IdempotencyKey,
        expected_version: ExpectedVersion,
        wired: WiringDep,
        response: Response,
    ) -> WebhookOutcomeView:
        work = partial(
            wired.service.webhooks.execute,
            jurisdiction,
            caller,
            webhook_id,
            command,
            key=key,
            expected_version=expected_version,
        )
        return _answer(await wired.commands.run(work), response)

    return endpoint


_PLAIN_COMMANDS: Final = (
    (PauseWebhook(), "Pause a webhook", "Nothing is sent; events are collected and wait."),
    (
        ResumeWebhook(),
        "Resume a webhook",
        "What waited is sent. One that was DISABLED collects from now on; the rest is replayed.",
    ),
    (
        RotateSecret(),
        "Rotate the secret of a webhook",
        "The new secret is shown this once. The one before signs beside it for a day.",
    ),
    (
        DeleteWebhook(),
        "Delete a webhook",
        "What it has not got is forgotten; its audit trail stays.",
    ),
)
for _command, _summary, _description in _PLAIN_COMMANDS:
    router.add_api_route(
        f"{_ONE}/{_command.NAME.replace('_', '-')}",
        _endpoint(_command),
        methods=["POST"],
        operation_id=_command.NAME,
        summary=_summary,
        description=_description,
        responses={
            HTTPStatus.OK: {"headers": RECEIPT_HEADERS},
            **problems.responses(*_CHANGES, errors.WebhookStateUnfit, codes=PLAIN),
        },
    )
