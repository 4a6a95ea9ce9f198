"""The commands of ``./closeout``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket
from threading import Event, main_thread
from typing import Annotated, Final

import typer
from rich.console import Console

from application.adoption.desk import AdoptionDesk
from application.api_keys import ApiKeyDesk
from application.demonstration.street import JURISDICTION
from application.imports.pseudonyms import Pseudonyms
from application.queries.coverage_desk import CoverageDesk
from application.queries.indicator_desk import IndicatorDesk
from application.queries.points_desk import UnitPointsDesk
from application.reactions.reactor import Reactor
from application.scenarios.story import read_story
from application.webhooks.desk import WebhookDesk
from domain.kernel import DomainError
from domain.policy.errors import PackRefused
from interfaces import bootstrap, deliverer, projector, scheduler, server, workers
from interfaces.bootstrap import Observing, Settings, Wiring
from interfaces.cli import demo as demonstration
from interfaces.cli import (
    import_cases,
    import_organisation,
    indicators,
    keys,
    organisation,
    pack,
    points,
    reactions,
    rebuild,
    simulate,
    upkeep,
    webhook,
)
from interfaces.reopening import whenever_there_is_a_database

_REFUSED: Final = 1
_ASKING: Final = 0.2  # seconds: the API may not be listening to signals yet
_UNUSABLE: Final = 2
_MENDABLE: Final = (
    bootstrap.SettingsRefused,
    bootstrap.EmbeddedServerUnavailable,
    bootstrap.DatabaseUnusable,
    bootstrap.TokensRefused,
    bootstrap.DatabaseIsNewer,
    bootstrap.MigrationChanged,
    bootstrap.OlderVersionRuns,
    bootstrap.PhaseUndeclared,
    bootstrap.TableBusy,
    bootstrap.AdminAddressTaken,
    *bootstrap.BACKUP_REFUSALS,
    bootstrap.NoSuchReadModel,
    bootstrap.RebuildRuns,
    bootstrap.TablesHeld,
    bootstrap.HelperLost,
    PackRefused,
    workers.AddressUnusable,
    workers.WorkerFailed,
)
_PROJECTING, _SCHEDULING = 0x636C6F73_00000001, 0x636C6F73_00000002
_FOLLOWING_FOR_WEBHOOKS, _REACTING = 0x636C6F73_00000003, 0x636C6F73_00000004
_Jurisdiction = Annotated[str, typer.Argument(help="Code of the jurisdiction.")]

console = Console()
app = typer.Typer(
    name="closeout",
    help="Cases of grassroots governance, followed until they are closed and rated (跟踪销号).",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
jurisdictions = typer.Typer(help="Open and list jurisdictions.", no_args_is_help=True)
calendars = typer.Typer(help="Working-day notices.", no_args_is_help=True)
app.add_typer(jurisdictions, name="jurisdiction")
app.add_typer(calendars, name="calendar")
upkeep.add(app)


@contextmanager
def _importer() -> Iterator[import_cases.Importer]:
    settings = bootstrap.read_settings()
    with bootstrap.running(settings) as wiring:
        yield import_cases.Importer(
            service=wiring.service,
            cases=bootstrap.case_import(wiring),
            pseudonyms=Pseudonyms(settings.master_key()),
        )


@contextmanager
def _key_desk() -> Iterator[ApiKeyDesk]:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        yield bootstrap.api_keys(wiring)


@contextmanager
def _adoption() -> Iterator[AdoptionDesk]:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        yield wiring.service.adoption


@contextmanager
def _webhooks() -> Iterator[WebhookDesk]:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        yield wiring.service.webhooks


@contextmanager
def _points() -> Iterator[UnitPointsDesk]:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        yield wiring.service.unit_points


@contextmanager
def _reactor() -> Iterator[Reactor]:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        yield wiring.service.reactor


@contextmanager
def _coverage() -> Iterator[CoverageDesk]:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        yield wiring.service.coverage


@contextmanager
def _indicators() -> Iterator[IndicatorDesk]:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        yield wiring.service.queries


def _rebuild(read_model: str | None, report: Callable[[str, int, int], None]) -> rebuild.Rebuilt:
    with bootstrap.running(bootstrap.read_settings()) as wiring:
        return bootstrap.rebuild(wiring, read_model, report)


_STORIES: Final = simulate.Tools(
    read=bootstrap.read_scenario,
    load_packs=bootstrap.load_packs,
    scratch_service=bootstrap.scratch_service,
)
_imports = import_cases.create_app(bootstrap.read_map, bootstrap.open_csv, _importer)
import_organisation.add(_imports, bootstrap.read_organisation, _importer)
app.add_typer(_imports, name="import")
app.add_typer(pack.create_app(bootstrap.load_packs, _adoption), name="pack")
app.add_typer(keys.create_app(_key_desk), name="key")
app.add_typer(webhook.create_app(_webhooks), name="webhook")
app.add_typer(indicators.create_app(_indicators, console), name="indicators")
app.add_typer(organisation.create_app(_coverage, console), name="org")
app.add_typer(points.create_app(_points, console), name="points")
app.add_typer(reactions.create_app(_reactor, console), name="reactions")
app.command("rebuild")(rebuild.create(_rebuild, console))
app.command("simulate")(simulate.simulate(_STORIES))
app.command("acceptance")(simulate.acceptance(_STORIES))


def main() -> None:
    """Run a command; what a user can mend is one clear line, never a traceback."""
    try:
        app()
    except _MENDABLE as refusal:
        _complain(f"closeout: {refusal}")
        sys.exit(_UNUSABLE)
    except DomainError as refusal:
        rule = f" ({refusal.rule})" if refusal.rule else ""
        _complain(f"closeout: {refusal.code}{rule}: {refusal}")
        sys.exit(_REFUSED)


def _complain(text: str) -> None:
    # As it is: brackets in it are no markup, and lines are not broken for whoever searches logs.
    Console(stderr=True).print(text, style="red", highlight=False, markup=False, soft_wrap=True)


@app.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Build the street anew.")] = False,  # noqa: FBT002 # typer reads flags so
) -> None:
    """Show a street at work: 438 cases uploaded, 400 closed, with figures and replay."""
    with bootstrap.demonstration(bootstrap.read_settings(), fresh=fresh) as stage:
        service, clock = stage.wiring.service, stage.clock
        shelf = bootstrap.load_packs()
        for name in ("w-1", "w-2"):
            file = simulate.SCENARIOS / f"{name}.yaml"
            story = read_story(bootstrap.read_scenario(file), shelf)
            run = f"{name}-run-{len(service.jurisdictions.all())}"
            demonstration.play_story(service, clock, story, run, console)
        if not stage.finished:
            calendar = stage.wiring.calendars.current(JURISDICTION)
            demonstration.build_street(service, clock, calendar, console)
        else:
            console.print("the street as an earlier run built it; --fresh builds it anew")
        demonstration.show_street(service, clock, console)


@app.command()
def environment(
    stated: Annotated[
        bootstrap.Environment | None, typer.Argument(help="What the database is for from now on.")
    ] = None,
) -> None:
    """Show or state what the database is for; development tokens exist in one alone."""
    with _running(bootstrap.read_settings()) as wiring:
        console.print(bootstrap.environment(wiring, stated).value)


@app.command()
def serve() -> None:
    """Serve the API, from as many processes as CLOSEOUT_WORKERS says."""
    settings = bootstrap.read_settings()
    with _process(settings, "serve") as (wiring, _):
        _serve(wiring, settings)


def _serve(wiring: Wiring, settings: Settings) -> None:
    bootstrap.require_tokens(wiring, settings)
    # Made here and handed over, so that each worker accepts what another one minted.
    key = bootstrap.new_development_key() if settings.issuer is None else None
    with closing(workers.listening(settings.host, settings.port)) as listener:
        console.print(f"listening on http://{settings.host}:{listener.getsockname()[1]}")
        if key is not None:
            console.print("development mode: anybody on this machine gets tokens as anybody")
        workers.run(_worker, settings.workers, listener, settings, key)


def _worker(listener: socket, number: int, settings: Settings, key: bytes | None) -> None:
    with (
        bootstrap.observing(settings, "api", worker=True) as observing,
        bootstrap.running(settings, "api", observing) as wiring,
        bootstrap.api(wiring, settings, observing, worker=number, development_key=key) as api,
    ):
        server.run(api, settings.host, settings.port, listener)


@app.command("projector")
def project() -> None:
    """Keep the read models up with the log."""
    settings = bootstrap.read_settings()
    with _process(settings, "projector") as (wiring, observing), _stopping() as stop:
        _project(wiring, stop, observing)


@app.command("scheduler")
def schedule() -> None:
    """Record what becomes due, and what follows from what was recorded."""
    settings = bootstrap.read_settings()
    with (
        _process(settings, "scheduler") as (wiring, observing),
        _stopping() as stop,
        ThreadPoolExecutor(1) as threads,
    ):
        reacting = threads.submit(_react, wiring, stop, observing)
        _schedule(wiring, settings, stop, observing)
        reacting.result()


@app.command("deliverer")
def deliver() -> None:
    """Bring events to the webhooks."""
    settings = bootstrap.read_settings()
    with _process(settings, "deliverer") as (wiring, _), _stopping() as stop:
        _deliver(wiring, settings, stop)


@app.command()
def up() -> None:
    """API, projector, scheduler and deliverer on one machine.

    One that fails ends them all, for a supervisor to see.
    """
    settings = bootstrap.read_settings()
    served = Event()
    with (
        _process(settings, "up") as (wiring, observing),
        _stopping() as stop,
        ThreadPoolExecutor(5) as threads,
    ):
        others = [
            threads.submit(_project, wiring, stop, observing),
            threads.submit(_schedule, wiring, settings, stop, observing),
            threads.submit(_react, wiring, stop, observing),
            threads.submit(_deliver, wiring, settings, stop),
            threads.submit(_end_serving, stop, served),
        ]
        try:
            _serve(wiring, settings)
        finally:
            served.set()
            stop.set()
        for other in others:
            other.result()


def _end_serving(stop: Event, served: Event) -> None:
    """Ask the API to stop once another part has; it listens to signals alone."""
    stop.wait()
    while not served.wait(_ASKING):
        # To the main thread, whose waiting it interrupts.
        signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)


@jurisdictions.command("open")
def open_jurisdiction(
    jurisdiction: _Jurisdiction,
    pack_id: Annotated[str, typer.Option("--pack", help="Id of its policy pack.")],
    founder: Annotated[str, typer.Option(help="Pseudonymous id of who fills its first post.")],
) -> None:
    """Begin a log, found the top body and give the founder charge of it."""
    with _running(bootstrap.read_settings()) as wiring:
        wiring.service.organisation.open_jurisdiction(jurisdiction, pack_id, founder)
    console.print(f"{jurisdiction} runs {pack_id}; {founder} is in charge of it")


@jurisdictions.command("list")
def list_jurisdictions() -> None:
    """Show the jurisdictions of this database and their packs."""
    with _running(bootstrap.read_settings()) as wiring:
        for jurisdiction, pack_id in wiring.service.jurisdictions.all().items():
            console.print(f"{jurisdiction}  {pack_id}")


@calendars.command("import")
def import_calendar(
    jurisdiction: _Jurisdiction,
    notice: Annotated[Path, typer.Argument(help="YAML or CSV file.", exists=True)],
    by: Annotated[str, typer.Option(help="Pseudonymous id of who imports it.")],
) -> None:
    """Import a working-day notice and recompute the open clocks (CAL-08)."""
    with _running(bootstrap.read_settings()) as wiring:
        calendar = bootstrap.import_notice(wiring, jurisdiction, notice, by)
        changed = wiring.service.deadlines.recalculate(jurisdiction)
    console.print(f"calendar {calendar.version}; {changed} open cases have a new bound")


@contextmanager
def _running(settings: Settings) -> Iterator[Wiring]:
    with bootstrap.running(settings) as wiring:
        yield wiring


@contextmanager
def _process(settings: Settings, kind: str) -> Iterator[tuple[Wiring, Observing]]:
    """A service that runs until it is told to stop, with its logs, spans and figures."""
    with (
        bootstrap.observing(settings, kind) as observing,
        bootstrap.running(settings, kind, observing) as wiring,
        bootstrap.admin(wiring, settings, observing),
    ):
        yield wiring, observing


def _project(wiring: Wiring, stop: Event, observing: Observing) -> None:
    counted = observing.metrics.projected.inc if observing.metrics else None
    try:
        whenever_there_is_a_database(
            lambda: bootstrap.follower(wiring, _PROJECTING),
            lambda parts: projector.run(*parts, stop, counted=counted),
            stop,
            lost=bootstrap.DATABASE_LOST,
            name="projector",
        )
    finally:
        stop.set()


def _react(wiring: Wiring, stop: Event, observing: Observing) -> None:
    counted = observing.metrics.reacted.inc if observing.metrics else None
    try:
        whenever_there_is_a_database(
            lambda: bootstrap.reacting(wiring, _REACTING),
            lambda parts: projector.run(
                *parts, stop, counted=counted, name="reactor", event="reacted"
            ),
            stop,
            lost=bootstrap.DATABASE_LOST,
            name="reactor",
        )
    finally:
        stop.set()


def _schedule(wiring: Wiring, settings: Settings, stop: Event, observing: Observing) -> None:
    swept: Callable[[int], None] = observing.metrics.swept.inc if observing.metrics else _uncounted
    every = settings.sweep_seconds
    try:
        with bootstrap.leadership(wiring, _SCHEDULING) as seat:
            scheduler.run(
                wiring.service,
                seat,
                stop,
                every_seconds=every,
                counted=swept,
                lost=bootstrap.DATABASE_LOST,
            )
    finally:
        stop.set()


def _deliver(wiring: Wiring, settings: Settings, stop: Event) -> None:
    wake = Event()
    try:
        with bootstrap.deliverer(wiring, settings) as sending:
            following = bootstrap.following(wiring, _FOLLOWING_FOR_WEBHOOKS, wake)
            deliverer.run(following, sending, stop, wake, lost=bootstrap.DATABASE_LOST)
    finally:
        stop.set()


def _uncounted(_: int) -> None:
    """Nobody asked."""


@contextmanager
def _stopping() -> Iterator[Event]:
    """An event that SIGINT and SIGTERM set, so that what was begun is finished first."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    yield stop
