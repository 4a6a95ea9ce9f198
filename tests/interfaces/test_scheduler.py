"""The process that looks at the clock: it works, stops when told to, and never fails quietly."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import psycopg
import pytest

from infrastructure.projections.projector import Leadership
from interfaces.scheduler import SweepFailed, run, tick
from tests.application.town import Town, at, town_on, with_lights
from tests.database import Database


class Told:
    """A seat that says when it was asked, so that a test needs no patience."""

    def __init__(self, *, ours: bool = True) -> None:
        self.asked = Event()
        self._ours = ours

    def held(self) -> bool:
        self.asked.set()
        return self._ours


class Lost:
    """A seat whose connection is gone."""

    def held(self) -> bool:
        raise ConnectionError("the seat is lost")


@pytest.fixture(scope="module")
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        yield town


class ToldToStop:
    """A seat that is asked before each case; somebody stops the process when it has been so often.

    Args:
        after: askings.
    """

    def __init__(self, stop: Event, after: int) -> None:
        self._stop = stop
        self._left = after

    def held(self) -> bool:
        self._left -= 1
        if not self._left:
            self._stop.set()
        return True


def test_the_scheduler_looks_at_once_and_ends_when_told_to(town: Town) -> None:
    """Architecture 5: no timer per case; a tick records what is due."""
    case = with_lights(town)
    town.clock.set(at("2021-09-16 00:05"))
    stop = Event()

    run(town.service, Told(), stop, every_seconds=3600, counted=lambda _: stop.set())

    assert town.events(case)[-1] == "CaseOverdue"


def test_who_does_not_lead_does_nothing(town: Town) -> None:
    """Architecture 5: one leads, the others wait."""
    case = with_lights(town)
    town.clock.set(at("2021-09-30 00:05"))

    assert tick(town.service, Told(ours=False)) == 0

    assert "CaseOverdue" not in town.events(case)


def test_a_failing_tick_ends_the_process(town: Town) -> None:
    """Architecture 5: for a supervisor to see; the cause is attached."""
    stop = Event()

    with pytest.raises(SweepFailed) as failed:
        run(town.service, Lost(), stop, every_seconds=3600)

    assert isinstance(failed.value.__cause__, ConnectionError)
    assert stop.is_set()


def test_a_seat_is_held_by_one_and_free_when_its_connection_ends(
    town: Town, module_database: Database
) -> None:
    """Architecture 5: a leader that dies is followed by another."""
    with Leadership(module_database.dsn, lock=7) as first:
        assert first.held()
        assert first.held()
        with Leadership(module_database.dsn, lock=7) as second:
            assert not second.held()
            with psycopg.connect(module_database.dsn, autocommit=True) as owner:
                owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks"
                    " WHERE locktype = 'advisory' AND objid = 7 AND granted"
                )
            with pytest.raises(psycopg.OperationalError):
                tick(town.service, first)
            # The server gives the lock back a moment after it ended the connection.
            while not second.held():
                second.wait(0.01)


def test_a_scheduler_that_waits_for_the_seat_can_be_stopped(town: Town) -> None:
    """Architecture 9: no process needs to be killed."""
    seat, stop = Told(ours=False), Event()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, town.service, seat, stop, every_seconds=3600)
        assert seat.asked.wait(30)
        stop.set()
        running.result(timeout=30)


def test_a_long_sweep_ends_between_two_cases_and_the_next_tick_goes_on(town: Town) -> None:
    """Architecture 9: after months away there is a lot to record, and nobody waits for it."""
    cases = [with_lights(town) for _ in range(3)]
    town.clock.set(at("2021-12-01 00:05"))
    stop = Event()

    # Asked at the start of the tick and before the first case; told before the second one.
    first = tick(town.service, ToldToStop(stop, after=3), stop)
    left = [case for case in cases if town.events(case)[-1] != "CaseOverdue"]
    tick(town.service, Told())

    assert first == 2
    assert left
    assert all(town.events(case)[-1] == "CaseOverdue" for case in cases)
