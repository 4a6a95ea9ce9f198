"""The short way from a request to its route and back (ADR 21).

For every request the framework tries one route after the other, works out anew what the
dependencies of its route take from the request, and looks up how each is called. All of that
follows from the routes, so it is worked out once here. Whatever is not as usual - a value that is
missing or malformed, an address or a method that nothing answers, a route with a feature that is
not provided for here - goes the framework's way, as if this did not exist. So one place refuses.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from types import NoneType
from typing import Any, Final, get_args, get_origin

from fastapi import FastAPI, params
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from pydantic import BaseModel, Json
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interfaces.api.addresses import Addresses

_FOUND: Final = "closeout.short_way"
_JSON: Final = "application/json"
_ABSENT: Final = object()
_FIXED: Final = (NoneType, bool, int, float, str, Enum)  # defaults that calls may share
_MANY: Final = (list, tuple, set, frozenset, Mapping, BaseModel)
_SHAPING: Final = (
    "response_model_include",
    "response_model_exclude",
    "response_model_exclude_unset",
    "response_model_exclude_defaults",
    "response_model_exclude_none",
)


class _Unusual(Exception):
    """A route or a request for the framework."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A value that a call takes from the request.

    Attributes:
        key: its name there.
        of: what the framework knows of it.
        is_one: whether it is one text, the last or only one of its name.
    """

    name: str
    key: str
    of: Any
    is_one: bool

    def read(self, given: object) -> Any:
        if not self.is_one:
            raise _Unusual
        value, errors = self.of.validate(given)
        if errors:
            raise _Unusual
        return value


@dataclass(frozen=True, slots=True)
class _Call:
    """Of a dependency, or of the endpoint itself.

    Attributes:
        answers: its arguments that earlier calls answer, with the number of the call.
        path, query, headers, body: its arguments that stand in the request.
        required: how many of those in query and headers may not be absent.
        defaults: what its arguments are when they are absent.
        request, response: names of the arguments that are those.
    """

    function: Callable[..., Awaitable[Any]]
    answers: Mapping[str, int]
    path: Sequence[_Parameter]
    query: Sequence[_Parameter]
    headers: Sequence[_Parameter]
    body: _Parameter | None
    required: int
    defaults: Mapping[str, object]
    request: str | None
    response: str | None

    def arguments(
        self,
        request: Request,
        path: Mapping[str, str],
        query: Mapping[str, str],
        body: object,
    ) -> dict[str, Any]:
        """Those that stand in the request.

        Raises:
            _Unusual: one is missing or malformed.
        """
        found = dict(self.defaults)
        for one in self.path:
            found[one.name] = one.read(path[one.key])
        present = 0
        if query:
            for one in self.query:
                if one.key in query:
                    found[one.name] = one.read(query[one.key])
                    present += one.name not in self.defaults
        for one in self.headers:
            given = request.headers.get(one.key)
            if given is not None:
                found[one.name] = one.read(given)
                present += one.name not in self.defaults
        if present < self.required:
            raise _Unusual
        if self.body is not None and body is not _ABSENT:
            found[self.body.name] = self.body.read(body)
        return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """A route, worked out.

    Attributes:
        names: of what its address leaves open, in their order there.
        calls: in the order in which they are made, the endpoint last.
        reads_body: whether one of them takes it; ``needs_body``: and cannot do without.
        status: of an answer whose status the endpoint does not set.
        answer: what the framework knows of it.
    """

    route: APIRoute
    names: Sequence[str]
    calls: Sequence[_Call]
    reads_body: bool
    needs_body: bool
    status: int
    answer: Any

    def given(
        self, request: Request, path: Mapping[str, str], body: bytes | None
    ) -> list[dict[str, Any]]:
        """The arguments of each call, as far as they stand in the request.

        Raises:
            _Unusual: one is missing or malformed.
        """
        parsed: object = _ABSENT
        if body:
            if request.headers.get("content-type") != _JSON:
                raise _Unusual
            try:
                parsed = json.loads(body)
            except (ValueError, RecursionError):
                raise _Unusual from None
        elif self.needs_body:
            raise _Unusual
        query = request.query_params if request.scope["query_string"] else {}
        return [call.arguments(request, path, query, parsed) for call in self.calls]

    async def answered(self, request: Request, given: Sequence[dict[str, Any]]) -> Response:
        """What the endpoint answers, after the calls that it depends on."""
        response = Response()
        del response.headers["content-length"]
        response.status_code = 0
        answers: list[Any] = []
        for call, arguments in zip(self.calls, given, strict=True):
            for name, number in call.answers.items():
                arguments[name] = answers[number]
            if call.request is not None:
                arguments[call.request] = request
            if call.response is not None:
                arguments[call.response] = response
            answers.append(await call.function(**arguments))
        if isinstance(answers[-1], Response):
            return answers[-1]
        value, errors = self.answer.validate(answers[-1], loc=("response",))
        if errors:
            raise ResponseValidationError(errors=errors, body=answers[-1])
        status = response.status_code or self.status
        whole = Response(self.answer.serialize_json(value), status, media_type=_JSON)
        whole.raw_headers.extend(response.raw_headers)
        return whole


class ShortWay:
    """The layer right before the framework's own routing.

    Args:
        app: the framework's way.
        api: with all its routes and handlers of errors.
    """

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self._usual = app
        self._addresses: Addresses[_Plan | None] = Addresses()
        self._apart: tuple[str, ...] = ()
        self.templates: set[str] = set()
        """Of the addresses that the short way leads to."""
        for context in iter_route_contexts(api.routes):
            self._add(context)
        handlers = {
            kind: handler
            for kind, handler in api.exception_handlers.items()
            if kind not in (HTTPStatus.INTERNAL_SERVER_ERROR, Exception)
        }
        self._short = ExceptionMiddleware(self._answer, handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plan = self._find(scope) if scope["type"] == "http" else None
        if plan is None:
            await self._usual(scope, receive, send)
        else:
            scope[_FOUND] = plan
            await self._short(scope, receive, send)

    def _add(self, context: RouteContext) -> None:
        template, plan = context.path or "", _planned(context)
        try:
            for method in context.methods or ():
                self._addresses.add(method, template, plan)
        except ValueError:
            plan = None
            self._apart += (template.partition("{")[0],)
        if not context.methods:  # an application of its own
            self._apart += (template,)
        if plan is not None:
            self.templates.add(template)

    def _find(self, scope: Scope) -> tuple[_Plan, list[str]] | None:
        if scope.get("root_path") or scope["path"].startswith(self._apart):
            return None
        found = self._addresses.find(scope["method"], scope["path"])
        return None if found is None or found[0] is None else (found[0], found[1])

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        plan, values = scope.pop(_FOUND)
        path = dict(zip(plan.names, values, strict=True))
        request = Request(scope, receive, send)
        body = await _body(request) if plan.reads_body else None
        try:
            given = plan.given(request, path, body)
        except _Unusual:
            await self._usual(scope, _again(body, receive), send)
            return
        # As the framework's routing leaves it, for what is called and for who watches.
        scope.update(route=plan.route, endpoint=plan.route.endpoint, path_params=path)
        response = await plan.answered(request, given)
        await response(scope, receive, send)


async def _body(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect as gone:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from gone


def _again(body: bytes | None, receive: Receive) -> Receive:
    """What was received, for somebody who has not seen it yet."""
    if body is None:
        return receive
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received


# --- Working it out. ---


def _planned(context: RouteContext) -> _Plan | None:
    route = context.original_route
    if not isinstance(route, APIRoute):
        return None
    try:
        _require(isinstance(context.response_class, DefaultPlaceholder))
        _require(context.response_field is not None and context.stream_item_field is None)
        _require(not any(getattr(context, name) for name in _SHAPING))
        calls = tuple(_calls(context.dependant))
        bodies = [call.body for call in calls if call.body is not None]
        _require(len(bodies) <= 1)
    except _Unusual:
        return None
    needs_body = any(body.of.field_info.is_required() for body in bodies)
    status = context.status_code or HTTPStatus.OK
    names = tuple(context.param_convertors)
    return _Plan(route, names, calls, bool(bodies), needs_body, status, context.response_field)


def _require(usual: bool) -> None:  # noqa: FBT001 - it is the condition itself
    if not usual:
        raise _Unusual


def _calls(endpoint: Dependant) -> Iterator[_Call]:
    numbers: dict[int, int] = {}

    def made(dependant: Dependant) -> Iterator[_Call]:
        answers = {}
        for further in dependant.dependencies:
            if id(further.call) not in numbers:
                yield from made(further)
            if further.name is not None:
                answers[further.name] = numbers[id(further.call)]
        yield _call(dependant, answers)
        numbers[id(dependant.call)] = len(numbers)

    return made(endpoint)


def _call(dependant: Dependant, answers: Mapping[str, int]) -> _Call:
    function = dependant.call
    assert function is not None, "what is depended on can be called"
    is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
        getattr(function, "__call__", None)  # noqa: B004 - whether that one is awaited
    )
    _require(is_async and dependant.use_cache and dependant.concurrency is None)
    _require(not dependant.cookie_params and not dependant.own_oauth_scopes)
    _require(
        not any(
            (
                dependant.websocket_param_name,
                dependant.background_tasks_param_name,
                dependant.security_scopes_param_name,
            )
        )
    )
    _require(len(dependant.body_params) <= 1)
    path = [_parameter(one) for one in dependant.path_params]
    query = [_parameter(one) for one in dependant.query_params]
    headers = [_parameter(one) for one in dependant.header_params]
    body = next((_parameter(one) for one in dependant.body_params), None)
    optional = [one for one in (*query, *headers, body) if one and not _is_required(one)]
    return _Call(
        function,
        answers,
        path,
        query,
        headers,
        body,
        sum(_is_required(one) for one in (*query, *headers)),
        {one.name: _default(one) for one in optional},
        dependant.request_param_name or dependant.http_connection_param_name,
        dependant.response_param_name,
    )


def _parameter(known: Any) -> _Parameter:
    info = known.field_info
    _require(info.validation_alias is None or isinstance(info.validation_alias, str))
    _require(not info.validate_default and not isinstance(info, params.Form))
    _require(not any(type(one) is Json for one in info.metadata))
    is_body = isinstance(info, params.Body)
    _require(not (is_body and info.embed))
    key = known.validation_alias or known.alias
    return _Parameter(known.name, key, known, is_body or not _is_many(info.annotation))


def _is_many(annotation: Any) -> bool:
    kind = get_origin(annotation) or annotation
    if isinstance(kind, type) and issubclass(kind, _MANY):
        return True
    return any(_is_many(part) for part in get_args(annotation))


def _is_required(parameter: _Parameter) -> bool:
    required: bool = parameter.of.field_info.is_required()
    return required


def _default(parameter: _Parameter) -> object:
    default = parameter.of.default
    frozen = isinstance(default, BaseModel) and default.model_config.get("frozen", False)
    _require(frozen or isinstance(default, _FIXED))
    return default
