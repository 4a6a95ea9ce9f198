"""The route that hands out development tokens; absent wherever an issuer is configured."""

from __future__ import annotations

import ipaddress
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Body, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from application.identity import TokenInvalid
from domain.vocabulary import Code
from interfaces.api import problems
from interfaces.api.examples import shown
from interfaces.api.ports import TokenMint
from interfaces.api.refusals import NotLocal
from interfaces.api.refused_here import PLAIN

_PROXY_HEADERS: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")


class TokenRequest(BaseModel):
    """Whose token it shall be."""

    model_config = ConfigDict(extra="forbid")

    person_ref: Code = Field(description="The person; rights are those of her posts.")
    represented_by: Code | None = Field(
        default=None, description="The machine that acts for the person."
    )


class TokenView(BaseModel):
    """A bearer token."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of the scheme
    scope: str
    expires_at: AwareDatetime


def router(mint: TokenMint) -> APIRouter:
    """The routes of development mode.

    Args:
        mint: refuses by itself to exist where the service listens beyond this machine.
    """
    routes = APIRouter(tags=["development"])

    @routes.post(
        "/development/tokens",
        operation_id="issue_development_token",
        summary="Get a token as anybody, on this machine only",
        status_code=HTTPStatus.CREATED,
        responses=problems.responses(NotLocal, TokenInvalid, codes=PLAIN),
    )
    async def issue(
        request: Request,
        body: Annotated[TokenRequest, Body(openapi_examples=shown({"person_ref": "gu"}))],
    ) -> TokenView:
        """The token passes the same verifier as any other; the person's rights are her posts'."""
        _require_local(request)
        token, identity = mint.issue(body.person_ref, represented_by=body.represented_by)
        return TokenView(
            access_token=token,
            scope=" ".join(sorted(identity.scopes)),
            expires_at=identity.expires_at,
        )

    return routes


def _require_local(request: Request) -> None:
    """A web page elsewhere may name this machine; a proxy may stand on it."""
    asking = request.client.host if request.client else ""
    named = request.url.hostname or ""
    if not (_is_loopback(asking) and (named == "localhost" or _is_loopback(named))):
        raise NotLocal
    if any(header in request.headers for header in _PROXY_HEADERS):
        raise NotLocal


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
