"""The HTTP application, without its wiring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from opentelemetry.trace import TracerProvider
from starlette.types import ASGIApp

from application.identity import AuthenticationLog, TokenVerifier
from application.service import Service
from interfaces.api import (
    accountability,
    adoption,
    assessments,
    board,
    books,
    bulk,
    calendar,
    calendar_addresses,
    calendar_feeds,
    cases,
    chart,
    commands,
    communities,
    coverage,
    development,
    directory,
    dossiers,
    duplicates,
    estates,
    events,
    figures,
    health,
    health_contracts,
    indicator_files,
    indicator_pages,
    indicators,
    mediations,
    meetings,
    obligations,
    organisation,
    oversight,
    packs,
    photos,
    points,
    problems,
    public,
    ratings,
    reference,
    sensitive,
    surveys,
    triggers,
    viewer,
    volunteers,
    webhooks,
)
from interfaces.api.body_rules import BODY_LIMIT, PHOTO_BYTES, body_rules
from interfaces.api.client_address import Network
from interfaces.api.dependencies import Wiring
from interfaces.api.document import close_mappings, state_years
from interfaces.api.edge import Edge
from interfaces.api.lines import CaseLines
from interfaces.api.live.hub import Hub
from interfaces.api.open311 import georeport
from interfaces.api.open311.discovery import Contact
from interfaces.api.pool import Pool
from interfaces.api.ports import PoolFigure, Readiness, TokenMint
from interfaces.api.problems import Problem
from interfaces.api.rates import Rates
from interfaces.api.short_way import ShortWay
from interfaces.api.tags import TAGS
from interfaces.api.uploads import UploadWiring
from interfaces.api.watch import Watch, Watching

NO_LIMITS: Final = Rates()
UNWATCHED: Final = Watching()
NO_FIGURES: Final[Mapping[str, PoolFigure]] = {}
_ROUTERS: Final = (
    bulk.router,  # before the commands: its addresses look like theirs
    cases.router,
    commands.router,
    events.router,
    webhooks.router,
    board.router,
    figures.router,
    indicator_files.router,
    indicator_pages.router,
    indicators.router,
    duplicates.router,
    organisation.router,
    communities.router,
    meetings.router,
    oversight.router,
    estates.router,
    accountability.router,
    dossiers.router,
    triggers.router,
    books.router,
    surveys.router,
    health_contracts.router,
    assessments.router,
    mediations.router,
    sensitive.router,
    volunteers.router,
    points.router,
    directory.router,
    obligations.router,
    calendar_feeds.router,
    calendar_addresses.router,
    coverage.router,
    chart.router,
    packs.router,
    adoption.router,
    calendar.router,
    public.router,
    ratings.router,
    photos.router,
    health.router,
)
READERS: Final = 16
_WAITING_PER_THREAD: Final = 64
_AUTHENTICATING: Final = 8  # threads; more than ever wait for a slow issuer of tokens
_DESCRIPTION: Final = """\
Cases of grassroots governance, from the report to the rating.

Callers prove themselves by `Authorization: Bearer`, with an access token or an API key; their
rights are those of the posts they hold at that moment. A machine names the person it acts for in
`Closeout-On-Behalf-Of`, if its key was issued with that power.

