"""A rebuild from zero: the same bytes, while everybody goes on, whatever happens to it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from psycopg import sql

from infrastructure.projections.histories import CASE_TABLES, HOT, PROJECTED, TABLES
from infrastructure.projections.obligation_calendar import OBLIGATION_CALENDAR
from infrastructure.projections.org_facts import ORG_FACTS
from infrastructure.projections.rebuild import (
    NoSuchReadModel,
    Phase,
    Progress,
    RebuildRuns,
    chosen,
    rebuild,
)
from infrastructure.projections.rebuild_crew import HelperLost
from infrastructure.projections.rebuild_fill import LogIsTorn
from infrastructure.projections.table import CaseTable
from tests.infrastructure.projections.assessments import some_assessments
from tests.infrastructure.projections.estates import some_estates
from tests.infrastructure.projections.meetings import some_meetings
from tests.infrastructure.projections.obligations import owe
from tests.infrastructure.projections.oversight import some_oversight
from tests.infrastructure.projections.services import some_services
from tests.infrastructure.projections.world import World, drain_over_national_day
from tests.samples import BO, KUNDULUN, act

ROOT = Path(__file__).parents[3]
NOW = "2021-11-01 09:00"
SIDES = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relname ~ '_rebuild_'"


def some_history(world: World) -> None:
    """W-1 and thirty cases of the other pack, a few of them corrected; some oversight."""
    for _ in drain_over_national_day(world):
        pass
    for n in range(30):
        case = world.routed("2021-10-11 09:00", grid_id=f"g{n}")
        if n % 2:
            world.close_case(case, "2021-10-11 17:00")
            world.rate(case, 1 + n % 3, "2021-10-12 09:00")
        world.save(case)
        if n % 10 == 0:
            triaged = next(e for e in world.saved[case.id] if e.event_type == "CaseTriaged")
            by = act(BO, "2021-10-13 09:00", KUNDULUN, reason="typed wrong")
            case.correct(triaged, "category", "lighting", by)
            world.save(case)
    some_oversight(world)
    some_assessments(world)
    some_meetings(world)
    some_services(world)
    some_estates(world)
    world.found_bodies()
    owe(world)
    world.project()


def contents(world: World) -> Mapping[str, bytes]:
    """Every row of every table, byte for byte, in the order of the keys."""
    found = {}
    with psycopg.connect(world.owner_dsn) as connection, connection.cursor() as cursor:
        for table in TABLES:
            statement = sql.SQL(
                "COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT (FORMAT binary)"
            ).format(sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.key)))
            with cursor.copy(statement) as copy:
                found[table.name] = b"".join(copy)
    return found


def left_behind(world: World) -> list[str]:
    with psycopg.connect(world.owner_dsn) as connection:
        return [name for (name,) in connection.execute(SIDES).fetchall()]


def until(holds: Callable[[], object]) -> None:
    deadline = monotonic() + 60
    while not holds():
        assert monotonic() < deadline
        sleep(0.02)


@pytest.mark.parametrize(("processes", "part"), [(1, 20_000), (1, 7), (2, 7), (3, 40)])
def test_the_bytes_are_those_of_the_live_rows_however_the_work_is_shared(
    lone_world: World, processes: int, part: int
) -> None:
    """Rebuild: byte-identical"""
    some_history(lone_world)
    live = contents(lone_world)

    rebuild(lone_world.owner_dsn, lone_world.log, processes=processes, part=part)
    first = contents(lone_world)
    rebuild(lone_world.owner_dsn, lone_world.log, processes=processes, part=part)

    names = [table.name for table in CASE_TABLES]
    assert all(len(live[name]) > 100 for name in (*names, ORG_FACTS.name, OBLIGATION_CALENDAR.name))
    assert live == first == contents(lone_world)
    assert left_behind(lone_world) == []


def test_one_enormous_case_and_other_aggregates_are_read_as_a_stream(
    lone_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """flat memory"""
    monkeypatch.setattr("infrastructure.projections.rebuild_fill._BLOCK", 3)
    some_history(lone_world)
    case = lone_world.routed("2021-10-11 09:00")
    for n in range(700):
        case.note_follow_up(f"note {n}", act(BO, "2021-10-12 09:00", KUNDULUN))
    lone_world.save(case)
    lone_world.project()
    live = contents(lone_world)

    rebuild(lone_world.owner_dsn, lone_world.log, part=50)

    assert contents(lone_world) == live


def test_one_read_model_is_made_anew_and_the_others_are_left_alone(lone_world: World) -> None:
    """Rebuild: READ_MODEL"""
    some_history(lone_world)
    live = contents(lone_world)
    oids = "SELECT relname::text, oid FROM pg_class WHERE relname = ANY (%s)"
    names = [table.name for table in TABLES]

    with psycopg.connect(lone_world.owner_dsn, autocommit=True) as owner:
        before: dict[str, int] = dict(owner.execute(oids, [names]).fetchall())
        owner.execute("TRUNCATE case_board_v1")
        done = rebuild(lone_world.owner_dsn, lone_world.log, tables=chosen("case_board"))
        after: dict[str, int] = dict(owner.execute(oids, [names]).fetchall())

    assert {name for name in names if before[name] != after[name]} == {"case_board_v1"}
    assert dict(done.rows) == {"case_board_v1": 31}
    assert contents(lone_world) == live


def test_an_unknown_read_model_is_refused_with_the_names_there_are() -> None:
    """Rebuild: READ_MODEL"""
    with pytest.raises(
        NoSuchReadModel,
        match="'cases'; there are case_heads, case_board, feedback_obligations, close_out_register",
    ):
        chosen("cases")


@pytest.mark.parametrize("tables", [HOT, PROJECTED, TABLES], ids=["hot", "projected", "all"])
def test_a_log_opened_meanwhile_and_what_was_appended_to_it_are_there(
    lone_world: World, tables: Sequence[CaseTable[Any]]
) -> None:
    """architecture 6: swapped with no downtime"""
    some_history(lone_world)
    late = lone_world.routed("2021-10-14 09:00")

    def somebody_works(progress: Progress) -> None:
        if progress.phase is Phase.INDEXING:
            lone_world.log.open_jurisdiction("k", "any")
            lone_world.save(late)
            lone_world.jurisdiction = "k"
            lone_world.save(lone_world.routed("2021-10-14 09:00"))
            lone_world.project()
            lone_world.jurisdiction = "j"

    rebuild(lone_world.owner_dsn, lone_world.log, tables=tables, report=somebody_works)
    lone_world.project()

    live = contents(lone_world)
    with psycopg.connect(lone_world.owner_dsn) as owner:
        found = owner.execute(
            "SELECT jurisdiction, count(*) FROM case_heads_v1 GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert found == [("j", 32), ("k", 1)]
    rebuild(lone_world.owner_dsn, lone_world.log)
    assert contents(lone_world) == live


def test_a_second_rebuild_at_once_is_refused_and_the_first_goes_on(lone_world: World) -> None:
    """Rebuild"""
    some_history(lone_world)
    live = contents(lone_world)
    refused = []

    def another(_: Progress) -> None:
        with pytest.raises(RebuildRuns) as refusal:
            rebuild(lone_world.owner_dsn, lone_world.log)
        refused.append(refusal)

    rebuild(lone_world.owner_dsn, lone_world.log, report=another)

    assert refused
    assert contents(lone_world) == live


def test_a_helper_that_is_killed_ends_the_rebuild_and_leaves_nothing(lone_world: World) -> None:
    """Bad days"""
    some_history(lone_world)
    live = contents(lone_world)

    def kill(_: Progress) -> None:
        for helper in multiprocessing.active_children():
            helper.kill()

    with pytest.raises(HelperLost):
        rebuild(lone_world.owner_dsn, lone_world.log, processes=2, part=5, report=kill)

    assert (contents(lone_world), left_behind(lone_world)) == (live, [])
    assert multiprocessing.active_children() == []
    rebuild(lone_world.owner_dsn, lone_world.log)
    assert contents(lone_world) == live


def test_a_rebuild_that_is_killed_changes_nothing_and_the_next_one_clears_up(
    lone_world: World, tmp_path: Path
) -> None:
    """Bad days"""
    some_history(lone_world)
    live = contents(lone_world)
    own = {name: value for name, value in os.environ.items() if not name.startswith("CLOSEOUT_")}

    with lone_world.view(NOW) as long_query:  # the swap has to wait for it
        assert long_query.due_cases(1) is not None
        begun = subprocess.Popen(
            [sys.executable, "-m", "interfaces.cli", "rebuild"],
            cwd=ROOT,
            env=own
            | {"CLOSEOUT_DATABASE_URL": lone_world.owner_dsn, "CLOSEOUT_DATA_DIR": str(tmp_path)},
        )
        stored = sum(len(table.stored) for table in TABLES)
        until(lambda: len(left_behind(lone_world)) == stored or begun.poll() is not None)
        begun.send_signal(signal.SIGKILL)
        assert begun.wait() == -signal.SIGKILL

    assert left_behind(lone_world) != []
    assert contents(lone_world) == live
    until(lambda: _can_rebuild(lone_world))  # as soon as the server has noticed
    assert (contents(lone_world), left_behind(lone_world)) == (live, [])


def _can_rebuild(world: World) -> bool:
    try:
        rebuild(world.owner_dsn, world.log)
    except RebuildRuns:
        return False
    return True


def test_a_history_that_lacks_an_event_stops_the_rebuild_and_nothing_changes(
    lone_world: World,
) -> None:
    """architecture 3"""
    some_history(lone_world)
    live = contents(lone_world)
    with psycopg.connect(lone_world.owner_dsn, autocommit=True) as owner:
        owner.execute("DELETE FROM events WHERE position = 3")

    with pytest.raises(LogIsTorn):
        rebuild(lone_world.owner_dsn, lone_world.log)

    assert (contents(lone_world), left_behind(lone_world)) == (live, [])


def test_what_was_granted_and_set_on_a_table_holds_for_the_new_one(lone_world: World) -> None:
    """a deployment's own readers keep their right"""
    some_history(lone_world)
    found = (
        "SELECT c.relname::text, c.reloptions, a.privilege_type, a.grantee::regrole::text "
        "FROM pg_class c, aclexplode(c.relacl) a WHERE c.relname = ANY (%s) ORDER BY 1, 3, 4"
    )
    names = [table.name for table in TABLES]

    with psycopg.connect(lone_world.owner_dsn, autocommit=True) as owner:
        owner.execute("GRANT SELECT ON case_board_v1 TO pg_monitor")
        before = owner.execute(found, [names]).fetchall()
        rebuild(lone_world.owner_dsn, lone_world.log)
        after = owner.execute(found, [names]).fetchall()

    assert before == after
    assert ("case_board_v1", ["fillfactor=80"], "SELECT", "pg_monitor") in after
