"""The projector: each event once, whoever dies and however many run."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event as Flag
from threading import Thread
from typing import Any

import psycopg
import pytest

from application.read_models.case_board import CaseFilter
from application.read_models.close_out_register import RegisterFilter
from domain.numbers import Exact
from infrastructure.projections.histories import CASE_TABLES, HOT, PROJECTED, TABLES, TRACKING
from infrastructure.projections.projector import Leadership, Projector
from infrastructure.projections.rebuild import Phase, Progress, digest, rebuild
from infrastructure.projections.table import CaseTable, Table
from interfaces.projector import run
from tests.infrastructure.projections.world import (
    EVERYTHING,
    World,
    drain_over_national_day,
    figure_in,
)

NOW = "2021-11-01 09:00"


def digests(world: World, tables: Sequence[Table[Any, Any]] = TABLES) -> dict[str, str]:
    with psycopg.connect(world.owner_dsn, autocommit=True) as connection:
        return {table.name: digest(connection, table) for table in tables}


def tracked(world: World) -> int:
    with psycopg.connect(world.owner_dsn) as connection:
        found = connection.execute(
            "SELECT position FROM tracking WHERE jurisdiction = %s AND name = %s",
            [world.jurisdiction, TRACKING],
        ).fetchone()
    return found[0] if found else 0


def some_history(world: World) -> None:
    """W-1 and twenty cases of the other pack."""
    for _ in drain_over_national_day(world):
        pass
    for n in range(20):
        case = world.routed("2021-10-11 09:00", grid_id=f"g{n}")
        if n % 2:
            world.close_case(case, "2021-10-11 17:00")
        world.save(case)


@pytest.mark.parametrize("batch", [1, 7, 1_000])
def test_rows_do_not_depend_on_the_size_of_the_batches(lone_world: World, batch: int) -> None:
    """architecture 6"""
    some_history(lone_world)

    with lone_world.projector(batch) as projector:
        consumed = projector.catch_up()

    head = lone_world.log.head(lone_world.jurisdiction)
    live = digests(lone_world, PROJECTED)
    rebuild(lone_world.owner_dsn, lone_world.log, tables=PROJECTED)
    assert (consumed, tracked(lone_world)) == (head, head)
    assert live == digests(lone_world, PROJECTED)


def test_a_projector_that_dies_in_a_batch_leaves_rows_and_position_together(
    lone_world: World,
) -> None:
    """Bad days"""
    some_history(lone_world)
    with lone_world.projector(10) as projector:
        projector.advance()
        before = (tracked(lone_world), digests(lone_world, PROJECTED))

    class Dying(CaseTable[Any]):
        def replace(self, *args: Any) -> None:
            super().replace(*args)
            raise ConnectionAbortedError

    dying = [Dying(t.name, t.row, t.key, t.fold) for t in CASE_TABLES if t not in HOT]
    with psycopg.connect(lone_world.service_dsn, autocommit=True) as connection:
        killed = Projector(connection, lone_world.log, lambda: ["j"], tables=dying, batch=10)
        with pytest.raises(ConnectionAbortedError):
            killed.catch_up()

    assert (tracked(lone_world), digests(lone_world, PROJECTED)) == before
    lone_world.project()
    after = digests(lone_world)
    rebuild(lone_world.owner_dsn, lone_world.log)
    assert after == digests(lone_world)


def test_a_projector_whose_connection_is_cut_raises_and_the_next_one_goes_on(
    lone_world: World,
) -> None:
    """Bad days"""
    some_history(lone_world)

    with psycopg.connect(lone_world.service_dsn, autocommit=True) as connection:
        projector = Projector(connection, lone_world.log, lambda: ["j"], batch=10)
        projector.advance()
        with psycopg.connect(lone_world.owner_dsn) as owner:
            owner.execute("SELECT pg_terminate_backend(%s)", [connection.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            projector.catch_up()
    lone_world.project()

    assert tracked(lone_world) == lone_world.log.head("j")


def test_two_projectors_at_once_do_no_harm(lone_world: World) -> None:
    """Read models"""
    some_history(lone_world)
    consumed = []

    def work() -> None:
        with lone_world.projector(5) as projector:
            consumed.append(projector.catch_up())

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    live = digests(lone_world)
    rebuild(lone_world.owner_dsn, lone_world.log)
    assert sum(consumed) == tracked(lone_world) == lone_world.log.head("j")
    assert live == digests(lone_world)


def test_a_rebuild_gives_the_live_rows_and_a_second_one_the_same_bytes(lone_world: World) -> None:
    """F: rebuilt from zero"""
    some_history(lone_world)
    lone_world.project()
    live = digests(lone_world)
    steps: list[Progress] = []

    counts = rebuild(lone_world.owner_dsn, lone_world.log, report=steps.append).rows
    first = digests(lone_world)
    rebuild(lone_world.owner_dsn, lone_world.log)

    assert counts["case_board_v1"] == 21
    assert live == first == digests(lone_world)
    head = lone_world.log.head("j")
    assert steps[-1] == Progress(Phase.INDEXING, head, head)


def test_dropped_rows_come_back_with_the_same_figures(lone_world: World) -> None:
    """F: projections dropped and rebuilt"""
    some_history(lone_world)
    lone_world.project()

    def figures() -> list[tuple[Exact | None, Exact | None]]:
        codes = ("closure", "timeliness", "on_time_of_due", "misroute", "closing_rate", "unrated")
        with lone_world.view(NOW) as view:
            found = [figure_in(view, code, NOW) for code in codes]
        return [(figure.numerator, figure.denominator) for figure in found]

    before = figures()
    with psycopg.connect(lone_world.owner_dsn, autocommit=True) as owner:
        for name in [name for table in TABLES for name in table.stored]:
            owner.execute(f"TRUNCATE {name}".encode())
        emptied = figures()
        rebuild(lone_world.owner_dsn, lone_world.log)

    assert before[0] == (11, 21)  # W-1's case and ten of the twenty
    assert emptied[0] == (0, 0)
    assert figures() == before


def test_commands_and_projector_go_on_after_a_rebuild_on_the_same_connections(
    lone_world: World,
) -> None:
    """architecture 6: swapped with no downtime"""
    case = lone_world.routed("2021-10-11 09:00")
    lone_world.save(case)
    with lone_world.projector() as projector:
        projector.catch_up()
        rebuild(lone_world.owner_dsn, lone_world.log)

        lone_world.close_case(case, "2021-10-11 17:00")
        lone_world.save(case)
        projector.catch_up()

    with lone_world.view(NOW) as view:
        (row,) = view.list_cases(EVERYTHING, CaseFilter()).items
        (claim,) = view.register(EVERYTHING, RegisterFilter()).items
    assert (row.version, row.state) == (case.version, "CLOSED")
    assert claim.closing_no == 1


def test_writers_meet_no_gap_while_read_models_are_rebuilt(lone_world: World) -> None:
    """architecture 6: swapped with no downtime"""
    some_history(lone_world)
    done = Flag()

    def write() -> None:
        while not done.is_set():
            lone_world.save(lone_world.routed("2021-10-11 09:00"))

    writer = Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            rebuild(lone_world.owner_dsn, lone_world.log)
    finally:
        done.set()
        writer.join()
    lone_world.project()

    live = digests(lone_world)
    counts = rebuild(lone_world.owner_dsn, lone_world.log).rows
    assert live == digests(lone_world)
    assert counts["case_board_v1"] == len(lone_world.saved)


def test_a_long_query_holds_a_swap_up_and_not_those_who_come_after_it(
    lone_world: World,
) -> None:
    """architecture 6: swapped with no downtime"""
    case = lone_world.routed("2021-10-11 09:00")
    lone_world.save(case)

    def make_anew() -> None:
        rebuild(lone_world.owner_dsn, lone_world.log)

    rebuilding = Thread(target=make_anew)
    with lone_world.view(NOW) as long_query:
        assert long_query.contacts(case.id) == 1
        rebuilding.start()
        lone_world.close_case(case, "2021-10-11 17:00")
        lone_world.save(case)
        with lone_world.view(NOW) as another:
            row = another.get_case(case.id, EVERYTHING)
        assert row is not None
        assert row.version == case.version
    rebuilding.join(30)

    assert not rebuilding.is_alive()
    with lone_world.view(NOW) as view:
        assert view.get_case(case.id, EVERYTHING) == row


def test_a_rebuilt_table_has_the_keys_indexes_and_rights_of_the_old_one(
    lone_world: World,
) -> None:
    """architecture 3, 6"""
    shape = (
        "SELECT indexdef FROM pg_indexes WHERE tablename = ANY (%s) "
        "UNION ALL SELECT table_name || grantee || privilege_type "
        "FROM information_schema.role_table_grants WHERE table_name = ANY (%s) "
        "UNION ALL SELECT conrelid::regclass || conname FROM pg_constraint "
        "WHERE conrelid::regclass::text = ANY (%s) ORDER BY 1"
    )
    names = [name for table in TABLES for name in table.stored]

    with psycopg.connect(lone_world.owner_dsn, autocommit=True) as owner:
        before = owner.execute(shape, [names, names, names]).fetchall()
        rebuild(lone_world.owner_dsn, lone_world.log)
        after = owner.execute(shape, [names, names, names]).fetchall()

    assert before == after


def test_rows_have_the_columns_of_their_tables(lone_world: World) -> None:
    """architecture 6"""
    with psycopg.connect(lone_world.owner_dsn) as owner:
        for table in TABLES:
            found = owner.execute(
                "SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0",
                [table.name],
            ).fetchone()

            assert found is not None
            assert tuple(found[0]) == table.columns


def test_only_one_holds_the_seat_and_the_next_one_takes_it_when_it_is_free(
    lone_world: World,
) -> None:
    """architecture 9: leader-elected"""
    with (
        Leadership(lone_world.service_dsn) as first,
        Leadership(lone_world.service_dsn) as second,
    ):
        assert (first.held(), second.held(), first.held()) == (True, False, True)
        first.close()
        while not second.held():
            second.wait(0.05)

        assert second.held()


def test_the_loop_projects_what_is_appended_while_it_waits(lone_world: World) -> None:
    """eventsourcing notes, traps 9 and 13"""
    stop, behind = Flag(), lone_world.routed("2021-10-11 09:00")

    def follow() -> None:
        with Leadership(lone_world.service_dsn) as seat, lone_world.projector() as projector:
            run(seat, projector, stop, poll=60.0)

    follower = Thread(target=follow)
    follower.start()
    try:
        with Leadership(lone_world.service_dsn, lock=1) as ear:
            lone_world.save(behind)
            while tracked(lone_world) < lone_world.log.head("j"):
                ear.wait(0.02)
                lone_world.save(lone_world.report("2021-10-11 09:00"))
    finally:
        stop.set()
        lone_world.save(lone_world.report("2021-10-11 09:00"))
        follower.join(30)

    assert not follower.is_alive()


def test_the_loop_ends_with_its_connection(lone_world: World) -> None:
    """eventsourcing notes, trap 9"""
    with Leadership(lone_world.service_dsn) as seat, lone_world.projector() as projector:
        assert seat.held()
        with psycopg.connect(lone_world.owner_dsn, autocommit=True) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d "
                "ON d.oid = l.database WHERE d.datname = current_database() "
                "AND l.locktype = 'advisory'"
            )

        with pytest.raises(psycopg.OperationalError):
            run(seat, projector, Flag(), poll=0.05)
