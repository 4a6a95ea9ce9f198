"""Open311 GeoReport v2 as an application of its own: its standard says how it is refused."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Final
from uuid import UUID

from fastapi.security.utils import get_authorization_scheme_param
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from application.identity import AccessScope, TokenInvalid, TokenMissing
from application.ports import UnknownJurisdiction
from application.read_models.service_requests import By, Span
from application.service_requests.desk import ServiceRequestDesk
from application.service_requests.views import ServiceRequest
from application.use_cases.request import Caller
from domain.cases.errors import CaseNotFound
from interfaces.api.dependencies import KEY, Wiring, acting, caller_of, identified
from interfaces.api.open311.answers import (
    SubmittedAnswer,
    TokenAnswer,
    definition_answer,
    request_answer,
    service_answer,
    update_answers,
)
from interfaces.api.open311.discovery import Contact, discovery
from interfaces.api.open311.errors import HANDLERS, JurisdictionMissing, ParameterMalformed
from interfaces.api.open311.fields import Fields, ListQuery, Spanned, of_form, of_query
from interfaces.api.open311.rendering import Format, rendered
from interfaces.api.refusals import IdempotencyKeyMalformed

ROOT: Final = "/open311"
BODY_LIMIT: Final = 64 * 1024
"""Bytes of a form: 4,000 characters of text take 36,000 when each is written as %XX%XX%XX."""

Call = Callable[[Request], Awaitable[Response]]

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_FORM: Final = "application/x-www-form-urlencoded"


def application(wiring: Wiring, contact: Contact, development: bool) -> ASGIApp:  # noqa: FBT001 - handed on
    """The six calls of GeoReport v2, discovery, and mySociety's list of updates.

    Args:
        contact: what discovery says of the operator.
        development: say that it is for trying out.
    """
    offered = _GeoReport(wiring, contact, development)
    calls: list[tuple[str, Call]] = [
        ("/discovery.{format}", offered.discovery),
        ("/services.{format}", offered.services),
        ("/services/{code}.{format}", offered.definition),
        ("/requests/{id}.{format}", offered.one),
        ("/tokens/{token}.{format}", offered.token),
        ("/servicerequestupdates.{format}", offered.updates),
    ]
    routes = [Route(f"/v2{path}", call, methods=["GET"]) for path, call in calls]
    routes.append(Route("/v2/requests.{format}", offered.requests, methods=["GET", "POST"]))
    app = Starlette(routes=routes, exception_handlers=dict(HANDLERS))
    app.router.redirect_slashes = False
    return app


class _GeoReport:
    """The calls. What waits for the database runs in a thread."""

    def __init__(self, wiring: Wiring, contact: Contact, development: bool) -> None:  # noqa: FBT001 - see above
        self._wiring = wiring
        self._contact = contact
        self._development = development

    @property
    def _desk(self) -> ServiceRequestDesk:
        return self._wiring.service.service_requests

    # --- What is published. ---

    async def discovery(self, request: Request) -> Response:
        form = _form(request)
        of_query(Fields, _query(request))
        base = self._contact.url or f"{request.scope['scheme']}://{_host(request)}"
        url = f"{base.rstrip('/')}{ROOT}/v2"
        answer = discovery(self._contact, url, development=self._development)
        return rendered(form, "discovery", answer)

    async def services(self, request: Request) -> Response:
        form = _form(request)
        jurisdiction = await self._jurisdiction(of_query(Fields, _query(request)))
        found = await self._wiring.reads.run(partial(self._desk.services, jurisdiction))
        return rendered(form, "services", [service_answer(one) for one in found])

    async def definition(self, request: Request) -> Response:
        form, code = _form(request), request.path_params["code"]
        jurisdiction = await self._jurisdiction(of_query(Fields, _query(request)))
        found = await self._wiring.reads.run(partial(self._desk.service, jurisdiction, code))
        return rendered(form, "service_definition", definition_answer(found))

    # --- Service requests. ---

    async def requests(self, request: Request) -> Response:
        return await (self._submit if request.method == "POST" else self._list)(request)

    async def _submit(self, request: Request) -> Response:
        form, key = _form(request), _key(request)
        fields, answers = of_form(await _form_body(request), _query(request))
        jurisdiction, caller = await self._caller(request, fields, AccessScope.WRITE)
        submit = partial(
            self._desk.submit, jurisdiction, caller, fields.submission(answers), key=key
        )
        case_id = await self._wiring.commands.run(submit)
        answer = SubmittedAnswer(service_request_id=str(case_id))
        return rendered(form, "service_requests", [answer], HTTPStatus.CREATED)

    async def _list(self, request: Request) -> Response:
        form = _form(request)
        query: ListQuery = of_query(ListQuery, _query(request))
        jurisdiction, caller = await self._caller(request, query, AccessScope.READ)
        if query.service_request_id:
            ids = [one for text in query.service_request_id if (one := _case_id(text)) is not None]
            read = partial(self._desk.get, jurisdiction, caller, ids)
        else:
            start, end = self._desk.span(query.start_date, query.end_date)
            which = Span(
                start=start,
                end=end,
                categories=frozenset(query.service_code),
                is_open=query.is_open,
            )
            read = partial(self._desk.within, jurisdiction, caller, which)

        def listed() -> Response:  # a thousand of them take their time
            return rendered(form, "service_requests", [request_answer(one) for one in read()])

        return await self._wiring.reads.run(listed)

    async def one(self, request: Request) -> Response:
        found = await self._found(request, request.path_params["id"])
        return rendered(_form(request), "service_requests", [request_answer(found)])

    async def token(self, request: Request) -> Response:
        """Reports are recorded before they are answered, so a token is the id itself."""
        text = request.path_params["token"]
        found = await self._found(request, text)
        answer = TokenAnswer(service_request_id=str(found.case_id), token=text)
        return rendered(_form(request), "service_requests", [answer])

    async def updates(self, request: Request) -> Response:
        form = _form(request)
        query: Spanned = of_query(Spanned, _query(request))
        jurisdiction, caller = await self._caller(request, query, AccessScope.READ)
        start, end = self._desk.span(query.start_date, query.end_date)
        which = Span(by=By.CHANGED, start=start, end=end)

        def listed() -> Response:
            found = self._desk.within(jurisdiction, caller, which)
            return rendered(form, "service_requests_updates", update_answers(found))

        return await self._wiring.reads.run(listed)

    async def _found(self, request: Request, text: str) -> ServiceRequest:
        _form(request)
        query = of_query(Fields, _query(request))
        jurisdiction, caller = await self._caller(request, query, AccessScope.READ)
        read = partial(self._desk.get_one, jurisdiction, caller, _required_id(text))
        return await self._wiring.reads.run(read)

    # --- Who asks, and of which jurisdiction. ---

    async def _jurisdiction(self, fields: Fields) -> str:
        """The one named, else the only one.

        Raises:
            UnknownJurisdiction, JurisdictionMissing.
        """
        known = await self._wiring.reads.run(self._wiring.service.jurisdictions.all)
        if fields.jurisdiction_id is not None:
            if fields.jurisdiction_id not in known:
                raise UnknownJurisdiction("There is no such jurisdiction_id here.")
            return fields.jurisdiction_id
        if len(known) != 1:
            raise JurisdictionMissing
        return next(iter(known))

    async def _caller(
        self, request: Request, fields: Fields, scope: AccessScope
    ) -> tuple[str, Caller]:
        jurisdiction = await self._jurisdiction(fields)
        token = fields.api_key or _credential(request)
        identity = acting(request, await identified(self._wiring, jurisdiction, token))
        return jurisdiction, caller_of(request, self._wiring, identity, jurisdiction, scope)


def _form(request: Request) -> Format:
    try:
        return Format(request.path_params["format"])
    except ValueError:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None


def _query(request: Request) -> bytes:
    return bytes(request.scope["query_string"])


def _host(request: Request) -> str:
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise ParameterMalformed("The Host header is malformed.")
    return host


def _credential(request: Request) -> str:
    """The key from the header, for clients that can send none with a read.

    ``https://KEY:@host/open311/v2`` as the address of the service makes clients send it so.
    """
    scheme, sent = get_authorization_scheme_param(request.headers.get("authorization"))
    match scheme.lower():
        case "":
            raise TokenMissing
        case "bearer":
            return sent
        case "basic":
            try:
                return base64.b64decode(sent, validate=True).decode("ascii").partition(":")[0]
            except (binascii.Error, UnicodeDecodeError):
                raise TokenInvalid("The Authorization header is malformed.") from None
        case _:
            raise TokenInvalid("Send the key as api_key, bearer token or user name.")


def _key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not KEY.fullmatch(key):
        raise IdempotencyKeyMalformed
    return key


async def _form_body(request: Request) -> bytes:
    """The body of a form; what is none, or too long, is not read to its end."""
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = parameters.replace('"', "").strip().lower()
    if media_type.strip().lower() != _FORM or charset not in {"", "charset=utf-8"}:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return body


def _case_id(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None  # one name for one thing


def _required_id(text: str) -> UUID:
    found = _case_id(text)
    if found is None:
        raise CaseNotFound("of that id")
    return found
