"""Process: looks for what has become due and records it. One leads, the others wait.

Nothing is scheduled for a single case: each tick reads what is due and gives idempotent commands. A
missed tick loses nothing, and two leaders for a moment do nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Final, Protocol

import structlog
from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

if TYPE_CHECKING:
    from application.service import Service

LOGGER: Final[structlog.stdlib.BoundLogger] = structlog.get_logger(__name__)


class Seat(Protocol):
    """A seat for one, held as long as its connection lives."""

    def held(self) -> bool:
        """Whether the seat is ours, taking it if it is free; an error once it is lost."""
        ...


class SweepFailed(Exception):
    """A tick ended in an error, so this process no longer does its work."""


def tick(service: Service, seat: Seat, stop: Event | None = None) -> int:
    """Sweep every jurisdiction once, if this process leads; returns how many cases changed.

    Asks before each command whether it still leads, and was not told to stop: after months away
    there is a lot to record, and the next tick goes on where this one ended.
    """
    if not seat.held():
        return 0

    def stopping() -> bool:
        return (stop is not None and stop.is_set()) or not seat.held()

    cases = obligations = 0
    for jurisdiction in service.jurisdictions.all():
        cases += service.deadlines.sweep(jurisdiction, stopping=stopping)
        cases += service.deadlines.remind(jurisdiction, stopping=stopping)
        cases += service.deadlines.recalculate(jurisdiction, stopping=stopping)
        obligations += service.obligation_sweep.sweep(jurisdiction, stopping=stopping)
        service.oversight_sweep.recalculate(jurisdiction, stopping=stopping)
        service.oversight_sweep.sweep(jurisdiction, stopping=stopping)
        service.points_sweep.sweep(jurisdiction, stopping=stopping)
        service.ranking_sweep.sweep(jurisdiction, stopping=stopping)
    if cases or obligations:
        LOGGER.info("swept", cases=cases, obligations=obligations)
    return cases


def run(
    service: Service,
    seat: Seat,
    stop: Event,
    *,
    every_seconds: int,
    counted: Callable[[int], None] = lambda _: None,
    lost: tuple[type[Exception], ...] = (),
) -> None:
    """Tick until told to stop; a tick that fails ends the process, for a supervisor to see.

    One that fails because the database is away was missed.

    Ticks that were missed are made up by one; a tick never runs beside another.

    Args:
        counted: told how many cases each tick changed.
        lost: errors that mean the database is away.

    Raises:
        SweepFailed: a tick failed; the cause is attached.
    """
    failures: list[BaseException] = []

    def on_failure(event: JobExecutionEvent) -> None:
        failures.append(event.exception)
        LOGGER.error("sweep failed", exc_info=event.exception)
        stop.set()

    def look() -> None:
        try:
            counted(tick(service, seat, stop))
        except lost as error:
            LOGGER.warning("sweep missed", error=type(error).__name__)

    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_listener(on_failure, EVENT_JOB_ERROR)
    scheduler.add_job(
        look,
        IntervalTrigger(seconds=every_seconds, timezone="UTC"),
        next_run_time=service.clock(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)
    if failures:
        raise SweepFailed("the sweep failed") from failures[0]
