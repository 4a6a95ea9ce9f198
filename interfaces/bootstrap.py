"""Composition root: the only module that knows every concrete class."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_bytes
from threading import Event
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier, Literal
from psycopg_pool import ConnectionPool

from application.api_keys import ApiKeyDesk
from application.deadlines import Deadlines
from application.directory import DirectoryKeeper
from application.imports.import_cases import CaseImport
from application.imports.pseudonyms import Pseudonyms
from application.live.feed import LiveFeed
from application.obligations.sweep import ObligationSweep
from application.ports import Clock, LogUnavailable, UnknownJurisdiction
from application.queries.desk import QueryDesk
from application.queries.directory_desk import DirectoryDesk
from application.queries.policy_desk import PolicyDesk
from application.read_models.case_index import CaseIndex
from application.scenarios.clock import StoryClock
from application.service import Service
from application.service_requests.desk import ServiceRequestDesk
from application.webhooks.audience import Audiences
from application.webhooks.deliverer import Bounds, Deliverer
from domain.calendar.working_days import WorkingCalendar
from domain.policy.shelf import PackShelf
from infrastructure.backup import backup, manifest, programs
from infrastructure.backup import restore as restoring
from infrastructure.calendars.overrides import read_overrides
from infrastructure.calendars.stored import StoredCalendars
from infrastructure.csv_rows import open_csv
from infrastructure.directory_events import PostgresDirectoryEvents
from infrastructure.event_log.feed import PostgresFeedLog
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.event_log.signals import PostgresSignals
from infrastructure.identity.key_register import PostgresApiKeyRegister
from infrastructure.import_maps import read_map
from infrastructure.imported_cases import PostgresKnownCases
from infrastructure.observation.admin import AdminAddressTaken
from infrastructure.observation.admin import admin as listening
from infrastructure.observation.logs import structured
from infrastructure.observation.observed import Observation
from infrastructure.observation.shared_counters import shared_counters
from infrastructure.policies import JurisdictionPacks, LogJurisdictions
from infrastructure.policy_files import PACKAGED, load_packs
from infrastructure.postgres.bounded import BOUNDED, Bounded
from infrastructure.postgres.declarations import PhaseUndeclared
from infrastructure.postgres.embedded import EmbeddedServer, EmbeddedServerUnavailable
from infrastructure.postgres.environment import Environment, environment_of, state_environment
from infrastructure.postgres.migrations import (
    DatabaseIsNewer,
    MigrationChanged,
    OlderVersionRuns,
    TableBusy,
    migrate,
    migrations,
    missing,
    plan,
    rehearse,
)
from infrastructure.postgres.pool import (
    SERVICE_ROLE,
    ConnectionLost,
    Rejected,
    Sessions,
    with_role,
)
from infrastructure.postgres.readers import Readers
from infrastructure.postgres.running_versions import registered
from infrastructure.processor import one_core
from infrastructure.projections.case_heads import HotCaseHeads
from infrastructure.projections.histories import TRACKING
from infrastructure.projections.obligation_queries import PostgresObligationIndex
from infrastructure.projections.projector import Leadership, Projector
from infrastructure.projections.rebuild import (
    NoSuchReadModel,
    RebuildRuns,
    Rebuilt,
    TablesHeld,
    chosen,
)
from infrastructure.projections.rebuild import rebuild as rebuild_tables
from infrastructure.projections.rebuild_crew import HelperLost
from infrastructure.projections.service_requests import PostgresServiceRequests
from infrastructure.readiness import Readiness
from infrastructure.residents.settings import ResidentSettings
from infrastructure.residents.wiring import residents_door
from infrastructure.scenario_files import read_scenario
from infrastructure.security_log import PostgresSecurityLog
from infrastructure.settings import Settings, SettingsRefused, read_settings
from infrastructure.vault.postgres import PostgresVault
from infrastructure.vault.sealing import Sealer
from infrastructure.webhooks.addresses import AddressGuard, Allowed
from infrastructure.webhooks.outbox import Outbox
from infrastructure.webhooks.queue import (
    PostgresDeliveryQueue,
    delivery_pool,
)
from infrastructure.webhooks.sending import HttpSender
from infrastructure.webhooks.store import PostgresWebhookStore

if TYPE_CHECKING:
    from fastapi import FastAPI
    from opentelemetry.sdk.trace import TracerProvider

    from application.identity import TokenVerifier
    from infrastructure.backup.backup import Told
    from infrastructure.backup.manifest import Manifest
    from infrastructure.identity.development import DevelopmentIssuer
    from infrastructure.identity.fetched_keys import FetchedKeys
    from infrastructure.observation.figures import FigureSource
    from infrastructure.observation.metrics import Metrics
    from interfaces.api.rates import Buckets

__all__ = [
    "AdminAddressTaken",
    "DatabaseIsNewer",
    "EmbeddedServerUnavailable",
    "Environment",
    "HelperLost",
    "MigrationChanged",
    "NoSuchReadModel",
    "OlderVersionRuns",
    "PhaseUndeclared",
    "RebuildRuns",
    "Settings",
    "SettingsRefused",
    "TableBusy",
    "TablesHeld",
    "load_packs",
    "migrate",
    "open_csv",
    "plan",
    "read_map",
    "read_scenario",
    "read_settings",
    "rehearse",
]

LOGGER = logging.getLogger(__name__)

DATABASE: Final = "closeout"
DEMO_DATABASE: Final = "closeout_demo"
_SCRATCH = "closeout_scratch_"
_REGISTRARS, _PATIENCE = 4, 10.0  # connections of the register of webhooks; seconds
_PROBE: Final = 2.0  # seconds that whoever watches a process waits for the database
_BURST: Final = 20  # seconds' worth of requests that a caller may ask at once
UNOBSERVED: Final = Observation()
VAULT_KEYS: Final = manifest.KEYS
BACKUP_REFUSALS: Final = (
    backup.BackupExists,
    manifest.NotWhole,
    programs.NoProgram,
    programs.ProgramFailed,
    restoring.DatabaseNotEmpty,
    restoring.KeyDoesNotFit,
    restoring.RestoreDiffers,
)
"""Why a back-up or a restore was not done; each says what is wrong."""
DATABASE_LOST: Final = (psycopg.OperationalError, psycopg.InterfaceError, LogUnavailable)
"""Errors of a connection that ended, or that could not be made."""

_SECRET: Final = 32  # bytes
_NO_RECEIVERS_INSIDE: Final = Allowed()


class TokensRefused(Exception):
    """The settings leave nobody who could issue access tokens, or issuer keys that are unusable."""


class DatabaseUnusable(Exception):
    """The configured database cannot be reached, or lacks tables of this version."""


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the deliverer of webhooks is built from."""

    sealer: Sealer
    guard: AddressGuard
    audiences: Audiences


