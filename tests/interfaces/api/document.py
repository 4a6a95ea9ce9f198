"""The OpenAPI document, worked out once for all tests of a process: it takes seconds."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from application.service import Service
from infrastructure.identity.development import DevelopmentIssuer
from interfaces.api.app import create_app


@cache
def openapi_document() -> dict[str, Any]:
    """That of every application in development mode; nothing of a service is used to make it."""
    issuer = DevelopmentIssuer(host="127.0.0.1", clock=_never)
    app = create_app(service=cast("Service", None), verifier=issuer.verifier, mint=issuer)
    return app.openapi()


def _never() -> Any:
    raise AssertionError("a document tells no time")
