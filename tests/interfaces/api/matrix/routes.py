"""Every route of the application with the way it is asked, or the reason why it is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Mount, Route

from interfaces.api import public, webhooks
from tests.interfaces.api.matrix import (
    accountability,
    bodies,
    cases,
    figures,
    meetings,
    obligations,
    oversight,
    points,
    policy,
    services,
)
from tests.interfaces.api.matrix.asking import Ask

TABLES: Final = (
    accountability.ROUTES,
    bodies.ROUTES,
    cases.ROUTES,
    figures.ROUTES,
    meetings.ROUTES,
    obligations.ROUTES,
    oversight.ROUTES,
    points.ROUTES,
    policy.ROUTES,
    services.ROUTES,
)
"""One table for each family: a route stands in the table of its own."""

ROUTES: Final[Mapping[str, Ask]] = {name: ask for table in TABLES for name, ask in table.items()}
"""How each route is asked, and what is expected, by operation."""

OPEN_TO_ALL: Final = frozenset(
    {
        "healthz",
        "readyz",
        "issue_development_token",
        "/openapi.json",
        "/docs",
        "/docs/{name}",
        "/pages",  # the same for everybody: what is shown on it is asked for with one's token
        "/pages/{name}",
    }
)
"""Routes without a line in the matrix; each is about no jurisdiction."""

TESTED_APART: Final = frozenset(
    {
        "/open311",  # test_open311*: a standard's own callers and errors
        # test_webhooks: what is sent also depends on the person a webhook acts for
        *(route.operation_id for route in webhooks.router.routes if isinstance(route, APIRoute)),
        # test_public_*: the bearer of a receipt code is asked for no right; a code is one case
        *(route.operation_id for route in public.router.routes if isinstance(route, APIRoute)),
        # test_rating_links: so it is with a link, which is one closing
        "read_rating_link",
        "rate_by_link",
        # test_calendar_addresses: the rights are those of whoever made the address
        "open_calendar_address",
    }
)
"""Routes whose callers are no column of the matrix alone; the tests of their modules hold them."""

KNOWN: Final = frozenset({*ROUTES, *OPEN_TO_ALL, *TESTED_APART})


def operations(routes: Sequence[BaseRoute]) -> frozenset[str]:
    """The operation of every route of an application, documented or not."""
    found = []
    for context in iter_route_contexts(routes):
        route = context.original_route if hasattr(context, "original_route") else context
        assert isinstance(route, APIRoute | Route | Mount), route
        named = getattr(route, "operation_id", None)
        found.append(named or route.path)
    return frozenset(found)