Commands are `POST …/cases/{case_id}/{command}` and `POST …/bodies/{code}/{command}` with an
`Idempotency-Key`; the same key gives the same receipt and changes nothing. `If-Match` with an ETag
refuses a command that was decided on an older version. Refusals are RFC 9457 problems; `code` is
permanent and `rule` names the rule behind it. What the caller may not see does not exist. Lists are
`{items, next}`; `next` is the `cursor` of the page that follows, also named in a `Link` header.
`as_of` asks for the past on one of two axes; figures have a sibling `…/evidence` with the positions
of the events they were counted from. Instants are RFC 3339 with offset, money is in fen.
"""


def create_app(
    *,
    service: Service,
    verifier: TokenVerifier,
    mint: TokenMint | None = None,
    failures: AuthenticationLog | None = None,
    writers: int = 16,
    readers: int = READERS,
    require_if_match: bool = False,
    body_limit: int = BODY_LIMIT,
    live: Hub | None = None,
    contact: Contact | None = None,
    photo_bytes: int = PHOTO_BYTES,
    trusted_proxies: Sequence[Network] = (),
    rates: Rates = NO_LIMITS,
    readiness: Readiness | None = None,
    watching: Watching = UNWATCHED,
    tracing: TracerProvider | None = None,
    pools: Mapping[str, PoolFigure] = NO_FIGURES,
) -> FastAPI:
    """The API of one service.

    Args:
        mint: issues development tokens; its presence is development mode, shown in every answer.
        failures: notes who could not prove themselves.
        writers, readers: threads that carry out commands and queries.
        require_if_match: refuse commands to a case that do not name a version (428).
        body_limit: bytes of a request body that are read.
        live: its event streams; None: with the usual limits.
        contact: what Open311 discovery says of the operator; None: what can be said of any.
        photo_bytes: bytes of a photo that are read.
        trusted_proxies: networks whose word on the client's address is taken.
        rates: how fast one caller may ask.
        readiness: what ``/readyz`` asks; None: only that the log can be read.
        watching: what requests are counted with.
        tracing: where spans go; None: there are none.
        pools: told how full the pools ``commands`` and ``reads`` are.
    """
    app = _Api(
        title="Closeout",
        version="0.1.0",
        description=_DESCRIPTION,
        openapi_url=None,  # the framework writes it anew for everybody; see ``reference``
        docs_url=None,  # its pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        telemetry={
            "tracing": tracing is not None,
            "tracer_provider": tracing,
            "metrics": False,  # counted in ``watch``
            "logs": False,  # they would hold what was sent
            "auto_configure": False,  # so would exporters that the environment brings
        },
        separate_input_output_schemas=False,
        openapi_tags=TAGS,
        contact={"name": "Closeout"},
        servers=[{"url": "/"}],
    )
    live = Hub(service) if live is None else live
    app.state.at_stop = (live.close,)
    app.state.lines = CaseLines()
    app.watching = watching
    wiring = app.state.wiring = Wiring(
        service=service,
        verifier=verifier,
        commands=Pool(writers, writers * _WAITING_PER_THREAD, pools.get("commands")),
        reads=Pool(readers, readers * _WAITING_PER_THREAD, pools.get("reads")),
        probes=Pool(1, _WAITING_PER_THREAD),
        authentication=Pool(_AUTHENTICATING, waiting=_AUTHENTICATING * _WAITING_PER_THREAD),
        failures=failures,
        live=live,
        require_if_match=require_if_match,
        rates=rates,
        readiness=readiness,
    )
    app.state.uploads = UploadWiring(photo_bytes)
    app.state.trusted_proxies = tuple(trusted_proxies)
    problems.install(app)
    reference.install(app)
    viewer.install(app)
    if tracing is None:  # the spans of its parts are the framework's
        app.add_middleware(ShortWay, api=app)
    rules = body_rules(body_limit=body_limit, photo_bytes=photo_bytes)
    app.add_middleware(
        Edge, development=mint is not None, bodies=rules, apart=(f"{georeport.ROOT}/",)
    )
    for router in _ROUTERS:
        # As they are: included, each route would be worked out anew for each application.
        app.router.routes.extend(router.routes)
    # Under a standard of its own, so it is no part of the OpenAPI document.
    app.mount(georeport.ROOT, georeport.application(wiring, contact or Contact(), mint is not None))
    if mint is not None:
        app.router.routes.extend(development.router(mint).routes)
    return app


class _Api(FastAPI):
    """FastAPI with the schema of problems, which no route names as its own answer."""

    watching: Watching

    def build_middleware_stack(self) -> ASGIApp:
        # Outside of what answers errors that nobody foresaw: those are requests, too.
        return Watch(super().build_middleware_stack(), self.watching)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            schema = get_openapi(
                title=self.title,
                version=self.version,
                description=self.description,
                routes=self.routes,
                tags=self.openapi_tags,
                servers=self.servers,
                contact=self.contact,
            )
            schemas = schema["components"]["schemas"]
            problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= problem.pop("$defs")
            schemas["Problem"] = problem
            _complete_tuples(schemas)
            state_years(schema)
            close_mappings(schema)
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for path in schema["paths"].values():
                for operation in path.values():
                    for parameter in operation.get("parameters", ()):
                        _state_header(parameter)
            self.openapi_schema = schema
        return self.openapi_schema


def _complete_tuples(node: Any) -> None:
    """Checkers of OpenAPI look for ``items`` in any array; ``maxItems`` says that none follow."""
    if isinstance(node, dict):
        if "prefixItems" in node:
            node.setdefault("items", {})
        for value in node.values():
            _complete_tuples(value)
    elif isinstance(node, list):
        for value in node:
            _complete_tuples(value)


def _state_header(parameter: dict[str, Any]) -> None:
    """An absent header has a problem of its own, so the routes see it as empty; callers do not."""
    if parameter["in"] == "header":
        parameter["schema"].pop("default", None)
        parameter["required"] = parameter["name"] in {"Idempotency-Key", "Receipt-Code"}
