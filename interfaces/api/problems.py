"""Refusals as RFC 9457 problem details: the one place that knows both rules and HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Match
from starlette.types import Scope

from application.directory import DirectoryBehind
from application.errors import PermissionDenied
from application.identity import Unauthenticated
from application.residents.errors import LimitReached, RatingLinkSpent
from domain.kernel import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    StaleVersion,
    Unavailable,
)
from interfaces.api.refusals import (
    Malformed,
    NotLocal,
    PhotoTooLarge,
    PreconditionRequired,
    RateExceeded,
)

MEDIA_TYPE: Final = "application/problem+json"
PROBLEM_CODE: Final = "closeout.problem"
"""Where the code of the problem stands in the scope, for whoever watches requests."""

_STATUS: Final[Mapping[type[DomainError], HTTPStatus]] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotLocal: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    StaleVersion: HTTPStatus.PRECONDITION_FAILED,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    RateExceeded: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    LimitReached: HTTPStatus.TOO_MANY_REQUESTS,
    RatingLinkSpent: HTTPStatus.GONE,
    PhotoTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
RETRY_AFTER: Final = "2"  # seconds; a failover of the database takes longer, a busy moment less
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# Messages of these errors quote the value that was sent.
_QUOTES_INPUT = re.compile(r"_parsing$|_from_date_parsing$|^json_invalid$")


class FieldProblem(BaseModel):
    """One thing that is wrong with a request."""

    at: str = Field(description="Where: path of names and places, starting with the part.")
    code: str = Field(description="What, for programs.")
    detail: str = Field(description="What, for people; never the value that was sent.")


class Problem(BaseModel):
    """RFC 9457 problem details, with the id of the rule that said no.

    ``type`` and ``code`` are permanent. Some problems have further members.
    """

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/problems/case-not-uploaded"])
    title: str = Field(examples=["Only an uploaded case is triaged"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["Only an uploaded case is triaged; it is REPORTED."])
    instance: str = Field(examples=["/jurisdictions/daguan/cases"])
    code: str = Field(examples=["case-not-uploaded"])
    rule: str | None = Field(default=None, examples=["2.5"])
    errors: list[FieldProblem] | None = None


class Code:
    """Codes of problems that no rule is behind; permanent like the others."""

    INVALID = "invalid-request"
    BAD_JSON = "malformed-json"
    ROUTE_NOT_FOUND = "route-not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    BODY_TOO_LARGE = "body-too-large"
    MEDIA_TYPE = "unsupported-media-type"
    BEHIND = "directory-behind"
    INTERNAL = "internal-error"
    # The event log's own refusals, whose classes no interface may know.


def status_of(error: type[DomainError]) -> HTTPStatus:
    """The status of a refusal, by its kind."""
    for kind in error.__mro__:
        if kind in _STATUS:
            return _STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def rendered(
    scope: Scope,
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    further: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem as a response; ``further`` are members of this kind of problem."""
    scope[PROBLEM_CODE] = code
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "instance": quote(scope["path"]),
        "code": code,
        **(further or {}),
    }
    extra = dict(headers or {})
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        extra["Retry-After"] = RETRY_AFTER
    return JSONResponse(jsonable_encoder(body), status, extra, MEDIA_TYPE)


def refused(scope: Scope, error: DomainError) -> JSONResponse:
    """A refusal as a response."""
    told = _told(error)
    headers = {}
    if isinstance(told, Unauthenticated):
        headers["WWW-Authenticate"] = _challenge(told)
    if isinstance(told, LimitReached):
        headers["Retry-After"] = str(told.facts()["retry_after_seconds"])
    if isinstance(told, RateExceeded):
        headers["Retry-After"] = str(told.seconds)
    return rendered(
        scope,
        status_to_tell(told),
        told.code,
        told.title,
        str(told) or told.title,
        further=_members(told),
        headers=headers,
    )


def problem_of(error: DomainError, instance: str) -> Problem:
    """A refusal as a part of an answer, about what stands at the address ``instance``."""
    told = _told(error)
    return Problem(
        type=f"/problems/{told.code}",
        title=told.title,
        status=int(status_to_tell(told)),
        detail=str(told) or told.title,
        instance=instance,
        code=told.code,
        **_members(told),
    )


def status_to_tell(error: DomainError) -> HTTPStatus:
    """The status of a refusal; one of no kind that callers may be told of is a bug."""
    status = status_of(type(error))
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        raise error
    return status


def _told(error: DomainError) -> DomainError:
    """What the caller is told: of what it may not see, that it does not exist."""
    if isinstance(error, PermissionDenied) and error.conceals is not None:
        return error.conceals
    return error


def _members(error: DomainError) -> dict[str, Any]:
    rule = {} if error.rule is None else {"rule": error.rule}
    return {**rule, **error.facts()}


