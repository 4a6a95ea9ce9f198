"""Refusals as GeoReport v2 words them: a list of code and description, with 400, 403 or 404.

This family keeps to its own standard, not to RFC 9457 (ADR 17). The permanent code of a refusal
stands in brackets at the end of its description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import HTTPExceptionHandler

from application.directory import DirectoryBehind
from application.identity import TokenMissing, Unauthenticated
from application.ports import UnknownJurisdiction
from domain.kernel import DomainError, Forbidden, NotFound, Unavailable
from interfaces.api.open311.answers import ErrorAnswer
from interfaces.api.open311.rendering import Format, rendered
from interfaces.api.problems import Code
from interfaces.api.refusals import Malformed, RateExceeded

_STATUS: Final[Mapping[type[DomainError], HTTPStatus]] = {
    UnknownJurisdiction: HTTPStatus.NOT_FOUND,
    NotFound: HTTPStatus.NOT_FOUND,
    Unauthenticated: HTTPStatus.FORBIDDEN,
    Forbidden: HTTPStatus.FORBIDDEN,
    RateExceeded: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Everything else is 400."""

_RETRY_AFTER: Final = "2"  # seconds
_HTTP: Final[Mapping[int, tuple[str, str]]] = {
    HTTPStatus.NOT_FOUND: (Code.ROUTE_NOT_FOUND, "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: (Code.METHOD_NOT_ALLOWED, "The method is not allowed here."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (Code.BODY_TOO_LARGE, "The body is too large."),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        Code.MEDIA_TYPE,
        "Send application/x-www-form-urlencoded in UTF-8.",
    ),
}


class JurisdictionMissing(Malformed):
    """Several jurisdictions are served here."""

    code = "jurisdiction-missing"
    title = "jurisdiction_id is required"

    def __init__(self) -> None:
        super().__init__("jurisdiction_id was not provided; several are served here.")


class ParameterMalformed(Malformed):
    """A field cannot be read as the standard has it."""

    code = "invalid-request"
    title = "The request is not valid"


def wrong_fields(error: ValidationError) -> ParameterMalformed:
    """What is wrong with which fields; never the value that was sent."""
    said = []
    for one in error.errors(include_url=False, include_input=False):
        name = str(one["loc"][0]) if one["loc"] else ""
        if one["type"] == "extra_forbidden":
            said.append("a field that is none of GeoReport v2")
        else:
            message = str(one["msg"]).removeprefix("Value error, ")
            said.append(f"{name}: {message}" if name else message)
    return ParameterMalformed("; ".join(dict.fromkeys(said)))


def form_of(request: Request) -> Format:
    """The format a request asked for; XML, which every client knows, if none can be told."""
    return Format.JSON if str(request.scope["path"]).endswith(".json") else Format.XML


def _answer(
    request: Request, status: int, code: str, said: str, headers: Mapping[str, str] | None = None
) -> Response:
    errors: Sequence[ErrorAnswer] = [
        ErrorAnswer(code=status, description=f"{said} [{code}]"),
    ]
    return rendered(form_of(request), "errors", errors, status, headers)


def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    status = next(
        (_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), HTTPStatus.BAD_REQUEST
    )
    if isinstance(error, TokenMissing):
        return _answer(request, status, error.code, "api_key was not provided.")
    headers = {}
    if isinstance(error, RateExceeded):
        headers["Retry-After"] = str(error.seconds)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = _RETRY_AFTER
    return _answer(request, status, error.code, str(error) or error.title, headers)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code not in _HTTP:
        raise error  # the framework raises no other; a new one is a bug to look at
    code, said = _HTTP[error.status_code]
    return _answer(request, error.status_code, code, said, error.headers)


def _on_directory_behind(request: Request, _error: Exception) -> Response:
    return _answer(
        request,
        HTTPStatus.SERVICE_UNAVAILABLE,
        Code.BEHIND,
        "Nothing was decided; try again shortly.",
        {"Retry-After": _RETRY_AFTER},
    )


def _on_bug(request: Request, _error: Exception) -> Response:
    return _answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        Code.INTERNAL,
        "It has been logged; nothing was done in part.",
    )


HANDLERS: Final[Mapping[type[Exception], HTTPExceptionHandler]] = {
    DomainError: _on_refusal,
    HTTPException: _on_http_error,
    DirectoryBehind: _on_directory_behind,
    Exception: _on_bug,
}