@dataclass(frozen=True, slots=True)
class Wiring:
    """A service and the handles its processes need.

    Attributes:
        dsn: the database, as its owner; migrations and rebuilds use it.
        role: role the service acts in.
    """

    service: Service
    dsn: str
    role: str
    sessions: Sessions
    log: PostgresEventLog
    calendars: StoredCalendars
    outgoing: Outgoing
    known_jurisdictions: Callable[[], Collection[str]]


@dataclass(frozen=True, slots=True)
class Observing:
    """What watches a process.

    Attributes:
        metrics: None: no port for them is set.
        tracing: None: nobody collects traces.
    """

    metrics: Metrics | None
    tracing: TracerProvider | None
    observation: Observation


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where the demonstration plays.

    Attributes:
        finished: an earlier run built the street; it can be shown as it stands.
    """

    wiring: Wiring
    clock: StoryClock
    finished: bool


@contextmanager
def wired(
    dsn: str,
    *,
    master_key: bytes,
    clock: Clock = utc_now,
    role: str = SERVICE_ROLE,
    packs: PackShelf | None = None,
    observation: Observation = UNOBSERVED,
    receivers: Allowed = _NO_RECEIVERS_INSIDE,
    residents: ResidentSettings | None = None,
) -> Iterator[Wiring]:
    """Compose the service on a migrated database; closes what it opened.

    Args:
        clock: the only source of now; scenarios bring their own.
        packs: the shelf; None: the packs that ship with the product.
        observation: counts and times the parts.
        receivers: where webhooks may be sent beside public addresses.
        residents: settings of the residents' door; None: the defaults.
    """
    with ExitStack() as stack:
        sessions = Sessions(dsn, role=role or None)
        stack.callback(sessions.close)
        log = observation.log(sessions, hot=[HotCaseHeads()])
        stack.callback(log.close)
        vault = PostgresVault(sessions, master_key)
        security = observation.security(PostgresSecurityLog(sessions))
        shelf = packs if packs is not None else load_packs()
        jurisdictions = LogJurisdictions(log, shelf)
        by_jurisdiction = JurisdictionPacks(shelf, jurisdictions.all)
        calendars = StoredCalendars(sessions.dsn)
        directories = DirectoryKeeper(PostgresDirectoryEvents(sessions, log))
        reading = stack.enter_context(Bounded.connect(sessions.dsn, autocommit=True))
        projector = Projector(reading, log, lambda: list(jurisdictions.all()))
        readers = Readers(sessions.dsn)
        stack.callback(readers.close)
        models = observation.read_models(readers, log)
        index = CaseIndex(models, clock)
        queries = QueryDesk(
            models=models,
            log=log,
            packs=by_jurisdiction,
            calendars=calendars,
            directories=directories,
            vault=vault,
            security=security,
            clock=clock,
        )
        cases = observation.cases(
            log=log,
            packs=by_jurisdiction,
            calendars=calendars,
            directories=directories,
            vault=vault,
            index=index,
            security=security,
            clock=clock,
        )
        audiences = Audiences(log=log, directories=directories, packs=by_jurisdiction)
        sealer = Sealer(master_key, b"webhook")
        guard = AddressGuard(receivers)
        pool = stack.enter_context(
            ConnectionPool(
                sessions.dsn,
                connection_class=BOUNDED,
                min_size=0,
                max_size=_REGISTRARS,
                timeout=_PATIENCE,
                check=ConnectionPool.check_connection,
                open=True,
            )
        )
        webhooks = observation.webhooks(
            store=PostgresWebhookStore(pool, sealer),
            guard=guard,
            log=log,
            directories=directories,
            packs=by_jurisdiction,
            security=security,
            clock=clock,
            new_id=uuid4,
            new_secret=partial(token_bytes, _SECRET),
        )
        service = Service(
            cases=cases,
            organisation=observation.organisation(
                log=log,
                jurisdictions=jurisdictions,
                packs=by_jurisdiction,
                calendars=calendars,
                directories=directories,
                security=security,
                clock=clock,
            ),
            webhooks=webhooks,
            queries=queries,
            feed=LiveFeed(
                queries=queries,
                log=PostgresFeedLog(sessions, log),
                signals=PostgresSignals(sessions.dsn),
            ),
            service_requests=ServiceRequestDesk(
                cases=cases,
                rows=PostgresServiceRequests(readers, log),
                pseudonyms=Pseudonyms(master_key),
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
            ),
            directory=DirectoryDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
            ),
            policies=PolicyDesk(
                log=log,
                packs=by_jurisdiction,
                directories=directories,
                security=security,
                clock=clock,
                jurisdictions=jurisdictions,
                calendars=calendars,
            ),
            deadlines=Deadlines(desk=cases, due=index, clock=clock),
            obligations=ObligationSweep(
                log=log,
                index=PostgresObligationIndex(readers),
                packs=by_jurisdiction,
                calendars=calendars,
                directories=directories,
                clock=clock,
            ),
            residents=residents_door(
                sessions, vault, master_key, cases, queries, residents or ResidentSettings()
            ),
            projector=projector,
            jurisdictions=jurisdictions,
            directories=directories,
            log=log,
            vault=vault,
            packs=by_jurisdiction,
            security=security,
            clock=clock,
        )
        outgoing = Outgoing(sealer, guard, audiences)
        known = by_jurisdiction.known
        yield Wiring(service, dsn, role, sessions, log, calendars, outgoing, known)


@contextmanager
def running(
    settings: Settings, kind: str = "command", observing: Observing | None = None
) -> Iterator[Wiring]:
    """The service of a deployment, on its own database, registered as running there.

    Args:
        kind: what the process is, for whoever wonders why a migration waits.

    Raises:
        EmbeddedServerUnavailable: nothing is configured and no server can run here.
        DatabaseUnusable: the configured one cannot be reached or was not migrated.
        PackRefused: a pack has a fault; nothing starts (B.3).
        SettingsRefused: the master key cannot be used.
    """
    packs, master_key = packs_of(settings), settings.master_key()
    observation = observing.observation if observing else UNOBSERVED
    with database(settings) as dsn:
        _require_migrated(dsn)
        role = settings.service_role
        receivers = settings.webhook_places()
        if environment_of(with_role(dsn, role or None)) is not Environment.DEVELOPMENT:
            receivers = replace(receivers, loopback=False)
        with (
            wired(
                dsn,
                master_key=master_key,
                role=role,
                packs=packs,
                receivers=receivers,
                residents=settings,
                observation=observation,
            ) as wiring,
            _registered(wiring, kind),
        ):
            _require_migrated(dsn)  # a migration that did not see us coming has been applied
            LOGGER.info("%s runs", kind)
            yield wiring
            LOGGER.info("%s ends", kind)


@contextmanager
def _registered(wiring: Wiring, kind: str) -> Iterator[None]:
    try:
        with registered(wiring.sessions, kind):
            yield
    except (ConnectionLost, Rejected) as error:
        raise DatabaseUnusable(f"the database cannot be used: {error}".strip()) from error


@contextmanager
def demonstration(settings: Settings, *, fresh: bool) -> Iterator[Demonstration]:
    """A service on the demonstration's own database, under a story's clock.

    The database is made anew unless one was finished by this very version. Its commits do not wait
    for the disk: a demonstration that was broken off is begun again.
    """
    with EmbeddedServer.start(settings.data_dir) as server:
        maintenance = server.dsn("postgres")
        version = _source_digest()
        finished = not fresh and _comment(maintenance, DEMO_DATABASE) == version
        if not finished:
            drop_database(maintenance, DEMO_DATABASE)
            make_database(maintenance, DEMO_DATABASE)
            with psycopg.connect(maintenance, autocommit=True) as connection:
                connection.execute(
                    SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(
                        Identifier(DEMO_DATABASE)
                    )
                )
        dsn = server.dsn(DEMO_DATABASE)
        migrate(dsn)
        clock = StoryClock(datetime(2020, 1, 1, tzinfo=UTC))
        with wired(dsn, master_key=settings.master_key(), clock=clock) as wiring, one_core():
            yield Demonstration(wiring, clock, finished)
        if not finished:
            with psycopg.connect(maintenance, autocommit=True) as connection:
                connection.execute(
                    SQL("COMMENT ON DATABASE {} IS {}").format(
                        Identifier(DEMO_DATABASE), Literal(version)
                    )
                )


def _comment(maintenance: str, database: str) -> str | None:
    with psycopg.connect(maintenance) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [database],
        ).fetchone()
    return found[0] if found else None


def _source_digest() -> str:
    """Names this version of the program: what it built, only it may show."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for package in ("domain", "application", "infrastructure"):
        for file in sorted(root.joinpath(package).rglob("*")):
            if file.suffix in {".py", ".sql", ".yaml"}:
                digest.update(f"{file.relative_to(root)}\0".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


@contextmanager
def scratch_service(clock: Clock, packs: PackShelf) -> Iterator[Service]:
    """A service on a database of its own that goes with the context; for stories."""
    settings = read_settings()
    with (
        scratch_database(settings) as dsn,
        wired(dsn, master_key=settings.master_key(), clock=clock, packs=packs) as wiring,
    ):
        yield wiring.service


def case_import(wiring: Wiring) -> CaseImport:
    """The import of cases into a running service."""
    return CaseImport(
        desk=wiring.service.cases,
        known=PostgresKnownCases(wiring.sessions),
        jurisdictions=wiring.service.jurisdictions,
    )


@contextmanager
def api(
    wiring: Wiring,
    settings: Settings,
    observing: Observing | None = None,
    *,
    worker: int | None = None,
    development_key: bytes | None = None,
) -> Iterator[FastAPI]:
    """The HTTP application: with the configured issuer's tokens, else in development mode.

    Args:
        worker: number of this process among several; each keeps to a core of its own.
        development_key: made by ``new_development_key``, for processes that serve together; None:
            this process has one of its own. Means nothing where an issuer is configured.

    Raises:
        TokensRefused: see ``require_tokens``.
    """
    # Here, so that the other commands start without the web framework.
    from infrastructure.authentication_tally import AuthenticationTally  # noqa: PLC0415 - see above
    from infrastructure.identity.api_keys import (  # noqa: PLC0415 - see above
        ApiKeyVerifier,
        EitherVerifier,
    )
    from infrastructure.identity.remembered import (  # noqa: PLC0415 - see above
        RememberingVerifier,
    )
    from interfaces.api.app import READERS, create_app  # noqa: PLC0415 - see above
    from interfaces.api.open311.discovery import Contact  # noqa: PLC0415 - see above
    from interfaces.api.rates import Rates  # noqa: PLC0415 - see above
    from interfaces.api.watch import Watching  # noqa: PLC0415 - see above

    service = wiring.service
    mint = None
    if settings.issuer is None:
        mint = _development(wiring, settings, development_key)
        tokens: TokenVerifier = mint.verifier
    else:
        tokens, keys = _issued_elsewhere(settings, service.clock)
        keys.prefetch()
    tally = AuthenticationTally(service.security, service.jurisdictions.all, service.clock)
    tally.start()
    try:
        metrics = observing.metrics if observing else None
        probes = Sessions(wiring.dsn, role=wiring.role or None, answer_within=_PROBE)
        readiness = Readiness(
            probes,
            service.clock,
            lag_seconds=settings.ready_lag_seconds,
            calendar_days=settings.ready_calendar_days,
        )
        if metrics is not None:
            metrics.threads(commands=settings.writers, reads=READERS)
        with one_core(worker), closing(probes):
            yield create_app(
                service=service,
                verifier=EitherVerifier(
                    RememberingVerifier(verifier=tokens, clock=service.clock),
                    ApiKeyVerifier(wiring.sessions, service.clock),
                ),
                mint=mint,
                failures=tally,
                writers=settings.writers,
                contact=Contact(settings.open311_contact, settings.public_url),
                trusted_proxies=settings.trusted_proxies,
                photo_bytes=settings.photo_bytes,
                rates=Rates(
                    reads=_buckets("reads", settings.reads_per_second),
                    commands=_buckets("commands", settings.commands_per_second),
                ),
                readiness=readiness,
                watching=Watching(figures=metrics, jurisdictions=wiring.known_jurisdictions),
                tracing=observing.tracing if observing else None,
                pools=metrics.pools if metrics else {},
            )
    finally:
        tally.close()


def new_development_key() -> bytes:
    """A key that processes serving together hand to ``api``; it lives in their memory alone."""
    from infrastructure.identity.development import new_key  # noqa: PLC0415 - see api()

    return new_key()


def require_tokens(wiring: Wiring, settings: Settings) -> None:
    """Refuse to serve where nobody could prove who they are, before anything listens.

    Raises:
        TokensRefused: no issuer is configured, and it must not be development mode either: the
            address can be reached from other machines, or the database is not for development.
            Or the file with the issuer's keys cannot be used.
    """
    if settings.issuer is None:
        _development(wiring, settings, None)
    else:
        _issued_elsewhere(settings, wiring.service.clock)


def _development(wiring: Wiring, settings: Settings, key: bytes | None) -> DevelopmentIssuer:
    from infrastructure.identity.development import (  # noqa: PLC0415 - see api()
        DevelopmentIssuer,
        NotLoopback,
    )

    try:
        issuer = DevelopmentIssuer(host=settings.host, clock=wiring.service.clock, key=key)
    except NotLoopback as refusal:
        raise TokensRefused(f"{refusal}: CLOSEOUT_ISSUER and CLOSEOUT_AUDIENCE") from refusal
    if environment_of(wiring.sessions.dsn) is not Environment.DEVELOPMENT:
        raise TokensRefused(
            "nobody issues access tokens: set CLOSEOUT_ISSUER and CLOSEOUT_AUDIENCE, or state that"
            " the database is for development: `closeout environment development`"
        )
    return issuer


def _issued_elsewhere(settings: Settings, clock: Clock) -> tuple[TokenVerifier, FetchedKeys]:
    from infrastructure.identity import discovery  # noqa: PLC0415 - see api()
    from infrastructure.identity.fetched_keys import (  # noqa: PLC0415 - see api()
        FetchedKeys,
        KeysUnreachable,
    )
    from infrastructure.identity.keys import KeysRefused  # noqa: PLC0415 - see api()
    from infrastructure.identity.tokens import JwtVerifier  # noqa: PLC0415 - see api()

    assert settings.issuer is not None, "the caller looked"
    assert settings.audience is not None, "set together with the issuer"
    if settings.jwks_file is not None:
        fetch = discovery.in_file(settings.jwks_file)
        try:
            fetch()  # an issuer may be away for a moment, a file is there or was mistyped
        except (KeysRefused, KeysUnreachable) as refusal:
            raise TokensRefused(f"CLOSEOUT_JWKS_FILE: {refusal}") from refusal
    elif settings.jwks_url is not None:
        fetch = discovery.published_at(settings.jwks_url)
    else:
        fetch = discovery.discovered(settings.issuer)
    keys = FetchedKeys(fetch)
    verifier = JwtVerifier(
        issuer=settings.issuer, audience=settings.audience, keys=keys, clock=clock
    )
    return verifier, keys


def api_keys(wiring: Wiring) -> ApiKeyDesk:
    """Issues and revokes the keys of machines, as the owner of the database."""
    return ApiKeyDesk(
        register=PostgresApiKeyRegister(wiring.dsn),
        jurisdictions=wiring.service.jurisdictions,
        clock=wiring.service.clock,
    )


def environment(wiring: Wiring, stated: Environment | None) -> Environment:
    """What the database is for, after stating it where something is to be stated."""
    if stated is not None:
        state_environment(wiring.dsn, stated)
    return environment_of(wiring.dsn)


@contextmanager
def observing(settings: Settings, process: str, *, worker: bool = False) -> Iterator[Observing]:
    """Logs, spans and counters of one process; to be entered first in each, and once.

    Counters are kept if a port for metrics is set, spans if a collector of traces is.

    Args:
        process: what it is, in every line and span: ``api``, ``projector``, ``scheduler``, ``up``.
        worker: it was started by another process of ours, and ends with the context.
    """
    with ExitStack() as stack:
        stack.enter_context(structured(process, settings.log_level, ends=worker))
        tracing = metrics = None
        # Here, because importing them takes longer than most commands.
        if settings.traces_endpoint is not None:
            from infrastructure.observation import traces  # noqa: PLC0415 - see above

            token = settings.traces_token
            collector = traces.Collector(
                endpoint=settings.traces_endpoint,
                token=token.get_secret_value() if token else None,
                share=settings.traces_share,
            )
            tracing = stack.enter_context(traces.tracing(process, collector))
        if settings.admin_port is not None:
            stack.enter_context(shared_counters())
            from infrastructure.observation.metrics import Metrics  # noqa: PLC0415 - see above

            metrics = Metrics()
        tracer = tracing.get_tracer("closeout") if tracing else None
        yield Observing(metrics, tracing, Observation(metrics=metrics, tracer=tracer))


@contextmanager
def admin(
    wiring: Wiring,
    settings: Settings,
    observing: Observing,
) -> Iterator[int | None]:
    """Show metrics on the admin address, if one is set; the port that is listened on.

    Of several worker processes one shows those of all (``infrastructure.observation.metrics``).

    Raises:
        AdminAddressTaken: somebody else listens there.
    """
    if observing.metrics is None or settings.admin_port is None:
        yield None
        return
    from prometheus_client import (  # noqa: PLC0415 - only where they are needed
        CollectorRegistry,
        ProcessCollector,
    )

    from infrastructure.observation.figures import (  # noqa: PLC0415 - same
        CalendarFigures,
        CaseFigures,
        Figures,
        LagFigures,
    )
    from infrastructure.observation.metrics import exposition  # noqa: PLC0415 - same
    from infrastructure.webhooks.figures import WebhookFigures  # noqa: PLC0415 - same

    sources: list[FigureSource] = [
        CaseFigures(),
        LagFigures(TRACKING),
        CalendarFigures(),
        WebhookFigures(),
    ]
    with closing(Sessions(wiring.dsn, role=wiring.role or None, answer_within=_PROBE)) as sessions:
        figures = CollectorRegistry()
        ProcessCollector(registry=figures)
        figures.register(Figures(sessions, wiring.service.clock, sources))
        shown = partial(exposition, observing.metrics.registry, figures)
        with listening(settings.admin_host, settings.admin_port, shown) as port:
            LOGGER.info("metrics are shown on %s:%d", settings.admin_host, port)
            yield port


def _buckets(name: str, per_second: float) -> Buckets | None:
    from interfaces.api.rates import Buckets, Rate  # noqa: PLC0415 - as in ``api``

    if not per_second:
        return None
    return Buckets(name, Rate(per_second, max(1, round(per_second * _BURST))))


def back_up(settings: Settings, folder: Path, told: Told) -> Manifest:
    """Back the database up; the service may go on meanwhile.

    Raises:
        BackupExists, NoProgram, ProgramFailed, SettingsRefused.
    """
    with database(settings) as dsn:
        key = settings.master_key()
        return backup.back_up(dsn, folder, master_key=key, at=utc_now(), told=told)


def restore_backup(
    settings: Settings, folder: Path, keys: Path | None, told: Told, *, without_master_key: bool
) -> Manifest:
    """Restore a back-up into the empty database that is configured, and bring it up to date.

    Args:
        keys: see ``infrastructure.backup.restore``.
        without_master_key: do not ask whether the key at hand fits.

    Raises:
        DatabaseIsNewer: a later version took it. For the others see there.
    """
    key = None if without_master_key else settings.present_master_key()
    if key is None and not without_master_key:
        raise SettingsRefused(
            "there is no master key here; put that of the back-up at CLOSEOUT_MASTER_KEY_FILE"
        )
    with owned_database(settings) as dsn:
        restored = restoring.restore(dsn, folder, master_key=key, keys=keys, told=told)
        migrate(dsn)
    return restored


@contextmanager
def owned_database(settings: Settings) -> Iterator[str]:
    """As ``database``, but as it is: an embedded one that is made here stays empty."""
    if settings.database_url is not None:
        with database(settings) as dsn:
            yield dsn
        return
    with EmbeddedServer.start(settings.data_dir) as server:
        make_database(server.dsn("postgres"), DATABASE)
        yield server.dsn(DATABASE)


@contextmanager
def database(settings: Settings, name: str = DATABASE) -> Iterator[str]:
    """The owner's connection string of a migrated database: the configured one, else embedded.

    A configured database is used as it is and must have been migrated; the embedded server makes
    the database it is asked for.

    Raises:
        EmbeddedServerUnavailable: nothing is configured and no server can run here.
        DatabaseUnusable: the configured one cannot be reached.
    """
    if settings.database_url is not None:
        dsn = settings.database_url.get_secret_value()
        try:
            psycopg.connect(dsn, connect_timeout=10).close()
        except psycopg.Error as error:
            raise DatabaseUnusable(f"the database cannot be used: {error}".strip()) from error
        yield dsn
        return
    with EmbeddedServer.start(settings.data_dir) as server:
        make_database(server.dsn("postgres"), name)
        dsn = server.dsn(name)
        migrate(dsn)
        state_environment(dsn, Environment.DEVELOPMENT, anew=False)
        yield dsn


def _require_migrated(dsn: str) -> None:
    wanted = migrations()
    with psycopg.connect(dsn, autocommit=True) as connection:
        lacking = missing(connection, wanted)
    if lacking != ():
        names = ", ".join(one.name for one in (wanted if lacking is None else lacking))
        raise DatabaseUnusable(f"the database lacks {names}; run `closeout migrate` first")


@contextmanager
def scratch_database(settings: Settings) -> Iterator[str]:
    """A migrated database that is dropped afterwards; for stories and trials."""
    with EmbeddedServer.start(settings.data_dir) as server:
        name = f"{_SCRATCH}{uuid4().hex[:12]}"
        make_database(server.dsn("postgres"), name)
        try:
            migrate(server.dsn(name))
            yield server.dsn(name)
        finally:
            drop_database(server.dsn("postgres"), name)


def make_database(maintenance: str, name: str) -> None:
    """Make a database unless there is one; two processes at once make one."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone():
            return
        try:
            connection.execute(
                SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name))
            )
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return


def drop_database(maintenance: str, name: str) -> None:
    """Drop a database with whoever is still connected to it."""
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def packs_of(settings: Settings) -> PackShelf:
    """The packs of the product and those of the deployment's own folder.

    Raises:
        PackRefused: with file, line and reason for each fault; nothing starts (B.3).
    """
    folders: list[Path] = [PACKAGED, *([settings.packs] if settings.packs else [])]
    return load_packs(*folders)


def leadership(wiring: Wiring, lock: int) -> Leadership:
    """A seat for one process of a kind; it is lost with its connection."""
    return Leadership(wiring.sessions.dsn, lock=lock)


@contextmanager
def follower(wiring: Wiring, lock: int) -> Iterator[tuple[Leadership, Projector]]:
    """The seat of a projector process and what it drives, on connections of their own."""
    with (
        leadership(wiring, lock) as seat,
        Bounded.connect(wiring.sessions.dsn, autocommit=True) as connection,
    ):
        yield (
            seat,
            Projector(connection, wiring.log, lambda: list(wiring.service.jurisdictions.all())),
        )


def following(
    wiring: Wiring, lock: int, wake: Event
) -> Callable[[], AbstractContextManager[tuple[Leadership, Outbox]]]:
    """Opens the seat of the one that turns the log into deliveries, and what it drives.

    Args:
        wake: set when there is something to deliver.
    """

    @contextmanager
    def opened() -> Iterator[tuple[Leadership, Outbox]]:
        with (
            leadership(wiring, lock) as seat,
            Bounded.connect(wiring.sessions.dsn, autocommit=True) as connection,
        ):
            yield (
                seat,
                Outbox(
                    connection,
                    wiring.log,
                    wiring.outgoing.audiences,
                    lambda: list(wiring.service.jurisdictions.all()),
                    wiring.service.clock,
                    filled=wake.set,
                ),
            )

    return opened


@contextmanager
def deliverer(wiring: Wiring, settings: Settings) -> Iterator[Deliverer]:
    """What brings deliveries to their receivers."""
    bounds = Bounds(
        workers=settings.webhook_workers,
        each=settings.webhook_each,
        within=timedelta(seconds=settings.webhook_timeout_seconds),
        disable_after=timedelta(days=settings.webhook_disable_days),
        keep=timedelta(days=settings.webhook_keep_days),
    )
    sender = HttpSender(
        wiring.outgoing.guard,
        within=bounds.within,
        connections=bounds.each,
        certificates=settings.webhook_ca_file,
    )
    with delivery_pool(wiring.sessions.dsn) as pool, closing(sender):
        yield Deliverer(
            queue=PostgresDeliveryQueue(pool, wiring.outgoing.sealer),
            audiences=wiring.outgoing.audiences,
            sender=sender,
            jurisdictions=lambda: list(wiring.service.jurisdictions.all()),
            clock=wiring.service.clock,
            bounds=bounds,
        )


def rebuild(
    wiring: Wiring, read_model: str | None, report: Callable[[str, int, int], None]
) -> Rebuilt:
    """Make all read models, or one, anew beside the live ones and swap.

    Args:
        report: told the phase, events read, and events in all.

    Raises:
        NoSuchReadModel: with the names of those there are.
        RebuildRuns: another one is under way.
        TablesHeld: nobody let the new tables take their place.
    """
    return rebuild_tables(
        wiring.dsn,
        wiring.log,
        tables=chosen(read_model),
        report=lambda progress: report(progress.phase, progress.events, progress.total),
    )


def import_notice(
    wiring: Wiring, jurisdiction: str, file: Path, imported_by: str
) -> WorkingCalendar:
    """Import a working-day notice; the calendar that holds from now on.

    Raises:
        CalendarFileInvalid: with file and line (CAL-03).
        UnknownJurisdiction: no such log; its notice would lie about unread.
    """
    if jurisdiction not in wiring.service.jurisdictions.all():
        raise UnknownJurisdiction(f"No log {jurisdiction!r}.")
    return wiring.calendars.add(
        jurisdiction, read_overrides(file), imported_by=imported_by, at=wiring.service.clock()
    )
