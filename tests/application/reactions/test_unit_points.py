"""Points of units on the real log: whatever order, however often, whoever was faster."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest

from application.ports import Change
from application.reactions.reactor import Reactor
from application.reactions.unit_points import UnitPointsReaction
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.kernel import ConcurrentChange
from domain.ledgers.ledger import PointsLedger
from domain.vocabulary import RouteMode
from infrastructure.projections.rebuild import digest, rebuild
from infrastructure.projections.unit_points import UNIT_POINT_LINES, UNIT_POINTS
from tests.application.reactions import pots
from tests.database import Database
from tests.infrastructure.projections.world import World, drain_over_national_day
from tests.samples import ANNA, BO, DAGUAN, GU, SU, SYS, U1, U2, UMA, act, at, entries, on

TABLES = (UNIT_POINTS, UNIT_POINT_LINES)


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = World(database, "j")
    yield made
    made.close()


def reactor(world: World, *, batch: int = 1_000, now: str = "2022-03-01 09:00") -> Reactor:
    made = pots.reactor(world.sessions, world.log, batch=batch, reactions=[UnitPointsReaction()])
    made.jurisdictions, made.clock = lambda: ["j"], lambda: at(now)
    return made


def resolved(world: World, day: str, *units: Any) -> Case:
    """A case of these units that was claimed on a local day, all of it saved."""
    case = world.report(f"{day} 08:00", DAGUAN)
    case.upload(f"P-{case.id.hex[:6]}", act(GU, f"{day} 08:01"))
    case.triage(
        category="drainage", severity=None, competent_level="DISTRICT", act=act(SU, f"{day} 08:02")
    )
    case.draw_up_lists(entries(due_on=on("2022-12-30")), act(SU, f"{day} 08:03"))
    case.blow_whistle(
        grade="II", responsible_person="p1", due_on=on("2022-12-30"), act=act(ANNA, f"{day} 08:04")
    )
    case.escalate_to_district(
        mode=RouteMode.SINGLE if len(units) == 1 else RouteMode.MULTI,
        units=list(units),
        lead=None,
        due_on=None,
        beyond_street_reason="the pipe is the county's",
        act=act(ANNA, f"{day} 08:05"),
    )
    for unit in units:
        case.give_feedback(
            unit.code,
            content="on it",
            result=None,
            obligation_id=None,
            act=act(UMA, f"{day} 09:00"),
        )
    case.accept(units[0].code, act(UMA, f"{day} 09:01"))
    case.report_resolution(units[0].code, "done", act(UMA, f"{day} 10:00"))
    world.save(case)
    return case


def close(world: World, case: Case, local: str) -> None:
    case.report_result_to_head("dry", act(BO, local))
    case.close(ClosingStatement(verification="seen"), act(ANNA, local))
    world.save(case)


def totals(world: World) -> dict[tuple[str, int], Decimal]:
    """By unit and year, from the projected read model."""
    world.project()
    with psycopg.connect(world.service_dsn) as connection:
        rows = connection.execute("SELECT code, year, total FROM unit_points_v1").fetchall()
    return {(code, year): total for code, year, total in rows}


def digests(world: World) -> dict[str, str]:
    with psycopg.connect(world.owner_dsn, autocommit=True) as connection:
        return {table.name: digest(connection, table) for table in TABLES}


def a_year(world: World) -> None:
    """W-1, a case that comes back over the turn of the year, and one that was closed wrongly."""
    for _ in drain_over_national_day(world):
        pass
    case = resolved(world, "2021-12-13", U1)
    close(world, case, "2021-12-20 09:00")
    case.reopen(None, act(ANNA, "2021-12-28 09:00", reason="the heap is back"))
    case.report_resolution("u1", "again", act(UMA, "2022-01-03 09:00"))
    world.save(case)
    close(world, case, "2022-01-04 09:00")


@pytest.mark.parametrize("batch", [1, 3, 1_000])
def test_totals_do_not_depend_on_where_batches_end(world: World, batch: int) -> None:
    """PTS-DG-02 PTS-DG-03 PTS-DG-05 PTS-DG-10 B-37 B-47"""
    a_year(world)

    reactor(world, batch=batch).catch_up()

    assert totals(world) == {
        ("u1", 2021): Decimal("60.5"),
        ("u1", 2022): Decimal("61.0"),
        ("u2", 2021): Decimal("54.5"),  # the credit is shared although feedback was missed
    }


def test_totals_do_not_depend_on_when_the_reactor_came(world: World) -> None:
    """3.1: late and out of order across units"""
    first = resolved(world, "2021-12-13", U1)
    second = resolved(world, "2021-12-14", U2)
    late = reactor(world)
    close(world, second, "2021-12-21 09:00")
    reactor(world, now="2021-12-21 09:01").catch_up()
    close(world, first, "2021-12-20 09:00")  # an earlier closing that reaches the log later
    late.catch_up()

    assert totals(world) == {("u1", 2021): Decimal("61.0"), ("u2", 2021): Decimal("61.0")}


def test_rebuilding_gives_the_same_rows_and_a_replay_appends_nothing(world: World) -> None:
    """F: all ledgers from zero"""
    a_year(world)
    working = reactor(world)
    working.catch_up()
    world.project()
    live, head = digests(world), world.log.head("j")

    rebuild(world.owner_dsn, world.log, tables=TABLES)
    again = digests(world)
    replayed = reactor(world, batch=5).replay("j", lambda _done, _total: None)
    rebuild(world.owner_dsn, world.log, tables=TABLES)

    assert live == again == digests(world)
    assert (replayed, world.log.head("j")) == (0, head)


def test_a_corrected_closing_books_the_difference(world: World) -> None:
    """ENV-02 PTS-DG-03: u2 was never competent"""
    case = resolved(world, "2021-12-13", U1, U2)
    close(world, case, "2021-12-20 09:00")
    working = reactor(world)
    working.catch_up()
    both = totals(world)

    closed = next(e for e in reversed(world.saved[case.id]) if isinstance(e, Case.Closed))
    case.correct(closed, "units", ["u1"], act(SU, "2021-12-22 09:00"))
    world.save(case)
    working.catch_up()
    corrected = totals(world)
    appended = reactor(world).replay("j", lambda _done, _total: None)

    assert both == {("u1", 2021): Decimal("60.5"), ("u2", 2021): Decimal("60.5")}
    assert corrected == {("u1", 2021): Decimal("60.5"), ("u2", 2021): Decimal("60.0")}
    assert appended == 0


def test_each_booking_names_the_event_it_follows_from(world: World) -> None:
    """3.1 ENV-01"""
    case = resolved(world, "2021-12-13", U1)
    close(world, case, "2021-12-20 09:00")

    reactor(world).catch_up()

    ledger = PointsLedger.create_id("j", "u1", 2021)
    _, (_, awarded) = world.log.history("j", ledger)
    assert isinstance(awarded, PointsLedger.PointsAwarded)
    closed = next(e for e in world.saved[case.id] if isinstance(e, Case.Closed))
    source = f"{case.id}/{closed.originator_version}"
    assert (awarded.source, awarded.cause, awarded.causation_id) == (source, source, source)
    assert (awarded.occurred_at, awarded.actor_id) == (closed.occurred_at, "system")
    assert "PTS-DG-02" in awarded.rule_ids


def test_a_sweep_and_a_booking_at_the_same_moment_open_one_ledger(world: World) -> None:
    """PTS-DG-01"""
    for day in ("13", "14", "15", "16"):
        close(world, resolved(world, f"2021-12-{day}", U1), "2021-12-20 09:00")
    ledger_id = PointsLedger.create_id("j", "u1", 2021)
    start = Barrier(2)

    def book() -> None:
        own = reactor(world, batch=3)
        start.wait()
        own.catch_up()

    def sweep() -> None:
        opened = PointsLedger.open(
            act(SYS, "2021-01-01 00:05"), jurisdiction="j", unit_id="u1", year=2021
        )
        start.wait()
        _append(world, opened)

    workers = [Thread(target=work) for work in (book, sweep)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    reactor(world).catch_up()

    history = [event.event_type for _, event in world.log.history("j", ledger_id)]
    assert history == ["PointsLedgerOpened", *["PointsAwarded"] * 4]


def _append(world: World, ledger: PointsLedger) -> None:
    events: Any = ledger.collect_events()
    try:
        world.log.append(Change(jurisdiction="j", events=events))
    except ConcurrentChange:
        return  # the booking was faster, and opened it
