"""Composition root: the only module that knows every concrete class."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
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
from application.ports import Clock, UnknownJurisdiction
from application.queries.desk import QueryDesk
from application.queries.directory_desk import DirectoryDesk
from application.queries.policy_desk import PolicyDesk
from application.read_models.case_index import CaseIndex
from application.scenarios.clock import StoryClock
from application.service import Service
from application.service_requests.desk import ServiceRequestDesk
from application.use_cases.desk import CaseDesk
from application.use_cases.organisation.desk import OrganisationDesk
from application.webhooks.audience import Audiences
from application.webhooks.deliverer import Bounds, Deliverer
from application.webhooks.desk import WebhookDesk
from domain.calendar.working_days import WorkingCalendar
from domain.policy.shelf import PackShelf
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
from infrastructure.policies import JurisdictionPacks, LogJurisdictions
from infrastructure.policy_files import PACKAGED, load_packs
from infrastructure.postgres.embedded import EmbeddedServer, EmbeddedServerUnavailable
from infrastructure.postgres.environment import Environment, environment_of, state_environment
from infrastructure.postgres.migrations import (
    DatabaseIsNewer,
    MigrationChanged,
    migrate,
    migrations,
)
from infrastructure.postgres.pool import SERVICE_ROLE, Sessions, with_role
from infrastructure.postgres.readers import Readers
from infrastructure.processor import one_core
from infrastructure.projections.case_heads import HotCaseHeads
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
from infrastructure.projections.views import PostgresReadModels
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
    Outstanding,
    PostgresDeliveryQueue,
    delivery_pool,
    outstanding,
)
from infrastructure.webhooks.sending import HttpSender
from infrastructure.webhooks.store import PostgresWebhookStore

if TYPE_CHECKING:
    from fastapi import FastAPI

    from application.identity import TokenVerifier
    from infrastructure.identity.development import DevelopmentIssuer
    from infrastructure.identity.fetched_keys import FetchedKeys

__all__ = [
    "DatabaseIsNewer",
    "EmbeddedServerUnavailable",
    "Environment",
    "HelperLost",
    "MigrationChanged",
    "NoSuchReadModel",
    "RebuildRuns",
    "Settings",
    "SettingsRefused",
    "TablesHeld",
    "load_packs",
    "migrate",
    "open_csv",
    "read_map",
    "read_scenario",
    "read_settings",
]

DATABASE: Final = "closeout"
DEMO_DATABASE: Final = "closeout_demo"
_SCRATCH = "closeout_scratch_"
_REGISTRARS, _PATIENCE = 4, 30.0  # connections of the register of webhooks; seconds
DATABASE_LOST: Final = (psycopg.OperationalError, psycopg.InterfaceError)
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

    pool: ConnectionPool
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
    receivers: Allowed = _NO_RECEIVERS_INSIDE,
    residents: ResidentSettings | None = None,
) -> Iterator[Wiring]:
    """Compose the service on a migrated database; closes what it opened.

    Args:
        clock: the only source of now; scenarios bring their own.
        packs: the shelf; None: the packs that ship with the product.
        receivers: where webhooks may be sent beside public addresses.
        residents: settings of the residents' door; None: the defaults.
    """
    with ExitStack() as stack:
        sessions = Sessions(dsn, role=role or None)
        stack.callback(sessions.close)
        log = PostgresEventLog(sessions, hot=[HotCaseHeads()])
        stack.callback(log.close)
        vault = PostgresVault(sessions, master_key)
        security = PostgresSecurityLog(sessions)
        shelf = packs if packs is not None else load_packs()
        jurisdictions = LogJurisdictions(log, shelf)
        by_jurisdiction = JurisdictionPacks(shelf, jurisdictions.all)
        calendars = StoredCalendars(sessions.dsn)
        directories = DirectoryKeeper(PostgresDirectoryEvents(sessions, log))
        reading = stack.enter_context(psycopg.connect(sessions.dsn, autocommit=True))
        projector = Projector(reading, log, lambda: list(jurisdictions.all()))
        readers = Readers(sessions.dsn)
        stack.callback(readers.close)
        models = PostgresReadModels(readers, log)
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
        cases = CaseDesk(
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
                min_size=0,
                max_size=_REGISTRARS,
                timeout=_PATIENCE,
                check=ConnectionPool.check_connection,
                open=True,
            )
        )
        webhooks = WebhookDesk(
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
            organisation=OrganisationDesk(
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
        outgoing = Outgoing(pool, sealer, guard, audiences)
        yield Wiring(service, dsn, role, sessions, log, calendars, outgoing)


@contextmanager
def running(settings: Settings) -> Iterator[Wiring]:
    """The service of a deployment, on its own database.

    Raises:
        EmbeddedServerUnavailable: nothing is configured and no server can run here.
        DatabaseUnusable: the configured one cannot be reached or was not migrated.
        PackRefused: a pack has a fault; nothing starts (B.3).
        SettingsRefused: the master key cannot be used.
    """
    packs, master_key = packs_of(settings), settings.master_key()
    with database(settings) as dsn:
        _require_migrated(dsn)
        role = settings.service_role
        receivers = settings.webhook_places()
        if environment_of(with_role(dsn, role or None)) is not Environment.DEVELOPMENT:
            receivers = replace(receivers, loopback=False)
        with wired(
            dsn,
            master_key=master_key,
            role=role,
            packs=packs,
            receivers=receivers,
            residents=settings,
        ) as wiring:
            yield wiring


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
    from interfaces.api.app import create_app  # noqa: PLC0415 - see above
    from interfaces.api.open311.discovery import Contact  # noqa: PLC0415 - see above

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
        with one_core(worker):
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
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL").fetchone()
        applied: set[str] = set()
        if found == (True,):
            rows = connection.execute("SELECT name FROM schema_migrations").fetchall()
            applied = {name for (name,) in rows}
    if lacking := [wanted.name for wanted in migrations() if wanted.name not in applied]:
        raise DatabaseUnusable(
            f"the database lacks {', '.join(lacking)}; run `closeout migrate` first"
        )


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
def follower(wiring: Wiring) -> Iterator[Projector]:
    """What a projector process drives, on a connection of its own."""
    with psycopg.connect(wiring.sessions.dsn, autocommit=True) as connection:
        yield Projector(connection, wiring.log, lambda: list(wiring.service.jurisdictions.all()))


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
            psycopg.connect(wiring.sessions.dsn, autocommit=True) as connection,
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


def undelivered(wiring: Wiring) -> Mapping[str, Outstanding]:
    """What the receivers of each jurisdiction have not got, for metrics.

    Raises:
        LogUnavailable: the database cannot be reached.
    """
    return outstanding(wiring.outgoing.pool)


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