def responses(*errors: type[DomainError], codes: Sequence[str] = ()) -> dict[int | str, Any]:
    """The ``responses=`` of a route: the refusals it can meet, grouped by status.

    Args:
        codes: problems without a class: of ``Code``, documented under their status.
    """
    lines: dict[int, dict[str, str]] = {}
    for error in errors:
        rule = f" ({error.rule})" if error.rule else ""
        lines.setdefault(int(status_of(error)), {})[error.code] = f"{error.title}{rule}"
    for code in codes:
        status, title = _PLAIN[code]
        lines.setdefault(int(status), {})[code] = title
    return {
        status: {
            "description": "\n".join(f"- `{code}`: {text}" for code, text in sorted(found.items())),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **({"headers": _COME_BACK} if status in _WAIT else {}),
        }
        for status, found in sorted(lines.items())
    }


def listed(*errors: type[DomainError], codes: Sequence[str] = ()) -> str:
    """The same as lines of text, for problems that are parts of an answer."""
    told = responses(*errors, codes=codes).values()
    return "\n".join(sorted("\n".join(one["description"] for one in told).splitlines()))


_WAIT: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_COME_BACK: Final = {
    "Retry-After": {
        "description": "Seconds after which it is worth asking again.",
        "schema": {"type": "integer", "minimum": 1},
    }
}

_PLAIN: Final = {
    Code.INVALID: (HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not valid"),
    Code.BAD_JSON: (HTTPStatus.BAD_REQUEST, "The body is not JSON"),
    Code.ROUTE_NOT_FOUND: (HTTPStatus.NOT_FOUND, "There is nothing at this address"),
    Code.METHOD_NOT_ALLOWED: (HTTPStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
    Code.BODY_TOO_LARGE: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    Code.MEDIA_TYPE: (
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is of another media type than this address takes",
    ),
    Code.BEHIND: (HTTPStatus.SERVICE_UNAVAILABLE, "The directory is not up to date yet"),
    Code.INTERNAL: (HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side"),
}


def plain(
    scope: Scope,
    code: str,
    detail: str,
    *,
    further: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem of ``Code`` as a response."""
    status, title = _PLAIN[code]
    return rendered(scope, status, code, title, detail, further=further, headers=headers)


def plain_problem(code: str, detail: str, instance: str) -> Problem:
    """The same as a part of an answer, about what stands at the address ``instance``."""
    status, title = _PLAIN[code]
    return Problem(
        type=f"/problems/{code}",
        title=title,
        status=int(status),
        detail=detail,
        instance=instance,
        code=code,
    )


def install(app: FastAPI) -> None:
    """Let every error of the application leave it as a problem."""
    app.add_exception_handler(DomainError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(DirectoryBehind, _on_directory_behind)
    app.add_exception_handler(Exception, _on_bug)


def _on_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)
    return refused(request.scope, error)


def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return plain(request.scope, Code.BAD_JSON, "The body could not be read as JSON.")
    detail = "The request does not have the documented shape."
    errors = [_field_problem(one) for one in found]
    return plain(request.scope, Code.INVALID, detail, further={"errors": errors})


def _field_problem(error: Mapping[str, Any]) -> dict[str, str]:
    kind = str(error["type"])
    place = (str(part) if isinstance(part, int) else _name(part) for part in error["loc"])
    detail = "This is not a value of the documented type."
    said = str(error["msg"]).removeprefix("Value error, ")
    return {
        "at": "/".join(place),
        "code": kind.replace("_", "-"),
        "detail": detail if _QUOTES_INPUT.search(kind) else said,
    }


def _name(part: object) -> str:
    """A field name of ours as it is; one that the caller made up is not repeated."""
    text = str(part).lower()
    return str(part) if _NAME.fullmatch(text.replace("-", "_")) else "?"


def _on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    match error.status_code:
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join(_allowed(request))
            detail = f"Use {allowed}."
            return plain(request.scope, Code.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
        case HTTPStatus.NOT_FOUND:
            return plain(request.scope, Code.ROUTE_NOT_FOUND, "There is nothing at this address.")
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return plain(request.scope, Code.BODY_TOO_LARGE, "The body is too large.")
        case HTTPStatus.BAD_REQUEST:
            return plain(request.scope, Code.BAD_JSON, "The body could not be read as JSON.")
        case _:
            raise error  # the framework raises no other; a new one is a bug to look at


def _allowed(request: Request) -> list[str]:
    """Methods of every route at this address; the framework names those of the first one only."""
    routes = request.app.router.routes
    return [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL
               for route in routes)
    ]  # fmt: skip


def _on_directory_behind(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DirectoryBehind)
    return plain(request.scope, Code.BEHIND, "Nothing was decided; try again shortly.")


def _on_bug(request: Request, _error: Exception) -> JSONResponse:
    """What happened stays in the log of the process; the framework raises it again there."""
    return plain(request.scope, Code.INTERNAL, "It has been logged; nothing was done in part.")


def _challenge(error: Unauthenticated) -> str:
    if error.challenge is None:
        return 'Bearer realm="closeout"'
    detail = str(error).replace("\\", "").replace('"', "'")
    return f'Bearer realm="closeout", error="{error.challenge}", error_description="{detail}"'
